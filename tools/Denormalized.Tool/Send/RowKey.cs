using System.Text;
using System.Text.Json;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Send;

/// <summary>The key of a message: one member of its row, a text without quotes, anything else as it stands.</summary>
internal sealed class RowKey(string member)
{
    private readonly byte[] _member = Encoding.UTF8.GetBytes(member);
    private byte[] _scratch = new byte[256];

    /// <summary>Valid until the next call.</summary>
    /// <exception cref="InputException">The row is no object or has no such member.</exception>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> row)
    {
        var reader = new Utf8JsonReader(row, new JsonReaderOptions { MaxDepth = 4096 });
        bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
        while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(_member);
            reader.Read();
            if (found)
            {
                return Value(ref reader, row);
            }

            reader.Skip();
        }

        throw new InputException($"--key {member}: a row has no such member: {Encoding.UTF8.GetString(row[..Math.Min(row.Length, 200)])}");
    }

    private ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> row)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (_scratch.Length < reader.ValueSpan.Length)
            {
                _scratch = new byte[reader.ValueSpan.Length];
            }

            return _scratch.AsSpan(0, reader.CopyString(_scratch));
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return row[start..(int)reader.BytesConsumed];
    }
}
