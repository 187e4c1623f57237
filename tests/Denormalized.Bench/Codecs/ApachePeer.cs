using Avro;
using Avro.IO;
using Avro.Specific;
using AvroSchema = Avro.Schema;

namespace Denormalized.Bench.Codecs;

/// <summary>Apache.Avro with classes as its generator makes them: the fastest way that it has.</summary>
public sealed class ApachePeer
{
    private static readonly AvroSchema s_schema = ApachePageView.SharedSchema;

    private readonly SpecificDatumWriter<ApachePageView> _writer = new(s_schema);
    private readonly SpecificDatumReader<ApachePageView> _reader = new(s_schema, s_schema);
    private readonly MemoryStream _output = new(Sample.OutputBytes);

    public int Write(ApachePageView[] rows, int repeats = 1)
    {
        var encoder = new BinaryEncoder(_output);
        for (int i = 0; i < repeats; i++)
        {
            _output.Position = 0;
            foreach (ApachePageView row in rows)
            {
                _writer.Write(row, encoder);
            }
        }

        return rows.Length * repeats;
    }

    public int Read(Messages messages)
    {
        long sum = 0;
        using var input = new MemoryStream(messages.Buffer);
        var decoder = new BinaryDecoder(input);
        var row = new ApachePageView();
        for (int i = 0; i < messages.Count; i++)
        {
            row = _reader.Read(new ApachePageView(), decoder);
            sum += row.UserId;
        }

        GC.KeepAlive(sum);
        return messages.Count;
    }
}

/// <summary>The record as Apache's generator prints it for our schema.</summary>
public sealed class ApachePageView : ISpecificRecord
{
    public static readonly AvroSchema SharedSchema = AvroSchema.Parse(StreamRegistry.Get<PageView>().Info.AvroSchema);

    public ApachePageView()
    {
    }

    public ApachePageView(PageView row)
    {
        Id = row.Id;
        UserId = row.UserId;
        Url = row.Url;
        Country = row.Country;
        Referrer = row.Referrer;
        OccurredAt = row.OccurredAt;
        LatencyMs = row.LatencyMs;
        Score = row.Score;
        IsBot = row.IsBot;
        Price = new AvroDecimal(row.Price);
        Tags = [.. row.Tags];
        Attributes = new Dictionary<string, string>(row.Attributes);
    }

    public AvroSchema Schema => SharedSchema;

    public Guid Id { get; set; }

    public long UserId { get; set; }

    public string Url { get; set; } = "";

    public string Country { get; set; } = "";

    public string? Referrer { get; set; }

    public DateTime OccurredAt { get; set; }

    public int LatencyMs { get; set; }

    public double Score { get; set; }

    public bool IsBot { get; set; }

    public AvroDecimal Price { get; set; }

    public IList<string> Tags { get; set; } = [];

    public IDictionary<string, string> Attributes { get; set; } = new Dictionary<string, string>();

    public object Get(int fieldPos) => fieldPos switch
    {
        0 => Id,
        1 => UserId,
        2 => Url,
        3 => Country,
        4 => Referrer!,
        5 => OccurredAt,
        6 => LatencyMs,
        7 => Score,
        8 => IsBot,
        9 => Price,
        10 => Tags,
        11 => Attributes,
        _ => throw new AvroRuntimeException($"no field {fieldPos}"),
    };

    public void Put(int fieldPos, object fieldValue)
    {
        switch (fieldPos)
        {
            case 0: Id = (Guid)fieldValue; break;
            case 1: UserId = (long)fieldValue; break;
            case 2: Url = (string)fieldValue; break;
            case 3: Country = (string)fieldValue; break;
            case 4: Referrer = (string?)fieldValue; break;
            case 5: OccurredAt = (DateTime)fieldValue; break;
            case 6: LatencyMs = (int)fieldValue; break;
            case 7: Score = (double)fieldValue; break;
            case 8: IsBot = (bool)fieldValue; break;
            case 9: Price = (AvroDecimal)fieldValue; break;
            case 10: Tags = (IList<string>)fieldValue; break;
            case 11: Attributes = (IDictionary<string, string>)fieldValue; break;
            default: throw new AvroRuntimeException($"no field {fieldPos}");
        }
    }
}
