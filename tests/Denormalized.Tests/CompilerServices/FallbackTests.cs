using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

/// <summary>
/// Each vector path against its plain fall-back, over random texts. Paths whose instructions this machine does not have
/// run in the framework's emulation, or are left out where there is none.
/// </summary>
public unsafe class FallbackTests
{
    private const int Rounds = 10_000;

    /// <summary>Room on both sides of a text, so that wide loads and stores stay inside.</summary>
    private const int Room = 512;

    private delegate bool Narrowing(ref ushort source, ref byte destination, int count);

    [Fact]
    public void Short_strings()
    {
        var random = new Random(1);
        byte* text = stackalloc byte[Room];
        byte* a = stackalloc byte[Room];
        byte* b = stackalloc byte[Room];
        byte* c = stackalloc byte[Room];
        byte* e = stackalloc byte[Room];
        int accepted = 0;
        for (int round = 0; round < Rounds; round++)
        {
            FillText(random, text);
            int scalar = JsonScan.CopyShortScalar(text, a);
            Assert.Equal(scalar, JsonScan.CopyShort256(text, b));
            Assert.Equal(scalar, JsonScan.CopyShort512(text, c));
            Assert.Equal(scalar, JsonScan.CopyShort128(text, e));
            if (scalar >= 0)
            {
                accepted++;
                var expected = new ReadOnlySpan<byte>(a, scalar);
                Assert.True(expected.SequenceEqual(new ReadOnlySpan<byte>(b, scalar)));
                Assert.True(expected.SequenceEqual(new ReadOnlySpan<byte>(c, scalar)));
                Assert.True(expected.SequenceEqual(new ReadOnlySpan<byte>(e, scalar)));
            }
        }

        Assert.InRange(accepted, Rounds / 10, Rounds * 9 / 10);
    }

    [Fact]
    public void Long_strings_keys_and_white_space()
    {
        var random = new Random(2);
        byte* text = stackalloc byte[Room];
        byte* a = stackalloc byte[Room];
        byte* b = stackalloc byte[Room];
        byte* c = stackalloc byte[Room];
        for (int round = 0; round < Rounds; round++)
        {
            FillText(random, text);
            uint highA = 0;
            uint highB = 0;
            int scalar = JsonScan.CopyPlainScalar(text, a, ref highA);
            Assert.Equal(scalar, JsonScan.CopyPlain256(text, b, ref highB));
            Assert.Equal(highA != 0, highB != 0);
            highB = 0;
            Assert.Equal(scalar, JsonScan.CopyPlain128(text, c, ref highB));
            Assert.Equal(highA != 0, highB != 0);
            Assert.True(new ReadOnlySpan<byte>(a, scalar).SequenceEqual(new ReadOnlySpan<byte>(c, scalar)));
            Assert.True(new ReadOnlySpan<byte>(a, scalar).SequenceEqual(new ReadOnlySpan<byte>(b, scalar)));
            highA = highB = 0;
            Assert.True(JsonScan.FindSpecialScalar(text, ref highA) == JsonScan.FindSpecial256(text, ref highB));
            Assert.Equal(highA != 0, highB != 0);
            highB = 0;
            Assert.True(JsonScan.FindSpecialScalar(text, ref highA) == JsonScan.FindSpecial128(text, ref highB));
            Assert.Equal(highA != 0, highB != 0);
            int key = JsonScan.KeyLengthScalar(text);
            Assert.Equal(key, JsonScan.KeyLength(text));
            int first = System.Numerics.BitOperations.TrailingZeroCount(JsonScan.KeyMask128(text));
            Assert.Equal(key, first < 32 && text[first] == '"' ? first : -1);

            int spaces = random.Next(100);
            for (int i = 0; i < spaces; i++)
            {
                text[i] = " \n\r\t"u8[random.Next(4)];
            }

            text[spaces] = random.Next(2) == 0 ? (byte)0 : (byte)'x';
            Assert.True(JsonScan.WsScalar(text) == text + spaces);
            Assert.True(JsonScan.WsLong(text) == text + spaces);
            Assert.True(JsonScan.Ws(text) == text + spaces);
        }
    }

    [Fact]
    public void Digits()
    {
        var random = new Random(3);
        byte* text = stackalloc byte[Room];
        for (int round = 0; round < Rounds; round++)
        {
            int count = random.Next(40);
            for (int i = 0; i < count; i++)
            {
                text[i] = (byte)('0' + random.Next(10));
            }

            for (int i = count; i < count + 16; i++)
            {
                text[i] = (byte)random.Next(256);
            }

            text[count] = "/:.,eE}]\0 \xff"u8[random.Next(11)];
            ulong start = (ulong)random.Next(3);
            ulong expected = start;
            ulong actual = start;
            Assert.True(JsonScan.DigitsScalar(text, ref expected) == JsonScan.Digits(text, ref actual));
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Uuids()
    {
        var random = new Random(4);
        byte* text = stackalloc byte[Room];
        for (int round = 0; round < Rounds; round++)
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            var guid = new Guid(bytes);
            string form = guid.ToString();
            Encoding.ASCII.GetBytes(random.Next(2) == 0 ? form : form.ToUpperInvariant(), new Span<byte>(text, 36));
            bool broken = random.Next(4) == 0;
            if (broken)
            {
                int at = random.Next(36);
                byte bad = "/:@G`g-\x80\xb0"u8[random.Next(9)];
                if (at is not (8 or 13 or 18 or 23))
                {
                    text[at] = bad;
                }
                else
                {
                    broken = false;
                }
            }

            var results = new List<(bool Ok, UuidBits Bits)>();
            UuidBits bits;
            results.Add((JsonScan.TryUuidScalar(text, &bits), bits));
            results.Add((JsonScan.TryUuid128(text, &bits), bits));
            if (Avx512Vbmi.IsSupported)
            {
                results.Add((JsonScan.TryUuidVbmi(text, &bits), bits));
            }

            foreach ((bool ok, UuidBits read) in results)
            {
                Assert.Equal(!broken, ok);
                if (ok)
                {
                    Assert.Equal(Wire.FromGuid(guid), read);
                    Assert.Equal(guid, Wire.ToGuid(read));
                }
            }
        }
    }

    [Fact]
    public void Date_times()
    {
        var random = new Random(5);
        byte* text = stackalloc byte[Room];
        int accepted = 0;
        for (int round = 0; round < Rounds * 3; round++)
        {
            string form = $"{random.Next(10000):D4}-{random.Next(14):D2}-{random.Next(33):D2}T{random.Next(25):D2}:{random.Next(61):D2}:{random.Next(61):D2}Z";
            Encoding.ASCII.GetBytes(form, new Span<byte>(text, form.Length));
            if (random.Next(4) == 0)
            {
                text[random.Next(19)] = (byte)random.Next(256);
            }

            // The plain path knows more layouts; here only the one of the vector path counts.
            byte* end = JsonScan.DateTimeText(text, out long expected);
            bool ok = end == text + 19 && text[10] == 'T';
            Assert.Equal(ok, DateTime.TryParseExact(
                Encoding.Latin1.GetString(text, 19), "yyyy-MM-ddTHH:mm:ss", null, System.Globalization.DateTimeStyles.None, out DateTime oracle));
            if (ok)
            {
                accepted++;
                Assert.Equal((oracle - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond, expected);
            }

            if (Avx2.IsSupported)
            {
                Assert.Equal(ok, JsonScan.TryDateTimeAvx2(text, out long actual));
                if (ok)
                {
                    Assert.Equal(expected, actual);
                }
            }
        }

        Assert.True(accepted > Rounds);
    }

    [Fact]
    public void Var_ints()
    {
        var random = new Random(6);
        byte* a = stackalloc byte[Room];
        byte* b = stackalloc byte[Room];
        for (int round = 0; round < Rounds; round++)
        {
            ulong value = (ulong)random.NextInt64() << random.Next(2) >> random.Next(64);
            byte* end = a + VarInt.WriteScalar(ref *a, value);
            Assert.Equal(VarInt.Size(value), (int)(end - a));
            Assert.True(VarInt.ReadScalar(a, out ulong scalar) == end);
            Assert.True(VarInt.Read(a, out ulong read) == end);
            Assert.True(VarInt.ReadBounded(a, end, out ulong bounded, out _) == end);
            Assert.Equal((value, value, value), (scalar, read, bounded));
            for (byte* cut = a; cut < end; cut++)
            {
                Assert.True(VarInt.ReadBounded(a, cut, out _, out bool malformed) == null);
                Assert.False(malformed);
            }

            if (Bmi2.X64.IsSupported && value >= 0x80 && value < 1UL << 56)
            {
                Assert.True(VarInt.WriteBmi2(ref *b, value) == end - a);
                Assert.True(new ReadOnlySpan<byte>(a, (int)(end - a)).SequenceEqual(new ReadOnlySpan<byte>(b, (int)(end - a))));
            }
        }

        new Span<byte>(a, 12).Fill(0xFF);
        Assert.True(VarInt.Read(a, out _) == null);
        Assert.True(VarInt.ReadBounded(a, a + 12, out _, out bool bad) == null);
        Assert.True(bad);
    }

    [Fact]
    public void Narrowing_and_widening()
    {
        var random = new Random(7);
        ushort* units = stackalloc ushort[Room];
        ushort* wide = stackalloc ushort[Room];
        byte* bytes = stackalloc byte[Room];
        for (int round = 0; round < Rounds; round++)
        {
            int count = random.Next(200);
            for (int i = 0; i < count; i++)
            {
                units[i] = (ushort)random.Next(128);
            }

            bool ascii = random.Next(3) != 0 || count == 0;
            if (!ascii)
            {
                units[random.Next(count)] = (ushort)(0x80 << random.Next(9));
            }

            // What is written behind the text would destroy its neighbour.
            bytes[count] = 0xEE;
            Narrows(Utf16.TryNarrow);
            Narrows(Utf16.NarrowScalar);
            Narrows(Utf16.Narrow32, from: 4, to: 8);
            Narrows(Utf16.Narrow64, from: 8, to: 16);
            Narrows(Utf16.Narrow128, from: 16);
            Narrows(Utf16.Narrow256, from: 32);
            Assert.Equal(0xEE, bytes[count]);

            void Narrows(Narrowing narrow, int from = 0, int to = int.MaxValue)
            {
                if (count < from || count > to)
                {
                    return;
                }

                new Span<byte>(bytes, count).Clear();
                Assert.Equal(ascii, narrow(ref *units, ref *bytes, count));
                if (ascii)
                {
                    Assert.Equal(Encoding.Latin1.GetString(bytes, count), new string((char*)units, 0, count));
                }
            }

            if (!ascii)
            {
                bytes[random.Next(count)] = 0x80;
                Assert.False(Utf16.TryWiden(bytes, wide, count));
                Assert.False(Utf16.WidenScalar(bytes, wide, count));
                Assert.True(count is < 8 or > 16 || !Utf16.Widen8(bytes, wide, count));
                continue;
            }

            wide[count] = 0xEEEE;
            Assert.True(Utf16.TryWiden(bytes, wide, count));
            Assert.True(new ReadOnlySpan<ushort>(wide, count).SequenceEqual(new ReadOnlySpan<ushort>(units, count)));
            Assert.Equal(0xEEEE, wide[count]);
        }
    }

    [Fact]
    public void Uuids_as_text()
    {
        var random = new Random(9);
        byte* text = stackalloc byte[UuidText.Length + 1];
        byte* value = stackalloc byte[16];
        for (int round = 0; round < Rounds; round++)
        {
            random.NextBytes(new Span<byte>(value, 16));
            var uuid = new Guid(new ReadOnlySpan<byte>(value, 16));
            text[UuidText.Length] = 0xEE;
            UuidText.Write(uuid, ref *text);
            Assert.Equal(uuid.ToString(), System.Text.Encoding.ASCII.GetString(text, UuidText.Length));
            Assert.Equal(0xEE, text[UuidText.Length]);
        }
    }

    [Fact]
    public void Avro_strings()
    {
        var random = new Random(8);
        byte* text = stackalloc byte[Room];
        byte* a = stackalloc byte[Room];
        byte* b = stackalloc byte[Room];
        byte* c = stackalloc byte[Room];
        for (int round = 0; round < Rounds; round++)
        {
            int length = random.Next(64);
            random.NextBytes(new Span<byte>(text, 64));
            bool ascii = random.Next(2) == 0;
            for (int i = 0; i < length; i++)
            {
                text[i] &= ascii ? (byte)0x7F : (byte)0xFF;
            }

            bool expected = Ascii.IsValid(new ReadOnlySpan<byte>(text, length));
            Assert.Equal(expected, AvroScan.CopyShort512(text, a, length));
            Assert.Equal(expected, AvroScan.CopyShort256(text, b, length));
            Assert.Equal(expected, AvroScan.CopyShortPlain(text, c, length));
            Assert.True(new ReadOnlySpan<byte>(text, length).SequenceEqual(new ReadOnlySpan<byte>(c, length)));
            Assert.True(new ReadOnlySpan<byte>(text, length).SequenceEqual(new ReadOnlySpan<byte>(a, length)));
            Assert.True(new ReadOnlySpan<byte>(text, length).SequenceEqual(new ReadOnlySpan<byte>(b, length)));
        }
    }

    /// <summary>What lies behind a text has no say in whether it is UTF-8.</summary>
    [Fact]
    public void Avro_texts_in_place()
    {
        var random = new Random(10);
        using var context = new DecodeContext();
        byte[] message = new byte[Room];
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            int length = random.Next(130);
            random.NextBytes(message);
            int at = VarInt.Write(ref message[0], (ulong)length << 1);
            Span<byte> text = message.AsSpan(at, length);
            for (int i = 0; i < length; i++)
            {
                text[i] &= 0x7F;
            }

            if (random.Next(2) == 0 && length >= 2)
            {
                "\u00e9"u8.CopyTo(text[random.Next(length - 1)..]);
                text[random.Next(length)] |= (byte)(random.Next(2) << 7);
            }

            bool isUtf8 = System.Text.Unicode.Utf8.IsValid(text);
            byte* p = context.Load(message, out _);
            byte* next = AvroScan.Text(p, context, out byte* found, out int count);
            Assert.Equal(isUtf8, next != null);
            Assert.Equal(isUtf8 ? DecodeFailure.None : DecodeFailure.Utf8, context.Failure);
            Assert.True(new ReadOnlySpan<byte>(found, count).SequenceEqual(text));
            refused += isUtf8 ? 0 : 1;
        }

        Assert.InRange(refused, Rounds / 20, Rounds / 2);
    }

    /// <summary>Plain text of some length, then something special, then noise; at times the special comes not at all.</summary>
    private static void FillText(Random random, byte* text)
    {
        var all = new Span<byte>(text, Room);
        random.NextBytes(all);
        int length = random.Next(200);
        for (int i = 0; i < length; i++)
        {
            byte b = (byte)(0x20 | (text[i] & 0x5F));
            text[i] = b is (byte)'"' or (byte)'\\' ? (byte)'x' : b;
        }

        if (random.Next(4) == 0 && length > 0)
        {
            text[random.Next(length)] = (byte)(0x80 + random.Next(0x80));
        }

        text[length] = random.Next(6) switch { 0 => (byte)'\\', 1 => (byte)random.Next(0x20), _ => (byte)'"' };
        text[Room - 64] = (byte)'"';
    }
}
