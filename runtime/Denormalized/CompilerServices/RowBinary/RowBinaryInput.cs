using System.Text;

namespace Denormalized.CompilerServices;

/// <summary>
/// Records of RowBinaryWithNamesAndTypes, given chunk by chunk:
/// <code>
/// columns : LEB128, names : String of each, types : String of each, then the rows
/// </code>
/// </summary>
internal sealed unsafe class RowBinaryInput<T>(StreamCodec<T> codec) : IDisposable
{
    private readonly NativeBuffer _bytes = new();
    private long _at;
    private bool _isHeaderRead;

    /// <summary>Adds received bytes.</summary>
    public void Feed(ReadOnlySpan<byte> chunk)
    {
        long left = _bytes.Length - _at;
        Buffer.MemoryCopy(_bytes.Data + _at, _bytes.Data, left, left);
        _bytes.Length = left;
        _at = 0;
        chunk.CopyTo(new Span<byte>(_bytes.Take(chunk.Length), chunk.Length));
    }

    /// <summary>The next record; false when more bytes are needed.</summary>
    /// <exception cref="SchemaMismatchException">The columns are not those of the stream.</exception>
    public bool TryRead(out T record)
    {
        var reader = new RowBinaryReader(_bytes.Data + _at, _bytes.Data + _bytes.Length);
        record = default!;
        if (!_isHeaderRead)
        {
            if (!TryHeader(ref reader))
            {
                return false;
            }

            _isHeaderRead = true;
            _at = reader.Next - _bytes.Data;
        }

        if (_at == _bytes.Length || !codec.TryReadRow(ref reader, out record))
        {
            return false;
        }

        _at = reader.Next - _bytes.Data;
        return true;
    }

    /// <summary>There are no more bytes.</summary>
    /// <exception cref="InvalidDataException">They end within the header or a row.</exception>
    public void Complete()
    {
        if (_at < _bytes.Length || !_isHeaderRead)
        {
            throw new InvalidDataException($"The bytes end within {(_isHeaderRead ? "a row" : "the header")}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    private bool TryHeader(ref RowBinaryReader reader)
    {
        if (!reader.TryCount(out int count))
        {
            return false;
        }

        if (count == 0)
        {
            throw new InvalidDataException("The header names no column.");
        }

        var texts = new List<string>();
        for (long i = 0; i < 2L * count; i++)
        {
            if (!reader.TryUtf8(out ReadOnlySpan<byte> text))
            {
                return false;
            }

            texts.Add(Encoding.UTF8.GetString(text));
        }

        Check(texts, count);
        return true;
    }

    private void Check(List<string> texts, int count)
    {
        IReadOnlyList<StreamColumn> columns = codec.Info.Columns;
        for (int i = 0; i < Math.Max(count, columns.Count); i++)
        {
            if (i >= count)
            {
                throw new SchemaMismatchException(columns[i].Name, columns[i].Type, null);
            }

            if (i >= columns.Count)
            {
                throw new InvalidDataException($"Column '{texts[i]}' is none of the stream '{codec.Info.Name}'. Select its columns by their names.");
            }

            if (!NativeType.Same(texts[count + i], columns[i].Type))
            {
                throw new SchemaMismatchException(texts[i], columns[i].Type, texts[count + i]);
            }
        }
    }
}
