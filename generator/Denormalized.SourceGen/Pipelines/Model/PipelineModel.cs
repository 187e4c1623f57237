using Denormalized.Schema;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>A [Pipeline] class, with nothing of Roslyn in it: comparable, hence cacheable.</summary>
internal sealed record PipelineModel
{
    /// <summary>Name given with the attribute.</summary>
    public required string Name { get; init; }

    /// <summary>Fully qualified, <c>global::</c> first.</summary>
    public required string Clr { get; init; }

    /// <summary>C# name without namespace and containers, not escaped.</summary>
    public required string ClassName { get; init; }

    /// <summary>Full metadata name, unique in the compilation.</summary>
    public required string MetadataName { get; init; }

    /// <summary>Types of the constructor's parameters, in their order.</summary>
    public required EquatableArray<string> Services { get; init; }

    /// <summary>The class is <c>IDisposable</c>: its instance is disposed of with the runtime.</summary>
    public required bool IsDisposable { get; init; }

    /// <summary>One for each record type that is read.</summary>
    public required EquatableArray<SourceModel> Sources { get; init; }

    /// <summary>One for each method, in declaration order.</summary>
    public required EquatableArray<OutputModel> Outputs { get; init; }

    /// <summary>Hash of the code that the lambdas call and of the constants that they name.</summary>
    public required ulong Helpers { get; init; }

    /// <summary>The files that the methods stand in.</summary>
    public required EquatableArray<PartModel> Parts { get; init; }
}

/// <summary>What is read of a record type.</summary>
/// <param name="Record">The whole record.</param>
/// <param name="Used">Members that lambdas or copies use one by one.</param>
/// <param name="Viewed">Those of them that lambdas read.</param>
/// <param name="Parts">Paths into nested records that lambdas read nothing else of, e.g. <c>Issue.User.Login</c>.</param>
/// <param name="WholeRecord">A lambda needs a record object, so every column is decoded.</param>
internal sealed record SourceModel(
    RecordModel Record, EquatableArray<string> Used, EquatableArray<string> Viewed, EquatableArray<string> Parts, bool WholeRecord)
{
    /// <summary>The member is decoded, at least in part.</summary>
    public bool Decodes(FieldModel field) => UsageOf(field.Source) != Usage.None;

    /// <summary>How much is decoded of what is at a path.</summary>
    public Usage UsageOf(string path) => WholeRecord || Used.Contains(path) || Parts.Contains(path) ? Usage.All
        : Parts.Any(p => new MemberPath(p).IsWithin(path)) ? Usage.Part
        : Usage.None;
}

/// <summary>One method: a chain of operators over one source.</summary>
internal sealed record OutputModel
{
    /// <summary>C# name of the method, not escaped.</summary>
    public required string Method { get; init; }

    /// <summary>Index in <see cref="PipelineModel.Sources"/>.</summary>
    public required int Source { get; init; }

    /// <summary>Index in <see cref="PipelineModel.Parts"/>.</summary>
    public required int Part { get; init; }

    public required RecordModel Record { get; init; }

    /// <summary>The Where operators before the first Select.</summary>
    public required EquatableArray<CodeModel> Filters { get; init; }

    public required ProjectionModel Projection { get; init; }
}

/// <summary>How the output's row is made of the source's.</summary>
internal abstract record ProjectionModel;

/// <summary>No Select: the columns are copied.</summary>
internal sealed record CopyProjection : ProjectionModel;

/// <summary>One Select whose object initialiser is written member by member, without making the object.</summary>
internal sealed record MemberProjection(EquatableArray<MemberValue> Members) : ProjectionModel;

/// <summary>One Select that makes a record object.</summary>
internal sealed record RecordProjection(CodeModel Code) : ProjectionModel;

/// <summary>Several operators, with values between them of types that may have no name: delegates, composed once.</summary>
internal sealed record ChainProjection(EquatableArray<ChainStep> Steps) : ProjectionModel;

/// <param name="Operator">Where or Select.</param>
internal sealed record ChainStep(string Operator, CodeModel Code);

/// <summary>The value of one member of the output, in the order of evaluation.</summary>
/// <param name="Member">Member of the output record.</param>
/// <param name="Clr">Its C# type, with its nullable mark.</param>
internal sealed record MemberValue(string Member, string Clr)
{
    /// <summary>Member of the source whose column has the same layout: it is copied.</summary>
    public string? CopyOf { get; init; }

    /// <summary>Strings of the source and literals, one behind the other: joined as UTF-8.</summary>
    public EquatableArray<TextPart> Text { get; init; }

    /// <summary>The tokens behind <see cref="Text"/>, for the fingerprint.</summary>
    public string? TextCanonical { get; init; }

    /// <summary>Code that computes the value.</summary>
    public CodeModel? Code { get; init; }

    /// <summary>A constant or default, as C#; for a member that the initialiser leaves out.</summary>
    public string? Constant { get; init; }
}

/// <summary>A part of a text: a string member of the source, or a literal.</summary>
internal sealed record TextPart(string? Member, string? Literal);

/// <summary>A piece of the user's code that is emitted again.</summary>
/// <param name="Text">The text, line for line as the user wrote it.</param>
/// <param name="Canonical">Its tokens, with the lambda's parameter by position: for the fingerprint.</param>
/// <param name="IsBlock">A block with statements; else an expression.</param>
/// <param name="Parameter">Name of the lambda's parameter, escaped where it must be.</param>
/// <param name="TakesRecord">It needs the record object; else a view with the members that are used.</param>
/// <param name="MayThrow">A frame of its own in a stack trace is worth a call.</param>
internal sealed record CodeModel(string Text, string Canonical, bool IsBlock, string Parameter, bool TakesRecord, bool MayThrow)
{
    /// <summary>Where the text stands: path and 1-based lines and columns. Null where the file has no name.</summary>
    public LineMap? At { get; init; }
}

/// <summary>The operand of a <c>#line</c> directive.</summary>
internal sealed record LineMap(string Path, int StartLine, int StartColumn, int EndLine, int EndColumn);

/// <summary>What stands around the class in one file, so that its code means the same when it is emitted again.</summary>
/// <param name="Open">Usings, namespaces, containing types and the class itself, up to its brace.</param>
/// <param name="Depth">Braces to close.</param>
internal sealed record PartModel(string Open, int Depth);
