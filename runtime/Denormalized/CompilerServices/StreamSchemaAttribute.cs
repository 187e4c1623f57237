using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>
/// Written into an assembly for each stream that it declares, so that tools read what it becomes from the file's metadata,
/// without running anything of it.
/// </summary>
/// <param name="stream">Name of the stream.</param>
/// <param name="createTable">CREATE TABLE IF NOT EXISTS.</param>
/// <param name="reasons">Why the table is so, a line for each choice.</param>
/// <param name="avroSchema">The Avro schema as JSON.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StreamSchemaAttribute(string stream, string createTable, string reasons, string avroSchema) : Attribute
{
    /// <summary>Name of the stream.</summary>
    public string Stream { get; } = stream;

    /// <summary>CREATE TABLE IF NOT EXISTS.</summary>
    public string CreateTable { get; } = createTable;

    /// <summary>Why the table is so, a line for each choice.</summary>
    public string Reasons { get; } = reasons;

    /// <summary>The Avro schema as JSON.</summary>
    public string AvroSchema { get; } = avroSchema;

    /// <summary>What a lock keeps of the stream, as JSON; empty in assemblies that were compiled before there were locks.</summary>
    public string Shape { get; set; } = "";
}
