namespace Denormalized.Avro.Tests;

/// <summary>Makes hostile input of good input: flips, cuts, repeats and numbers that claim too much.</summary>
internal sealed class Mutations(int seed)
{
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
                    byte[] number = Numbers[_random.Next(Numbers.Length)];
                    bytes.RemoveRange(at, Math.Min(_random.Next(3), bytes.Count - at));
                    bytes.InsertRange(at, number);
                    break;
            }
        }

        return [.. bytes];
    }
}
