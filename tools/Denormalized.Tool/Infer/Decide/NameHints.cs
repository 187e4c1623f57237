using System.Collections.Frozen;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>What a key says about its values. A hint never decides alone: the values must agree.</summary>
internal sealed class NameHints
{
    private static readonly FrozenSet<string> TimeWords = Set(
        "t ts time times timestamp timestamps date datetime dt epoch created updated modified deleted expires expired expiry expiration iat nbf exp since until at when unix seen login generated registered joined closed merged pushed submitted committed accessed changed modification creation start end started finished ended published received sent occurred visited arrived arrival departed departure scheduled recorded observed reported posted issued retrieved indexed ingested synced crawled fetched sunrise sunset utc");

    private static readonly string[] TimeEndings = ["time", "date", "timestamp", "timems", "timeus", "timens", "tsms"];

    private static readonly FrozenSet<string> SpanWords = Set(
        "duration elapsed latency timeout ttl uptime runtime interval delay took taken spent age period lifetime playtime length");

    private static readonly FrozenSet<string> IdentifierWords = Set(
        "id ids uid uuid guid oid pid gid sid key keys code codes zip zipcode postal postcode plz phone telephone fax tel mobile msisdn ssn ein tin iban bic swift sku isbn issn upc ean gtin barcode account acct accounts number num no nr ref reference serial version ver hash sha md5 checksum token digit card cvv cvc pin routing trace imei imsi mac asn npi vin plate fips naics sic cusip isin tag rev revision build release cik duns identification identifier destination origin bin path dir name label title password pwd secret nonce port year extension ext hex");

    private static readonly FrozenSet<string> QuantityWords = Set(
        "count counts total totals size sizes qty pressure humidity visibility temp high low open close vwap rate rates interest paid unpaid due credit debit net gross deposit withdrawal tip quantity amount amounts amt balance sum bytes volume vol weight cents price prices cost costs fee fees tax taxes discount discounts subtotal ratio percent percentage pct avg average mean min max score lamports supply gas wei gwei sats width height depth distance speed duration latency elapsed int double float decimal usd eur gbp bid ask salary revenue profit margin temperature lat lon lng latitude longitude capacity used free available shares views likes votes points retries attempts rows messages records hits misses lines");

    private static readonly FrozenSet<string> MoneyWords = Set(
        "price prices amount amt cost costs fee fees tax taxes total subtotal discount discounts balance salary revenue profit usd eur gbp payment refund payout");

    private static readonly FrozenSet<string> FloatWords = Set("double float lat lon lng latitude longitude coordinates bbox");

    // Counters and places in a stream: they pass any limit in time.
    private static readonly FrozenSet<string> GrowingWords = Set(
        "seq sequence offset position slot index cursor block lsn scn txid xid tick ticks nonce generation epoch bytes");

    // Measured or computed: a few whole ones among them are chance.
    private static readonly FrozenSet<string> MeasureWords = Set(
        "ratio avg average mean median probability confidence stddev variance temperature celsius fahrenheit kelvin voltage");

    private static readonly FrozenSet<string> MapNames = Set(
        "headers labels annotations dependencies devdependencies peerdependencies optionaldependencies engines env environment translations rates scripts variables stagevariables querystring querystringparameters pathparameters queryparameters cookies tags messageattributes environmentvariables");

    // The same with a word in front: multiValueHeaders.
    private static readonly string[] MapEndings = ["headers", "labels", "annotations", "querystringparameters", "environmentvariables"];

    private static readonly FrozenSet<string> PersonWords = Set(
        "user username login email mail title description text message comment body url uri link href address street city first last firstname lastname nickname");

    // Things that are referred to: digits in quotes under such a name may well be their number.
    private static readonly FrozenSet<string> EntityWords = Set(
        "user owner author channel parent from to target source customer member group thread post item product merchant supplier vendor employee student patient order invoice ticket issue commit job task team org organization company store shop device sensor station block symbol ticker");

    // Ends in "id", but names nothing.
    private static readonly FrozenSet<string> NotIds = Set(
        "paid unpaid prepaid valid invalid grid void avoid rapid fluid liquid solid hybrid humid acid raid android steroid covid candid");

    private readonly IReadOnlyList<string> _words;
    private readonly string _flat;

    public NameHints(string key)
    {
        _words = Words.Split(key).Select(w => w.ToLowerInvariant()).ToArray();
        _flat = string.Concat(_words);
        Last = _words.Count == 0 ? "" : _words[^1].TrimEnd("0123456789".ToCharArray());
    }

    private string Last { get; }

    /// <summary>An instant may be meant; a span of time is not.</summary>
    public bool IsTime => !IsSpan && (Any(TimeWords) || TimeEndings.Any(e => _flat.EndsWith(e, StringComparison.Ordinal)));

    public bool IsSpan => Any(SpanWords);

    /// <summary>The value names something: digits in it are no number.</summary>
    public bool IsIdentifier => !QuantityWords.Contains(Last) && HasIdentifierWord;

    public bool IsQuantity => QuantityWords.Contains(Last) || (!HasIdentifierWord && Any(QuantityWords));

    public bool IsMoney => IsQuantity && Any(MoneyWords);

    public bool IsFloat => FloatWords.Contains(Last);

    public bool IsGrowing => GrowingWords.Contains(Last);

    public bool IsMeasure => MeasureWords.Contains(Last);

    /// <summary>Objects called so hold keys that are data.</summary>
    public bool IsMap => MapNames.Contains(_flat) || MapEndings.Any(e => _flat.EndsWith(e, StringComparison.Ordinal));

    public bool IsVersion => _words.Any(w => w is "version" or "ver" or "release" or "rev" or "revision" or "build" or "firmware" or "sdk" or "kernel" or "driver" or "bios" or "patch");

    /// <summary>Free text or names of people and things: few distinct values in a sample are no small set.</summary>
    public bool IsOpen => IsIdentifier || Any(PersonWords);

    /// <summary>A version itself, not what belongs to one: <c>release_date</c> is a date.</summary>
    public bool IsVersionItself => Last is "version" or "ver" or "versions";

    public bool IsEntity => Any(EntityWords);

    /// <summary>The name ends as those of instants do: <c>cancelled_at</c>, <c>deletedDate</c>.</summary>
    public bool EndsAsInstant => _words.Count > 1 && Last is "at" or "timestamp" or "datetime";

    private bool HasIdentifierWord => Any(IdentifierWords) || _words.Any(w => w.Length > 3 && w.EndsWith("id", StringComparison.Ordinal) && !NotIds.Contains(w));

    private bool Any(FrozenSet<string> set) => _words.Any(set.Contains);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet();
}
