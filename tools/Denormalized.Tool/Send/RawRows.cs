using System.Text.Json;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Send;

/// <summary>Takes one row, as it stands in the input.</summary>
internal delegate void RowHandler(ReadOnlySpan<byte> row);

/// <summary>Cuts an input into its rows: lines, values one after the other, or the elements of an array.</summary>
internal sealed class RawRows(InputSource source)
{
    private static readonly JsonReaderOptions ReaderOptions = new() { AllowMultipleValues = true, MaxDepth = 4096 };
    private const int MaxRow = 64 * 1024 * 1024;
    private byte[] _buffer = new byte[64 * 1024];
    private TextPosition _position; // of the buffer
    private int _row;

    /// <summary>The place of the row that is being handled, and what is wrong with it.</summary>
    public string Describe(string message) => _position.Describe(source.Name, _buffer.AsSpan(0, _row), message);

    /// <exception cref="InputException">The input is no JSON.</exception>
    public void Read(RowHandler handle)
    {
        var locator = new RowLocator(RowPath.Root);
        var state = new JsonReaderState(ReaderOptions);
        int length = 0;
        bool final = false;
        while (!final)
        {
            if (length == _buffer.Length)
            {
                if (length >= MaxRow)
                {
                    throw new InputException(_position.Describe(source.Name, [], $"a row of more than {MaxRow >> 20} MB."));
                }

                Array.Resize(ref _buffer, length * 2);
            }

            int read = source.Read(_buffer.AsSpan(length));
            final = read == 0;
            length += read;
            var reader = new Utf8JsonReader(_buffer.AsSpan(0, length), final, state);
            try
            {
                ReadWhole(ref reader, locator, handle);
            }
            catch (JsonException error)
            {
                throw new InputException(TextPosition.Describe(source.Name, error), error);
            }

            state = reader.CurrentState;
            int consumed = (int)reader.BytesConsumed;
            _position.Advance(_buffer.AsSpan(0, consumed));
            length -= consumed;
            _buffer.AsSpan(consumed, length).CopyTo(_buffer);
        }
    }

    /// <summary>Handles the rows that lie in the buffer as a whole; the reader stays in front of one that does not.</summary>
    private void ReadWhole(ref Utf8JsonReader reader, RowLocator locator, RowHandler handle)
    {
        while (true)
        {
            Utf8JsonReader before = reader;
            if (!reader.Read())
            {
                return;
            }

            bool container = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            if (container && !WouldBegin(ref reader, locator))
            {
                locator.Begins(ref reader);
                continue;
            }

            int start = (int)reader.TokenStartIndex;
            if (container && !reader.TrySkip())
            {
                reader = before;
                return;
            }

            if (container || locator.Begins(ref reader))
            {
                _row = start;
                handle(_buffer.AsSpan(start, (int)reader.BytesConsumed - start));
            }
        }
    }

    // Asking the locator about a container changes its state only where the container is entered.
    private static bool WouldBegin(ref Utf8JsonReader reader, RowLocator locator) =>
        reader.TokenType == JsonTokenType.StartObject || locator.InsideRows;
}
