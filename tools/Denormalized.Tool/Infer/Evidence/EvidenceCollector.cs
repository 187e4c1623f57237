using System.Text.Json;

namespace Denormalized.Tool.Infer.Evidence;

/// <summary>
/// Adds the tokens of rows to the evidence. Keeps its place between tokens, so that a row may span any number of
/// input buffers.
/// </summary>
internal sealed class EvidenceCollector
{
    private Frame[] _stack = new Frame[16];
    private int _depth;
    private PathEvidence _target;
    private long _objects;
    private readonly PathCount _paths = new();
    private byte[] _scratch = new byte[256];

    public EvidenceCollector(PathEvidence root)
    {
        Root = root;
        _target = root;
    }

    private struct Frame
    {
        public ObjectEvidence? Object;
        public ArrayEvidence? Array;
        public MemberEvidence? Last;
        public long Items;
        public long Number;
    }

    public PathEvidence Root { get; }

    /// <summary>Adds a token of a row; true when the row ends with it.</summary>
    public bool Add(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _target = Member(ref _stack[_depth - 1], Unescaped(ref reader));
                return false;
            case JsonTokenType.StartObject:
                StartObject();
                return false;
            case JsonTokenType.StartArray:
                StartArray();
                return false;
            case JsonTokenType.EndObject:
                EndObject();
                break;
            case JsonTokenType.EndArray:
                ref Frame array = ref _stack[--_depth];
                array.Array!.Add(array.Items);
                break;
            default:
                AddScalar(ref reader);
                break;
        }

        if (_depth == 0)
        {
            _target = Root;
            return true;
        }

        ref Frame parent = ref _stack[_depth - 1];
        if (parent.Array is not null)
        {
            _target = parent.Array.Items;
        }

        return false;
    }

    private void AddScalar(ref Utf8JsonReader reader)
    {
        PathEvidence path = Next();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                (path.Texts ??= new TextEvidence()).Add(Unescaped(ref reader));
                break;
            case JsonTokenType.Number:
                (path.Numbers ??= new NumberEvidence()).Add(reader.ValueSpan, 1);
                break;
            case JsonTokenType.True:
                path.Trues++;
                break;
            case JsonTokenType.False:
                path.Falses++;
                break;
            default:
                path.Nulls++;
                break;
        }
    }

    private void StartObject()
    {
        PathEvidence path = Next();
        ObjectEvidence objects = path.Objects ??= new ObjectEvidence();
        objects.Count++;
        Push(new Frame { Object = objects, Number = ++_objects });
    }

    private void StartArray()
    {
        PathEvidence path = Next();
        Push(new Frame { Array = path.Arrays ??= new ArrayEvidence() });
        _target = path.Arrays.Items;
    }

    private void EndObject()
    {
        ref Frame frame = ref _stack[--_depth];
        frame.Object!.Keys += frame.Items;
        frame.Object.EmptyObjects += frame.Items == 0 ? 1 : 0;
    }

    /// <summary>The path at which the value stands that begins now.</summary>
    private PathEvidence Next()
    {
        PathEvidence path = _target;
        path.Values++;
        if (_depth > 0)
        {
            ref Frame parent = ref _stack[_depth - 1];
            parent.Items += parent.Array is null ? 0 : 1;
        }

        return path;
    }

    private PathEvidence Member(ref Frame frame, ReadOnlySpan<byte> key)
    {
        ObjectEvidence objects = frame.Object!;
        int predicted = frame.Last is null ? objects.First : frame.Last.Next;
        int index = objects.IndexOf(key, predicted, _paths);
        if (index < 0)
        {
            frame.Items++;
            return objects.Collapsed!;
        }

        if (index != predicted)
        {
            Predict(ref frame, index);
        }

        MemberEvidence member = objects[index];
        frame.Last = member;
        if (member.LastObject == frame.Number)
        {
            objects.Duplicates++;
            return member.Value;
        }

        member.LastObject = frame.Number;
        member.Present++;
        member.Positions += frame.Items++;
        return member.Value;
    }

    private static void Predict(ref Frame frame, int index)
    {
        if (frame.Last is null)
        {
            frame.Object!.First = index;
        }
        else
        {
            frame.Last.Next = index;
        }
    }

    private ReadOnlySpan<byte> Unescaped(scoped ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        if (_scratch.Length < reader.ValueSpan.Length)
        {
            _scratch = new byte[reader.ValueSpan.Length * 2];
        }

        try
        {
            return _scratch.AsSpan(0, reader.CopyString(_scratch));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair or bytes that are no UTF-8: the text as it stands serves as well for statistics.
            reader.ValueSpan.CopyTo(_scratch);
            return _scratch.AsSpan(0, reader.ValueSpan.Length);
        }
    }

    private void Push(Frame frame)
    {
        if (_depth == _stack.Length)
        {
            Array.Resize(ref _stack, _depth * 2);
        }

        _stack[_depth++] = frame;
    }
}
