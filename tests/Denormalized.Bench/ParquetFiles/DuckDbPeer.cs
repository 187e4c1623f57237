using DuckDB.NET.Data;

namespace Denormalized.Bench.ParquetFiles;

/// <summary>DuckDB in the process on one thread, with a table of the rows.</summary>
internal sealed class DuckDbPeer : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckDbPeer()
    {
        _connection.Open();
        Query("SET threads = 1");
    }

    /// <summary>The first value of the answer.</summary>
    public object? Query(string sql)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>The first row of the answer.</summary>
    public object[] Row(string sql)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        reader.Read();
        object[] row = new object[reader.FieldCount];
        reader.GetValues(row);
        return row;
    }

    /// <summary>Makes the table <c>rows</c> of a file.</summary>
    public void Load(string path) => Query($"CREATE TABLE rows AS SELECT * FROM read_parquet('{path}')");

    public void Copy(string path) => Query($"COPY rows TO '{path}' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {ParquetBench.RowGroupRows})");

    public void Dispose() => _connection.Dispose();
}
