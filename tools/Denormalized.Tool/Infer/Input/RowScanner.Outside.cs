using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Input;

/// <content>What stands around the rows: arrays of them, documents that hold them at a path.</content>
internal sealed unsafe partial class RowScanner
{
    private readonly PathEvidence _ignored = new();

    /// <summary>Reads to the beginning of the next row, or to the end of the buffer.</summary>
    private byte* FindRow(byte* p)
    {
        while ((p = Blanks(p)) < _end)
        {
            byte* next = p + 1;
            switch (_expect)
            {
                case Expect.Next when _locator.Depth == 0:
                    next = p;
                    _expect = Expect.Value;
                    break;
                case Expect.Next when *p == ',':
                    _expect = _locator.InArray ? Expect.Value : Expect.Key;
                    break;
                case Expect.Next or Expect.FirstItem or Expect.FirstKey when *p == (_locator.InArray ? ']' : '}'):
                    _locator.Leave();
                    _expect = Expect.Next;
                    break;
                case Expect.Key or Expect.FirstKey when *p == '"':
                    next = KeyOnPath(p);
                    break;
                case Expect.Colon when *p == ':':
                    _expect = Expect.Value;
                    break;
                case Expect.Value or Expect.FirstItem when IsValueStart(*p):
                    next = ValueOnPath(p);
                    break;
                default:
                    throw Unexpected(p, _expect);
            }

            if (next == null || _inRow)
            {
                return p;
            }

            p = next;
        }

        return p;
    }

    private byte* KeyOnPath(byte* p)
    {
        byte* end = Key(p, out ReadOnlySpan<byte> key);
        if (end != null)
        {
            _locator.Key(key);
            _expect = Expect.Colon;
        }

        return end;
    }

    private byte* ValueOnPath(byte* p)
    {
        bool array = *p == '[';
        bool obj = *p == '{';
        if (_locator.Begins(array, obj))
        {
            _inRow = true;
            _expect = Expect.Value;
            return p;
        }

        if (array || obj)
        {
            CheckDepth(p);
            _expect = array ? Expect.FirstItem : Expect.FirstKey;
            return p + 1;
        }

        byte* end = *p == '"' ? Text(p, _ignored) : char.IsAsciiLetter((char)*p) ? Literal(p, _ignored) : Number(p, _ignored);
        _expect = end == null ? _expect : Expect.Next;
        return end;
    }
}
