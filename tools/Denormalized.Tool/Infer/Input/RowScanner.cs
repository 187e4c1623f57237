using System.Diagnostics;
using System.Runtime.CompilerServices;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Input;

/// <summary>
/// Reads JSON text straight into evidence: no tokens in between. Keys are compared in place with those that came at
/// this point of the row before, so most of them are never searched for their end. Keeps its place between buffers: a
/// row may span any number of them, a token may not.
/// </summary>
/// <remarks>
/// The buffer is followed by a zero byte, which no token holds: every loop ends there by itself, and only then is it
/// asked whether the buffer or the text is at its end. Wide loads need the rest of <see cref="Padding"/>.
/// </remarks>
internal sealed unsafe partial class RowScanner
{
    /// <summary>Bytes behind the text that belong to the buffer.</summary>
    public const int Padding = 64;

    private const int MaxDepth = 4096;
    private readonly PathEvidence _root;
    private readonly RowPath _path;
    private readonly long _limit;
    private readonly PathCount _paths = new();
    private RowLocator _locator;
    private Frame[] _stack = new Frame[16];
    private int _depth;
    private long _objects;
    private PathEvidence _target;
    private Expect _expect = Expect.Value;
    private bool _inRow;
    private bool _final;
    private byte* _start;
    private byte* _end;

    public RowScanner(PathEvidence root, RowPath path, long limit = long.MaxValue)
    {
        _root = root;
        _target = root;
        _path = path;
        _locator = new RowLocator(path);
        _limit = limit;
    }

    /// <summary>What may come next, blanks not counted.</summary>
    private enum Expect
    {
        Value,

        /// <summary>A value, or the end of an array that has just begun.</summary>
        FirstItem,

        Key,

        /// <summary>A key, or the end of an object that has just begun.</summary>
        FirstKey,

        Colon,

        /// <summary>A comma or the end of what is around; on the top level the next value.</summary>
        Next,
    }

    /// <summary>An array or object that is open.</summary>
    private struct Frame
    {
        public ObjectEvidence? Object;
        public ArrayEvidence? Array;
        public MemberEvidence? Last;
        public long Items;
        public long Number;
    }

    public long Rows { get; private set; }

    public bool Done => Rows >= _limit;

    /// <summary>Neither a row nor anything around it is open.</summary>
    private bool IsBetweenRows => !_inRow && _locator.Depth == 0;

    /// <summary>Another text begins.</summary>
    public void Restart()
    {
        _depth = 0;
        _inRow = false;
        _expect = Expect.Value;
        _locator = new RowLocator(_path);
    }

    /// <summary>Reads on; returns how many bytes are done with. The others have to come again, with more behind them.</summary>
    /// <param name="buffer">Holds a zero byte at <paramref name="end"/>, and <see cref="Padding"/> bytes from there.</param>
    /// <param name="start">First byte that is new.</param>
    /// <param name="end">Where the text ends.</param>
    /// <param name="final">The text ends there for good.</param>
    /// <exception cref="RowSyntaxException">It is no JSON.</exception>
    public int Read(byte[] buffer, int start, int end, bool final)
    {
        Debug.Assert(buffer.Length >= end + Padding && buffer[end] == 0, "The buffer is not padded.");
        fixed (byte* at = buffer)
        {
            _start = at;
            _end = at + end;
            _final = final;
            byte* p = ReadAll(at + start);
            if (final && !Done && (p < _end || !IsBetweenRows))
            {
                throw Unexpected(_end, _expect);
            }

            return (int)(p - at);
        }
    }

    private byte* ReadAll(byte* p)
    {
        while (!Done)
        {
            if (!_inRow)
            {
                p = FindRow(p);
                if (!_inRow)
                {
                    return p;
                }
            }

            p = ReadRow(p, _expect);
            if (_inRow)
            {
                return p;
            }
        }

        return p;
    }

    /// <summary>Reads on inside a row, to its end or that of the buffer.</summary>
    private byte* ReadRow(byte* p, Expect expect)
    {
        PathEvidence path = _target;
        byte* next;
        switch (expect)
        {
            case Expect.FirstItem:
                goto FirstItem;
            case Expect.FirstKey:
                goto FirstKey;
            case Expect.Key:
                goto Key;
            case Expect.Colon:
                goto Colon;
            case Expect.Next:
                goto Next;
        }

    Value:
        p = Blanks(p);
        switch (*p)
        {
            case (byte)'"':
                next = Text(p, path);
                break;
            case (byte)'{':
                OpenObject(p++, path);
                goto FirstKey;
            case (byte)'[':
                OpenArray(p++, path);
                goto FirstItem;
            case (byte)'t' or (byte)'f' or (byte)'n':
                next = Literal(p, path);
                break;
            default:
                next = Number(p, path);
                break;
        }

        if (next == null)
        {
            return Suspend(p, path, Expect.Value);
        }

        p = next;

    Next:
        if (_depth == 0)
        {
            return EndRow(p);
        }

        p = Blanks(p);
        ref Frame frame = ref _stack[_depth - 1];
        if (frame.Array is null)
        {
            if (*p == ',')
            {
                p++;
                goto Key;
            }

            if (*p == '}')
            {
                p++;
                CloseObject(ref frame);
                goto Next;
            }
        }
        else
        {
            if (*p == ',')
            {
                p++;
                frame.Items++;
                path = frame.Array.Items;
                goto Value;
            }

            if (*p == ']')
            {
                p++;
                CloseArray(ref frame);
                goto Next;
            }
        }

        return Suspend(p, path, Expect.Next);

    FirstItem:
        p = Blanks(p);
        frame = ref _stack[_depth - 1];
        if (*p == ']')
        {
            p++;
            CloseArray(ref frame);
            goto Next;
        }

        if (p >= _end)
        {
            return Suspend(p, path, Expect.FirstItem);
        }

        frame.Items = 1;
        path = frame.Array!.Items;
        goto Value;

    FirstKey:
        p = Blanks(p);
        if (*p == '}')
        {
            p++;
            CloseObject(ref _stack[_depth - 1]);
            goto Next;
        }

        if (*p != '"')
        {
            return Suspend(p, path, Expect.FirstKey);
        }

    Key:
        p = Blanks(p);
        next = *p == '"' ? Member(p, ref _stack[_depth - 1], ref path) : null;
        if (next == null)
        {
            return Suspend(p, path, Expect.Key);
        }

        p = next;

    Colon:
        p = Blanks(p);
        if (*p != ':')
        {
            return Suspend(p, path, Expect.Colon);
        }

        p++;
        goto Value;
    }

    /// <summary>Keeps the place where the buffer ends; throws where it does not, for then something else stands there.</summary>
    private byte* Suspend(byte* p, PathEvidence path, Expect expect)
    {
        bool inToken = expect == Expect.Value || (expect == Expect.Key && *p == '"');
        if (p < _end && (_final || !inToken))
        {
            throw inToken && *p == '"' ? Error(p, "a text without its end.") : Unexpected(p, expect);
        }

        _target = path;
        _expect = expect;
        return p;
    }

    private byte* EndRow(byte* p)
    {
        Rows++;
        _inRow = false;
        _target = _root;
        _expect = Expect.Next;
        return p;
    }

    private void OpenObject(byte* p, PathEvidence path)
    {
        path.Values++;
        ObjectEvidence objects = path.Objects ??= new ObjectEvidence();
        objects.Count++;
        ref Frame frame = ref Push(p);
        frame.Object = objects;
        frame.Array = null;
        frame.Last = null;
        frame.Items = 0;
        frame.Number = ++_objects;
    }

    private void OpenArray(byte* p, PathEvidence path)
    {
        path.Values++;
        ref Frame frame = ref Push(p);
        frame.Array = path.Arrays ??= new ArrayEvidence();
        frame.Items = 0;
    }

    private void CloseObject(ref Frame frame)
    {
        _depth--;
        frame.Object!.Close(frame.Number, frame.Items);
    }

    private void CloseArray(ref Frame frame)
    {
        _depth--;
        frame.Array!.Add(frame.Items);
    }

    private ref Frame Push(byte* p)
    {
        CheckDepth(p);
        if (_depth == _stack.Length)
        {
            Array.Resize(ref _stack, _depth * 2);
        }

        return ref _stack[_depth++];
    }

    /// <summary>The member whose key begins at <paramref name="p"/>; returns where the key ends, null when the buffer ends before.</summary>
    private byte* Member(byte* p, ref Frame frame, ref PathEvidence path)
    {
        ObjectEvidence objects = frame.Object!;
        MemberEvidence? member = objects.Collapsed is not null ? null : frame.Last is null ? objects.First : frame.Last.Next;
        byte* next = p + 1;
        if (!Matches(ref next, ref member))
        {
            next = Key(p, out ReadOnlySpan<byte> key);
            if (next == null)
            {
                return null;
            }

            member = objects.Member(key, _paths);
            if (member is null)
            {
                frame.Items++;
                path = objects.Collapsed!;
                return next;
            }

            if (frame.Last is null)
            {
                objects.First = member;
            }
            else
            {
                frame.Last.Next = member;
            }
        }

        frame.Last = member;
        path = member!.Value;
        ref long last = ref objects.LastObjects[member.Index];
        if (last == frame.Number)
        {
            objects.Duplicates++;
            return next;
        }

        last = frame.Number;
        member.Present++;
        member.Positions += frame.Items++;
        return next;
    }

    /// <summary>The predicted key, or the one behind it where this object lacks it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Matches(ref byte* p, ref MemberEvidence? member)
    {
        for (int i = 0; i < 2 && member is not null; i++, member = member.Next)
        {
            byte[] quoted = member.Quoted;
            if (*p == quoted[0] && new ReadOnlySpan<byte>(p, quoted.Length).SequenceEqual(quoted))
            {
                p += quoted.Length;
                return true;
            }
        }

        return false;
    }
}
