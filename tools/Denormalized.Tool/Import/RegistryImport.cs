using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;

namespace Denormalized.Tool.Import;

/// <summary>Declares the record of a subject's schema, with the schemas that it refers to.</summary>
internal static class RegistryImport
{
    private const int MaxNames = 10;

    /// <param name="registry">Where the subject is.</param>
    /// <param name="subject">Under the topic naming strategy the stream is called like the topic.</param>
    /// <param name="version">The latest when null.</param>
    /// <param name="name">Name of the C# record; null for that of the schema.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="SchemaRegistryException">The registry does not answer, or does not have all that is referred to.</exception>
    /// <exception cref="FormatException">There is no such version, or it is no record.</exception>
    public static async Task<ImportedFile> ImportAsync(ISchemaRegistry registry, string subject, int? version, string? name, CancellationToken cancellation)
    {
        RegisteredSchema found = await registry.VersionAsync(subject, version, cancellation)
            ?? throw new FormatException(await MissingAsync(registry, subject, version, cancellation));
        AvroSchema schema = await RegistryAvro.ParseAsync(registry, found.Schema, AvroParsing.Lenient, cancellation);
        return AvroImport.Import(schema, $"{subject}, version {found.Version} (id {found.Id}), of {registry.Description}", name, Topic(subject));
    }

    private static string? Topic(string subject) =>
        new[] { "-value", "-key" }.Where(s => subject.Length > s.Length && subject.EndsWith(s, StringComparison.Ordinal)).Select(s => subject[..^s.Length]).FirstOrDefault();

    private static async Task<string> MissingAsync(ISchemaRegistry registry, string subject, int? version, CancellationToken cancellation)
    {
        IReadOnlyList<int> versions = await registry.VersionsAsync(subject, cancellation);
        if (versions.Count > 0)
        {
            return $"{registry.Description} has no version {version} of {subject}; it has {string.Join(", ", versions)}.";
        }

        IReadOnlyList<string> subjects = await registry.SubjectsAsync(cancellation);
        string some = string.Join(", ", subjects.OrderByDescending(s => Shared(s, subject)).Take(MaxNames));
        return $"{registry.Description} has no subject {subject}; it has {(subjects.Count == 0 ? "none" : some)}{(subjects.Count > MaxNames ? $" and {subjects.Count - MaxNames} more" : "")}.";
    }

    /// <summary>Characters that two names begin with, in any case: the nearest subjects are named first.</summary>
    private static int Shared(string left, string right) => left.Zip(right).TakeWhile(p => char.ToUpperInvariant(p.First) == char.ToUpperInvariant(p.Second)).Count();
}
