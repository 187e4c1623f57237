using System.Globalization;

namespace Denormalized.Schema;

/// <summary>A column of the new table and where it comes from.</summary>
/// <param name="To">The column that is to be.</param>
/// <param name="From">The column that was; null for a new one.</param>
internal sealed record ColumnPair(ColumnState To, ColumnState? From)
{
    /// <summary>Both hold values that somebody inserted.</summary>
    public bool IsCopied => To.IsStored && From is { IsStored: true };
}

/// <summary>
/// The statements that put a new table in the place of an old one:
/// <code>
/// check   no value is lost                       SELECT ... FROM t
/// create  t__new_x, marked by its comment
/// fill    t -> t__new_x
/// verify  rows and checksums of both             what came meanwhile is copied first
/// swap    EXCHANGE TABLES t AND t__new_x         from here on, t__new_x holds the old rows
/// finish  what came before the swap              t__new_x -> t
/// retire  RENAME TABLE t__new_x TO t__old_x      the old rows stay until somebody drops them
/// </code>
/// Each can be run again after a process that died: the mark says whether a table t__new_x is a copy that was not finished
/// (it is dropped and made anew) or what the swap left (it is finished and retired).
/// </summary>
public sealed class TableCopy
{
    /// <summary>Comment of a new table until it has taken the place of the old one.</summary>
    public const string Mark = "denormalized: a copy that is not finished";

    /// <summary>What the comment of a table begins with that a replay fills, or has filled and not finished.</summary>
    public const string ReplayMark = "denormalized replay ";

    private const string NewInfix = "__new_";
    private const string OldInfix = "__old_";

    private static readonly string[] s_position = ["_topic", "_source", "_partition", "_offset", "_row"];

    /// <summary>Offsets that are counted together, to find where rows are missing without holding the position of every row.</summary>
    private const int BucketOffsets = 100_000;

    private readonly TableState _from;
    private readonly TableState _to;
    private readonly string _onCluster;
    private readonly IReadOnlyList<(ColumnState To, ColumnConversion How)> _columns;

    internal TableCopy(TableState from, TableState to, IReadOnlyList<ColumnPair> pairs, string onCluster)
    {
        _from = from;
        _to = to;
        _onCluster = onCluster;
        _columns = [.. pairs.Where(p => p.IsCopied).Select(p => (p.To, ColumnConversion.Of(p.From!.Name, p.From.Type, p.To.Type)))];
    }

    /// <summary>The table that is replaced.</summary>
    public string Table => _from.Name;

    /// <summary>Values of these columns may not survive; the check says whether.</summary>
    public IReadOnlyList<string> Doubtful => [.. _columns.Where(c => c.How.IsLost is not null).Select(c => c.To.Name)];

    /// <summary>What came while the table was copied can be told from what was there.</summary>
    public bool HasPositions => s_position.All(p => _from.Find(p) is not null && _to.Find(p) is not null);

    public static string NewName(string table, string id) => table + NewInfix + id;

    public static string OldName(string newName) => newName.Replace(NewInfix, OldInfix);

    /// <summary>Finds tables that a copy of this one made: their names begin so.</summary>
    public static string NewPrefix(string table) => table + NewInfix;

    /// <summary>One row with, for each of <see cref="Doubtful"/>, the number of rows whose value is not kept; empty where there is nothing to ask.</summary>
    public string Check => Doubtful.Count == 0 ? ""
        : $"SELECT {string.Join(", ", _columns.Where(c => c.How.IsLost is not null).Select(c => $"countIf({c.How.IsLost})"))} FROM {Name(Table)}";

    public string Create(string newName) => _to.Create(newName, _onCluster, Mark);

    public string Fill(string newName) => Insert(Table, newName) + Final(_from) + Settings;

    /// <summary>One number: rows of the old table that the new one does not have, whatever both are called.</summary>
    public string Missing(string from, string to) => $"SELECT count() FROM {Name(from)}{Final(_from)} WHERE {IsMissing(from, to)}";

    /// <summary>Copies what came since.</summary>
    public string FillMissing(string from, string to) => $"{Insert(from, to)}{Final(_from)} WHERE {IsMissing(from, to)}{Settings}";

    /// <summary>One row, a count and a checksum: of the old table's rows as they should be, or of the new one's as they are.</summary>
    /// <param name="table">The table.</param>
    /// <param name="isNew">It is the new one.</param>
    /// <param name="now">Rows that this time has expired may be gone from either.</param>
    public string Digest(string table, bool isNew, DateTimeOffset now)
    {
        (ColumnState To, string Value)[] columns = [.. _columns.Where(c => c.How.Expression is not null).Select(c => (c.To, isNew ? Name(c.To.Name) : c.How.Expression!))];
        string rows = $"SELECT {string.Join(", ", columns.Select(c => $"{c.Value} AS {Alias(c.To.Name)}"))} FROM {Name(table)}{(isNew ? Final(_to) : Final(_from))}";
        string where = _to.Ttl.Length > 0 && SqlExpression.NamesIn(_to.Ttl).Any(n => columns.Any(c => c.To.Name == n))
            ? $" WHERE {InAliases(_to.Ttl)} > toDateTime({ClickHouseText.Literal(now.AddHours(1).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))}, 'UTC')"
            : "";
        if (!IsCollapsing(_to))
        {
            return $"SELECT count(), sum(cityHash64(tuple({string.Join(", ", columns.Select(c => Alias(c.To.Name)))}))) FROM ({rows}){where}";
        }

        // Of rows with one key only one stays, merged or not: the keys must be the same, and the largest version of each.
        string[] keys = [.. SqlExpression.PartsOf(_to.OrderBy).Select(InAliases)];
        string version = SqlExpression.NamesIn(_to.Engine).FirstOrDefault(n => columns.Any(c => c.To.Name == n)) is { } column ? $"max({Alias(column)})" : "1";
        string key = keys.Length > 0 ? string.Join(", ", keys) : "1";
        return $"SELECT count(), sum(cityHash64(tuple(k, v))) FROM (SELECT tuple({key}) AS k, {version} AS v FROM ({rows}){where} GROUP BY k)";
    }

    public string Exchange(string newName) => $"EXCHANGE TABLES {Name(Table)} AND {Name(newName)}{_onCluster}";

    public string Retire(string newName) => Retire(newName, _onCluster);

    public static string Retire(string newName, string onCluster) => $"RENAME TABLE {Name(newName)} TO {Name(OldName(newName))}{onCluster}";

    /// <summary>What it all comes to, for people; the new table is called as <paramref name="newName"/> says.</summary>
    public IEnumerable<string> Statements(string newName)
    {
        string[] check = Check.Length > 0 ? [Check + " -- must be 0"] : [];
        string[] missing = HasPositions ? [FillMissing(newName, Table)] : [];
        return
        [
            .. check, Create(newName), Fill(newName),
            $"-- rows and checksums of {Table} and {newName} must be the same",
            Exchange(newName), .. missing, Retire(newName),
        ];
    }

    private static string Settings => " SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0, async_insert = 0";

    private string Insert(string from, string to)
    {
        (ColumnState To, ColumnConversion How)[] columns = [.. _columns.Where(c => c.How.Expression is not null)];
        return $"INSERT INTO {Name(to)} ({string.Join(", ", columns.Select(c => Name(c.To.Name)))}) "
            + $"SELECT {string.Join(", ", columns.Select(c => c.How.Expression))} FROM {Name(from)}";
    }

    /// <summary>By position, and only where the counts of some neighbouring offsets differ.</summary>
    private static string IsMissing(string from, string to)
    {
        string bucket = $"(_topic, _source, _partition, intDiv(_offset, {BucketOffsets.ToString(CultureInfo.InvariantCulture)}))";
        string position = $"({string.Join(", ", s_position)})";
        string differ = $"(SELECT b FROM (SELECT {bucket} AS b, count() AS c FROM {Name(from)} GROUP BY b EXCEPT SELECT {bucket} AS b, count() AS c FROM {Name(to)} GROUP BY b))";
        return $"{bucket} IN {differ} AND {position} NOT IN (SELECT {position} FROM {Name(to)} WHERE {bucket} IN {differ})";
    }

    private static bool IsCollapsing(TableState table) => table.Engine.Length > "MergeTree".Length && !table.Engine.StartsWith("MergeTree", StringComparison.Ordinal);

    private static string Final(TableState table) => IsCollapsing(table) ? " FINAL" : "";

    // Names of their own, or a new column's name would hide an old column that is called the same.
    private string InAliases(string expression)
        => SqlExpression.Rename(expression, _columns.ToDictionary(c => c.To.Name, c => "new " + c.To.Name));

    private static string Alias(string column) => Name("new " + column);

    private static string Name(string name) => ClickHouseText.Identifier(name);
}
