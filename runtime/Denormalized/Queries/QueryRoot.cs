namespace Denormalized.CompilerServices;

/// <summary>The table of a stream as the first shape of every query over it.</summary>
internal static class QueryRoot<T>
{
    public static QueryShape Shape { get; } = Create();

    private static QueryShape Create()
    {
        StreamCodec<T> codec = StreamRegistry.Get<T>();
        SqlItem[] items = [new(codec.Info.Table, codec.Info.IsReplacing ? [QueryLevel.Final] : []), .. codec.Info.Columns.Select(c => new SqlItem(c.Name, []))];
        return new QueryShape(null, new QueryFragment(QueryOperator.From, 0, items, CreateReader), 0);

        RowReader<T> CreateReader()
        {
            using RecordColumns<T> columns = codec.CreateColumns();
            return columns.CreateReader();
        }
    }
}
