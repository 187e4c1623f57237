using System.Collections.Immutable;
using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.Bench.Generators;

/// <summary>The lock of one stream, as it is handed to generators.</summary>
internal sealed class LockText(string stream, string text) : AdditionalText
{
    public override string Path { get; } = $"schemas/{stream}{StreamLock.FileSuffix}";

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);

    /// <summary>The same lock in another file.</summary>
    public LockText Touched() => new(stream, text + "\n");

    /// <summary>Of every stream that a compilation declares, as <c>dotnet denormalized lock</c> makes them.</summary>
    public static ImmutableArray<AdditionalText> Of(Compilation compilation)
    {
        AttributeData[] streams = [.. compilation.Assembly.GetAttributes().Where(a => a.AttributeClass?.Name == "StreamSchemaAttribute")];
        return
        [
            .. streams.Select(s => (Name: (string)s.ConstructorArguments[0].Value!, Shape: LockJson.Read((string)s.NamedArguments.Single(n => n.Key == "Shape").Value.Value!)))
                .Select(s => new LockText(s.Name, StreamLock.Begin(s.Name, s.Shape).Print())),
        ];
    }
}
