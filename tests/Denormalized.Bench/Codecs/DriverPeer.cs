using System.Net;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Denormalized.Bench.EndToEnd;

namespace Denormalized.Bench.Codecs;

/// <summary>
/// ClickHouse.Driver's encoding alone: inserts into a server that takes the bytes and throws them away, within the process, with
/// the columns' types given and without compression. Its bulk copy takes the same way as the insert of arrays.
/// </summary>
public sealed class DriverPeer : IDisposable
{
    private static readonly InsertOptions s_options = new()
    {
        Compressor = null,
        ColumnTypes = StreamRegistry.Get<PageView>().Info.Columns.ToDictionary(c => c.Name, c => c.Type),
    };

    private readonly HttpClient _http = new(new Sink());
    private readonly ClickHouseClient _client;

    public DriverPeer(Sample sample)
    {
        _client = new ClickHouseClient(new ClickHouseClientSettings { Host = "localhost", HttpClient = _http });
        _client.RegisterBinaryInsertType<PlainPageView>();
        PlainPageView[] cold = [.. sample.Cold.Select(PlainPageView.Of)];
        PlainPageView[] hot = [.. sample.Hot.Select(PlainPageView.Of)];
        TypedCold = Typed("cold", cold, 1);
        TypedHot = Typed("hot", hot, Sample.Repeats);
        ObjectsCold = Objects("cold", cold, 1);
        ObjectsHot = Objects("hot", hot, Sample.Repeats);
    }

    public Contender TypedCold { get; }

    public Contender TypedHot { get; }

    public Contender ObjectsCold { get; }

    public Contender ObjectsHot { get; }

    public IEnumerable<Contender> Contenders => [TypedCold, ObjectsCold, TypedHot, ObjectsHot];

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private Contender Typed(string heat, PlainPageView[] rows, int repeats) => Make(
        $"RowBinary write: ClickHouse.Driver, typed rows, {heat}",
        () => _client.InsertBinaryAsync("t", Repeat(rows, repeats), s_options));

    private Contender Objects(string heat, PlainPageView[] rows, int repeats) => Make(
        $"RowBinary write: ClickHouse.Driver, arrays as in bulk copy, {heat}",
        () => _client.InsertBinaryAsync("t", Lab.Columns, Repeat(rows, repeats).Select(r => r.ToRow())!, s_options));

    private static Contender Make(string name, Func<Task<long>> insert) =>
        new(name, () => (int)insert().GetAwaiter().GetResult()) { WholeProcess = true, WarmUps = 3 };

    private static IEnumerable<PlainPageView> Repeat(PlainPageView[] rows, int repeats)
    {
        for (int i = 0; i < repeats; i++)
        {
            foreach (PlainPageView row in rows)
            {
                yield return row;
            }
        }
    }

    /// <summary>A server that stores nothing.</summary>
    private sealed class Sink : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is { } content)
            {
                await content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            }

            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
        }
    }
}
