namespace Denormalized.Avro.Tests;

/// <summary>Makes hostile input of good input: flips, cuts, repeats, and pieces that claim too much.</summary>
/// <param name="seed">The same seed makes the same inputs.</param>
/// <param name="pieces">What is put in; numbers as Avro and ClickHouse write them when null.</param>
internal sealed class Mutations(int seed, byte[][]? pieces = null)
{
    /// <summary>Pieces of JSON.</summary>
    public static readonly byte[][] Json = [.. new[]
    {
        "{", "}", "[", "]", "\"", "\\", ",", ":", "null", "true", "-", ".", "e", "1e999", "-1e-999", "00", "18446744073709551616", "1234567890123456789012345678901234567890",
        "\\ud800", "\\udc00\\u0000", "\\uD83D\\uDE00", "\\x", "[[[[[[[[[[[[[[[[", "{\"\":{\"\":{\"\":", "\"\"", "\u00e9", "2026-02-30T25:61:61Z", "0001-01-01", "\t\n ", "\0",
    }.Select(System.Text.Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Numbers =
    [
        [0x00], [0x01], [0x7F], [0x80], [0xFF],
        [0xFE, 0xFF, 0xFF, 0xFF, 0x0F], // int.MaxValue
        [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
        [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], // long.MaxValue
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], // no number at all
        [0x80, 0x80, 0x80, 0x80, 0x10],
    ];

    private readonly Random _random = new(seed);
    private readonly byte[][] _pieces = pieces ?? Numbers;

    public byte[] Mutate(byte[] input)
    {
        List<byte> bytes = [.. input];
        for (int changes = _random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = _random.Next(bytes.Count);
            switch (_random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
                case 1: bytes[at] = (byte)_random.Next(256); break;
                case 2: bytes.RemoveRange(at, bytes.Count - at); break;
                case 3: bytes.RemoveRange(at, Math.Min(_random.Next(1, 8), bytes.Count - at)); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(_random.Next(1, 32), bytes.Count - at))); break;
                default:
                    byte[] piece = _pieces[_random.Next(_pieces.Length)];
                    bytes.RemoveRange(at, Math.Min(_random.Next(3), bytes.Count - at));
                    bytes.InsertRange(at, piece);
                    break;
            }
        }

        return [.. bytes];
    }
}
