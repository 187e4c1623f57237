using Denormalized.Schema;

namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>Reads the Avro schemas of a registry.</summary>
public static class RegistryAvro
{
    /// <summary>Reads a schema, with the schemas that it refers to.</summary>
    /// <param name="registry">Where the references are.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="parsing">How strictly; <see cref="AvroParsing.Lenient"/> for schemas that others wrote.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="SchemaRegistryException">A reference is missing, the registry cannot be reached, or the schema is none of Avro.</exception>
    /// <exception cref="AvroSchemaException">The text is not a schema.</exception>
    public static async Task<AvroSchema> ParseAsync(
        ISchemaRegistry registry, RegistrySchema schema, AvroParsing parsing = AvroParsing.Lenient, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.Type != "AVRO")
        {
            throw new SchemaRegistryException($"The schema is written in {schema.Type}; only AVRO is read.") { Status = 422, ErrorCode = SchemaRegistryErrors.InvalidSchema };
        }

        var parser = new AvroSchemaParser(parsing);
        await ReferencesAsync(registry, schema, parser, [], cancellationToken).ConfigureAwait(false);
        return parser.Parse(schema.Text);
    }

    // Depth first, so that a type is defined before it is used; each once, though several refer to it.
    private static async Task ReferencesAsync(
        ISchemaRegistry registry, RegistrySchema schema, AvroSchemaParser parser, HashSet<(string, int)> seen, CancellationToken cancellationToken)
    {
        foreach (var reference in schema.References)
        {
            if (seen.Add((reference.Subject, reference.Version)))
            {
                var found = await registry.VersionAsync(reference.Subject, reference.Version, cancellationToken).ConfigureAwait(false)
                    ?? throw new SchemaRegistryException($"The schema refers to '{reference.Name}' in version {reference.Version} of subject '{reference.Subject}', which {registry.Description} does not have.")
                    {
                        Status = 422,
                        ErrorCode = SchemaRegistryErrors.InvalidSchema,
                    };
                await ReferencesAsync(registry, found.Schema, parser, seen, cancellationToken).ConfigureAwait(false);
                parser.Parse(found.Schema.Text);
            }
        }
    }
}
