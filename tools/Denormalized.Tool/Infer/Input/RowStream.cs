using System.Buffers;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Input;

/// <summary>Rows that come from elsewhere than a JSON file, as a stream of JSON lines.</summary>
internal abstract class RowStream : ForwardStream
{
    private readonly ArrayBufferWriter<byte> _lines = new();
    private int _read;

    /// <summary>Writes the next rows, a line each; false when there are none.</summary>
    protected abstract bool Next(IBufferWriter<byte> lines);

    /// <summary>Writes down beside the evidence what the schema of the rows says about numbers.</summary>
    public virtual void Declare(PathEvidence rows)
    {
    }

    public override int Read(Span<byte> buffer)
    {
        while (_read == _lines.WrittenCount)
        {
            _read = 0;
            _lines.ResetWrittenCount();
            if (!Next(_lines))
            {
                return 0;
            }
        }

        int length = Math.Min(buffer.Length, _lines.WrittenCount - _read);
        _lines.WrittenSpan.Slice(_read, length).CopyTo(buffer);
        _read += length;
        return length;
    }
}
