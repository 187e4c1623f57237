namespace Denormalized;

/// <summary>What a stream is called and looks like, outside of C#.</summary>
/// <param name="Name">Name of the record in Avro and in texts.</param>
/// <param name="Topic">Kafka topic.</param>
/// <param name="Table">ClickHouse table.</param>
/// <param name="Columns">The record's columns in declaration order, without the system columns.</param>
/// <param name="CreateTable">CREATE TABLE IF NOT EXISTS, system columns included; plain SQL, usable without this library.</param>
public sealed record StreamInfo(string Name, string Topic, string Table, IReadOnlyList<StreamColumn> Columns, string CreateTable)
{
    /// <summary>Rows take the place of those with their sorting key; queries read the table with FINAL.</summary>
    public bool IsReplacing { get; init; }

    /// <summary>The Avro schema as JSON (Apache Avro 1.12), usable without this library; empty when there is none.</summary>
    public string AvroSchema { get; init; } = "";

    /// <summary>The schema of Parquet files as a message type; empty when there is none.</summary>
    public string ParquetSchema { get; init; } = "";
}

/// <summary>One column of a stream's table.</summary>
/// <param name="Name">Column name, unquoted.</param>
/// <param name="Type">ClickHouse type, as in CREATE TABLE.</param>
public readonly record struct StreamColumn(string Name, string Type);
