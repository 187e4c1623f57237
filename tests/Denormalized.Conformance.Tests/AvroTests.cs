using System.Globalization;
using System.Numerics;
using System.Reflection;
using Avro;
using Avro.Generic;
using Avro.IO;
using Denormalized.ClickHouse;
using Denormalized.TestSupport;

namespace Denormalized.Conformance.Tests;

/// <summary>C# to Avro and back: by ourselves, through Apache's implementation, and into ClickHouse.</summary>
public class AvroTests
{
    /// <summary>Avro 1.12 has uuid on fixed(16) as well; Apache's C# implementation knows it on strings only and refuses the schema.</summary>
    private static readonly global::Avro.Schema s_schema = global::Avro.Schema.Parse(
        Hops.Codec.Info.AvroSchema.Replace("\"size\":16,\"logicalType\":\"uuid\"", "\"size\":16", StringComparison.Ordinal));

    [Fact]
    public void We_read_what_we_wrote()
    {
        using var avro = new AvroWays<Everything>(Hops.Codec);
        Hops.AssertSame(Corpus.Cases.Select(c => avro.Read(Hops.Avro(c.Row))));
        Hops.AssertSame(Corpus.Cases.Select(c => avro.ThroughColumns(Hops.Avro(c.Row))));
    }

    [Fact]
    public void Apache_reads_the_values_that_we_wrote()
    {
        var wrong = new List<string>();
        foreach (Case @case in Corpus.Cases)
        {
            GenericRecord record = Read(Hops.Avro(@case.Row));
            foreach (PropertyInfo property in typeof(Everything).GetProperties().Where(p => p.Name != "EqualityContract"))
            {
                string expected = Expected(property.GetValue(@case.Row), property);
                string actual = Text(record[Column(property.Name)]);
                if (property.IsDefined(typeof(KeepOffsetAttribute)))
                {
                    expected += " at " + (property.GetValue(@case.Row) as DateTimeOffset?)?.TotalOffsetMinutes;
                    actual += " at " + (property.GetValue(@case.Row) is null ? "" : Text(record[Column(property.Name) + "_offset"]));
                }

                if (expected != actual)
                {
                    wrong.Add($"{@case.Name}: {property.Name} is {actual}, not {expected}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} differ:\n{string.Join('\n', wrong.Take(20))}");
    }

    [Fact]
    public void We_read_the_values_that_Apache_wrote()
        => Hops.AssertSame(Corpus.Cases.Select(c => Hops.Codec.ReadAvro(ThroughApache(Hops.Avro(c.Row)))));

    /// <summary>A body read and written again by Apache's implementation.</summary>
    internal static byte[] ThroughApache(byte[] avro)
    {
        using var body = new MemoryStream();
        new GenericDatumWriter<GenericRecord>(s_schema).Write(Read(avro), new BinaryEncoder(body));
        return body.ToArray();
    }

    private static GenericRecord Read(byte[] body)
    {
        using var stream = new MemoryStream(body);
        GenericRecord record = new GenericDatumReader<GenericRecord>(s_schema, s_schema).Read(null!, new BinaryDecoder(stream));
        Assert.Equal(body.Length, stream.Position);
        return record;
    }

    private static string Column(string member) => Denormalized.Schema.Names.Apply(Denormalized.Schema.NameStyle.SnakeCase, member);

    /// <summary>What Apache's reader hands out, as text.</summary>
    private static string Text(object? value) => value switch
    {
        null => "null",
        AvroDecimal number => $"{number.UnscaledValue}e-{number.Scale}",
        GenericEnum symbol => symbol.Value,
        GenericFixed @fixed => "0x" + Convert.ToHexString(@fixed.Value),
        GenericRecord record => "{" + string.Join(", ", ((RecordSchema)record.Schema).Fields.Select(f => Text(record[f.Name]))) + "}",
        IDictionary<string, object> map => "{" + string.Join(", ", map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}: {Text(p.Value)}")) + "}",
        byte[] bytes => "0x" + Convert.ToHexString(bytes),
        DateTime time => $"ticks {time.Ticks - DateTime.UnixEpoch.Ticks}",
        TimeSpan time => $"micros {time.Ticks / TimeSpan.TicksPerMicrosecond}",
        string text => text,
        System.Collections.IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Text)) + "]",
        float or double => Structure.Text(value),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The same of a C# value; attributes of its member say which Avro type it is.</summary>
    private static string Expected(object? value, PropertyInfo member)
    {
        int digits = member.GetCustomAttribute<ResolutionAttribute>()?.Unit switch { TimeUnit.Milliseconds or TimeUnit.Seconds => 3, TimeUnit.Ticks => 9, _ => 6 };
        return value switch
        {
            null => "null",
            ulong number when member.IsDefined(typeof(NarrowAttribute)) => number.ToString(CultureInfo.InvariantCulture),
            BigInteger number => "0x" + Convert.ToHexString([.. number.ToByteArray().Concat(Enumerable.Repeat(number.Sign < 0 ? (byte)0xFF : (byte)0, 32)).Take(32)]),
            ulong or Int128 or UInt128 => $"{value}e-0",
            decimal number => Scaled(number, member.GetCustomAttribute<DecimalAttribute>()!.Scale),
            Colour colour => colour == Colour.Red ? "dark_red" : colour.ToString(),
            Access access => ((int)access).ToString(CultureInfo.InvariantCulture),
            Half number => Structure.Text((float)number),
            string text when member.GetCustomAttribute<FixedLengthAttribute>() is { } length
                => "0x" + Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text)).PadRight(2 * length.Length, '0'),
            Guid id when member.IsDefined(typeof(AvroFixedAttribute)) => "0x" + id.ToString("N").ToUpperInvariant(),
            DateOnly day => $"ticks {day.ToDateTime(TimeOnly.MinValue).Ticks - DateTime.UnixEpoch.Ticks}",
            DateTimeOffset time => Instant(time.UtcTicks - DateTime.UnixEpoch.Ticks, digits),
            DateTime time => Instant(time.Ticks - DateTime.UnixEpoch.Ticks, digits),
            NanoInstant time => time.UnixNanoseconds.ToString(CultureInfo.InvariantCulture),
            TimeOnly time => $"micros {time.Ticks / TimeSpan.TicksPerMicrosecond}",
            TimeSpan span => (span.Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture),
            ReadOnlyMemory<byte> bytes => Text(bytes.ToArray()),
            Memory<short> shorts => Text(shorts.ToArray()),
            System.Text.Json.JsonElement { ValueKind: System.Text.Json.JsonValueKind.Undefined } => "",
            System.Text.Json.JsonElement or System.Text.Json.Nodes.JsonNode or System.Text.Json.JsonDocument => Structure.Text(value),
            Part part => $"{{{part.Name}, {(part.Price is { } price ? Scaled(price, 2) : "null")}, {Expected(part.Days, member)}}}",
            Stop stop => $"{{{Expected(stop.Due, member)}, {stop.Due?.TotalOffsetMinutes ?? 0}, {Expected(stop.Seen, member)}, {stop.Seen.TotalOffsetMinutes}}}",
            char letter => letter.ToString(),
            System.Collections.IDictionary map when map is Dictionary<string, decimal?> => "{" + string.Join(", ", map.Keys.Cast<string>().Order(StringComparer.Ordinal).Select(k => $"{k}: {Expected(map[k], member)}")) + "}",
            System.Collections.IDictionary map => "[" + string.Join(", ", map.Keys.Cast<object>().Select(k => $"{{{Expected(k, member)}, {Expected(map[k], member)}}}")) + "]",
            Uri uri => uri.OriginalString,
            string or byte[] => Text(value),
            System.Collections.IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(i => Expected(i, member))) + "]",
            _ => Text(value),
        };
    }

    private static string Scaled(decimal value, int scale)
    {
        int own = (decimal.GetBits(value)[3] >> 16) & 0xFF;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        BigInteger unscaled = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return $"{(value < 0 ? -unscaled : unscaled) * BigInteger.Pow(10, scale - own)}e-{scale}";
    }

    /// <summary>Apache knows milli- and microseconds as times, nanoseconds as numbers.</summary>
    private static string Instant(long ticks, int digits) => digits == 9 ? (ticks * 100).ToString(CultureInfo.InvariantCulture) : $"ticks {ticks}";
}
