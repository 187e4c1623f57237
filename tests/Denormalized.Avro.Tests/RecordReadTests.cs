using System.Buffers;
using System.Collections.Immutable;
using Denormalized.CompilerServices;
using Denormalized.TestSupport;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Denormalized.Avro.Tests;

/// <summary>Every form of a collection, which Avro may write in blocks of any size.</summary>
[Stream("baskets")]
public sealed record Basket
{
    public string[] Texts { get; init; } = [];

    public List<int?> Numbers { get; init; } = [];

    public HashSet<Quality> Qualities { get; init; } = [];

    public ImmutableArray<Place> Places { get; init; } = [];

    public IReadOnlyList<IReadOnlyList<long>> Nested { get; init; } = [];

    [Vector(3)] public float[] Vector { get; init; } = [0, 0, 0];

    [Decimal(18, 0)] public Dictionary<string, decimal[]> ByName { get; init; } = [];
}

/// <summary>A value that reads another message while its own is read.</summary>
[Convert(typeof(EnvelopeConverter))]
public sealed record Envelope(Reading Inner);

public static class EnvelopeConverter
{
    public static byte[] ToWire(Envelope value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        StreamRegistry.Get<Reading>().WriteAvro(bytes, value.Inner);
        return bytes.WrittenSpan.ToArray();
    }

    public static Envelope FromWire(byte[] value) => new(StreamRegistry.Get<Reading>().ReadAvro(value));
}

[Stream("mails")]
public sealed record Mail
{
    public List<Envelope> Envelopes { get; init; } = [];

    public required string Subject { get; init; }
}

/// <summary>Its numbers have more digits than a C# decimal.</summary>
[Stream("sums")]
public sealed record Sum
{
    [Decimal(38, 0)] public List<decimal> Amounts { get; init; } = [];

    public required string Text { get; init; }
}

/// <summary>Messages that become records at once; what holds for each type is in the conformance tests.</summary>
public class RecordReadTests
{
    private static readonly AvroWays<Basket> s_baskets = new(StreamRegistry.Get<Basket>());

    private static Gen<Basket> AnyBasket =>
        from texts in Gen.ListOf(Gen.Elements("", "a", "12345678", "123456789012345", "grün", new string('x', 100)))
        from numbers in Gen.ListOf(Gen.Elements<int?>(null, 0, -1, int.MaxValue))
        from qualities in Gen.ListOf(Gen.Elements(Quality.Good, Quality.Bad))
        from places in Gen.ListOf(from city in Gen.Elements("a", "b") from height in Gen.Elements<double?>(null, 1.5) select new Place(city, height))
        from nested in Gen.ListOf(Gen.ListOf(Gen.Elements(0L, long.MinValue)))
        from vector in Gen.ArrayOf(Gen.Elements(1.5f, -0f), 3)
        from names in Gen.ListOf(Gen.Elements("k", "l", "m"))
        select new Basket
        {
            Texts = [.. texts], Numbers = [.. numbers], Qualities = [.. qualities], Places = [.. places], Nested = [.. nested.Select(n => n.ToList())],
            Vector = vector, ByName = names.Distinct().ToDictionary(n => n, n => texts.Select((t, i) => (decimal)i).ToArray()),
        };

    [Property(MaxTest = 300)]
    public Property Both_ways_read_the_same() => Prop.ForAll(AnyBasket.ToArbitrary(), basket =>
    {
        byte[] message = Avro(basket);
        Assert.Equal(message, Avro(s_baskets.Read(message)));
    });

    [Property(MaxTest = 300)]
    public Property Both_ways_refuse_the_same() => Prop.ForAll(
        AnyBasket.ToArbitrary(),
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        (basket, seed) =>
        {
            byte[] message = new Mutations(seed).Mutate(Avro(basket));
            try
            {
                s_baskets.Read(message);
            }
            catch (Exception e) when (e is DecodeException or WireRangeException)
            {
            }
        });

    /// <summary>Blocks of one element: with a size in bytes, and without.</summary>
    [Fact]
    public void Elements_may_come_in_many_blocks()
    {
        const int Count = 100_000;
        byte[] blocks = [.. Enumerable.Range(0, Count).SelectMany(i => i % 2 == 0 ? (byte[])[2, 2, (byte)('a' + (i % 26))] : [1, 4, 2, (byte)('a' + (i % 26))]), 0];
        byte[] rest = Avro(new Basket())[1..];
        Basket basket = s_baskets.Read([.. blocks, .. rest]);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => ((char)('a' + (i % 26))).ToString()), basket.Texts);
    }

    /// <summary>No room is made for more than 65,536 elements before they are there.</summary>
    [Fact]
    public void Counts_that_lie_take_little_memory()
    {
        StreamCodec<Basket> codec = StreamRegistry.Get<Basket>();
        byte[] million = [0x80, 0x80, 0x80, 0x01, .. new byte[1 << 20]]; // 1,048,576 empty texts, and no end
        Assert.Throws<DecodeException>(() => s_baskets.Read(million));

        million[4] = 1; // a text of -1 bytes
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("texts[0]", Assert.Throws<DecodeException>(() => codec.ReadAvro(million)).Error.Path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_vector_of_another_length_is_refused(int length)
    {
        byte[] good = Avro(new Basket());
        byte[] message = [0, 0, 0, 0, 0, (byte)(length << 1), .. new byte[length * sizeof(float)], 0, 0];
        Assert.Equal(good, (byte[])[0, 0, 0, 0, 0, 6, .. new byte[12], 0, 0]);
        DecodeError error = Assert.Throws<DecodeException>(() => s_baskets.Read(message)).Error;
        Assert.Equal((DecodeFailure.Length, "Vector"), (error.Failure, error.Path));
    }

    [Fact]
    public void A_converter_may_read_another_message()
    {
        var mail = new Mail { Subject = "s", Envelopes = [.. Enumerable.Range(0, 20).Select(i => new Envelope(Reading.Make(i)))] };
        Mail read = StreamRegistry.Get<Mail>().ReadAvro(Avro(mail));
        Assert.Equal("s", read.Subject);
        Assert.Equal(mail.Envelopes.Select(e => e.Inner.Text()), read.Envelopes.Select(e => e.Inner.Text()));
    }

    /// <summary>A number that C# does not have is one error, a message that is cut behind it another, which comes first.</summary>
    [Fact]
    public void What_is_no_message_is_refused_as_such()
    {
        StreamCodec<Sum> codec = StreamRegistry.Get<Sum>();
        byte[] message = [2, 26, 0x7F, .. new byte[12], 0, 2, (byte)'x'];
        using var sums = new AvroWays<Sum>(codec);
        Assert.Throws<WireRangeException>(() => sums.Read(message));
        DecodeError error = Assert.Throws<DecodeException>(() => sums.Read(message[..^1])).Error;
        Assert.Equal((DecodeFailure.Truncated, "text", 16), (error.Failure, error.Path, error.Offset));
    }

    private static byte[] Avro<T>(T record)
    {
        var bytes = new ArrayBufferWriter<byte>();
        StreamRegistry.Get<T>().WriteAvro(bytes, record);
        return bytes.WrittenSpan.ToArray();
    }
}
