using System.Text;
using Denormalized.CompilerServices;
using Denormalized.Schema;
using Microsoft.Extensions.DependencyInjection;

namespace Denormalized.Hosting.Tests;

[Stream(EventPipeline.Topic)]
public partial record Purchase
{
    public required long Id { get; init; }

    public required string Country { get; init; }

    public string? Note { get; init; }

    public IReadOnlyList<PurchaseLine> Lines { get; init; } = [];
}

public partial record PurchaseLine
{
    public required string Sku { get; init; }

    public int Quantity { get; init; }
}

[Stream("kept_purchases")]
public partial record KeptPurchase
{
    public required long Id { get; init; }

    public required string Country { get; init; }

    public string? Note { get; init; }

    public IReadOnlyList<PurchaseLine> Lines { get; init; } = [];
}

/// <summary>A generated pipeline; the country only passes through.</summary>
[Pipeline("purchases")]
public sealed partial class PurchasePipeline
{
    public IStream<KeptPurchase> Kept(IStream<Purchase> purchases) => purchases
        .Where(p => p.Id >= 0)
        .Select(p => new KeptPurchase { Id = p.Id, Country = p.Country, Note = p.Note, Lines = p.Lines });

    public static PipelineRuntime CreateRuntime() =>
        PipelineRegistry.Get<PurchasePipeline>().Create(new ServiceCollection().BuildServiceProvider());
}

/// <summary>Purchases as writers of three generations wrote them.</summary>
internal static class PurchaseBytes
{
    /// <summary>The record's schema of today.</summary>
    public static string Today { get; } = StreamRegistry.Get<Purchase>().Info.AvroSchema;

    private static string Name { get; } = ((AvroRecord)AvroSchema.Parse(Today)).Name.Name;

    /// <summary>The first generation: the id was an int, and there was no note and no line.</summary>
    public static string First { get; } =
        $$"""{"type":"record","name":"{{Name}}","fields":[{"name":"id","type":"int"},{"name":"country","type":"string"}]}""";

    /// <summary>A later one: other order, a field that is gone since, the note never null.</summary>
    public static string Second { get; } =
        $$"""{"type":"record","name":"{{Name}}","fields":[{"name":"note","type":"string"},{"name":"clerk","type":"string"},{"name":"country","type":"string"},{"name":"id","type":"long"}]}""";

    public static byte[] OfFirst(int id, string country) => [.. Long(id), .. Text(country)];

    public static byte[] OfSecond(long id, string country, string note) => [.. Text(note), .. Text("a clerk"), .. Text(country), .. Long(id)];

    public static byte[] OfToday(long id, string country, string? note)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        StreamRegistry.Get<Purchase>().WriteAvro(output, new Purchase { Id = id, Country = country, Note = note, Lines = [new() { Sku = "sku", Quantity = 2 }] });
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Json(long id, string country) => Encoding.UTF8.GetBytes($$"""{"id":{{id}},"country":"{{country}}"}""");

    public static byte[] Framed(int schema, byte[] body) => [0, (byte)(schema >> 24), (byte)(schema >> 16), (byte)(schema >> 8), (byte)schema, .. body];

    private static byte[] Text(string text) => [.. Long(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Long(long value)
    {
        var bytes = new List<byte>();
        for (var zigzag = (ulong)((value << 1) ^ (value >> 63)); ; zigzag >>= 7)
        {
            if (zigzag < 0x80)
            {
                return [.. bytes, (byte)zigzag];
            }

            bytes.Add((byte)(zigzag | 0x80));
        }
    }
}
