using System.IO.Compression;
using System.Text;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Input;

/// <summary>One input as a stream of UTF-8 bytes, whatever its encoding and compression.</summary>
internal sealed class InputSource : IDisposable
{
    private readonly List<string> _notes = [];
    private readonly Stream _origin;
    private Stream _stream;
    private byte[] _head = [];
    private int _headRead;
    private RowStream? _rows;

    private InputSource(string name, Stream stream)
    {
        Name = name;
        _origin = stream;
        _stream = stream;
    }

    public string Name { get; }

    /// <summary>What was recognised: compression, encoding.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public static InputSource Open(string path)
    {
        if (path == "-")
        {
            return Open("standard input", Console.OpenStandardInput());
        }

        try
        {
            return Open(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: {error.Message}", error);
        }
    }

    public static InputSource Open(string name, Stream stream)
    {
        var source = new InputSource(name, stream);
        source.Begin();
        return source;
    }

    /// <summary>The input can be read again: a file.</summary>
    public bool CanRestart => _origin.CanSeek;

    /// <summary>Bytes in all as they are kept, of what can be read again.</summary>
    public long Length => _origin.Length;

    /// <summary>Goes back to the beginning. What decompressed the file so far is left to the garbage collector: disposed, it would close the file.</summary>
    public void Restart()
    {
        _origin.Position = 0;
        _stream = _origin;
        _notes.Clear();
        Begin();
    }

    private void Begin()
    {
        ReadHead();
        Decompress();
        ReadRows();
        Decode();
    }

    public int Read(Span<byte> buffer)
    {
        if (_headRead < _head.Length)
        {
            int length = Math.Min(buffer.Length, _head.Length - _headRead);
            _head.AsSpan(_headRead, length).CopyTo(buffer);
            _headRead += length;
            return length;
        }

        return ReadStream(buffer);
    }

    /// <summary>What the schema of the input says about numbers, once its rows were read.</summary>
    public void Declare(PathEvidence rows) => _rows?.Declare(rows);

    public void Dispose() => _stream.Dispose();

    private int ReadStream(Span<byte> buffer)
    {
        try
        {
            return _stream.Read(buffer);
        }
        catch (Exception error) when (error is InvalidDataException or ZstdSharp.ZstdException or EndOfStreamException)
        {
            throw new InputException($"{Name}: the compressed data ({string.Join(", ", _notes)}) is damaged: {error.Message}", error);
        }
        catch (IOException error)
        {
            throw new InputException($"{Name}: {error.Message}", error);
        }
    }

    /// <summary>Reads the first bytes, by which compression and encoding are known.</summary>
    private void ReadHead()
    {
        byte[] head = new byte[4];
        int length = 0;
        int read;
        while (length < head.Length && (read = ReadStream(head.AsSpan(length))) > 0)
        {
            length += read;
        }

        _head = head[..length];
        _headRead = 0;
    }

    private void Decompress()
    {
        if (_head is [0x1F, 0x8B, ..])
        {
            Replace(new GZipStream(Rest(), CompressionMode.Decompress), "gzip");
        }
        else if (_head is [0x28, 0xB5, 0x2F, 0xFD])
        {
            Replace(new ZstdSharp.DecompressionStream(Rest()), "zstd");
        }
    }

    private void ReadRows()
    {
        switch (_head)
        {
            case [(byte)'O', (byte)'b', (byte)'j', 1]:
                Replace(_rows = AvroRowStream.Open(Name, Rest()), "Avro file");
                break;
            case [(byte)'P', (byte)'A', (byte)'R', (byte)'1']:
                if (_stream.CanSeek)
                {
                    _stream.Position = 0;
                }

                Replace(_rows = ParquetRowStream.Open(Name, _stream), "Parquet file");
                break;
        }
    }

    private void Decode()
    {
        switch (_head)
        {
            case [0xEF, 0xBB, 0xBF, ..]:
                _headRead = 3;
                break;
            case [0xFF, 0xFE, ..]:
                Transcode(Encoding.Unicode, 2);
                break;
            case [0xFE, 0xFF, ..]:
                Transcode(Encoding.BigEndianUnicode, 2);
                break;
            // JSON begins with ASCII characters: a zero byte beside each tells UTF-16 without a byte order mark.
            case [not 0, 0, not 0, 0]:
                Transcode(Encoding.Unicode, 0);
                break;
            case [0, not 0, 0, not 0]:
                Transcode(Encoding.BigEndianUnicode, 0);
                break;
        }
    }

    private void Transcode(Encoding encoding, int mark)
    {
        _headRead = mark;
        Replace(Encoding.CreateTranscodingStream(Rest(), encoding, Encoding.UTF8), encoding.WebName);
    }

    private PrefixedStream Rest() => new(_head.AsMemory(_headRead), _stream);

    private void Replace(Stream stream, string note)
    {
        _notes.Add(note);
        _stream = stream;
        ReadHead();
    }
}
