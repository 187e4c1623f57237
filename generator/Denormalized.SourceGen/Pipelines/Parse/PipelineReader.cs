using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Reads a [Pipeline] class into a <see cref="PipelineModel"/>. Total: half-typed code gives no model and a diagnostic,
/// or no model where the compiler says it all; never an exception.
/// </summary>
internal sealed class PipelineReader
{
    private const int MaxNameLength = 200;
    private const int MaxOutputs = 64;

    private readonly List<Diagnostic> _diagnostics = [];
    private readonly List<SourceReader> _sources = [];
    private readonly List<SyntaxTree> _trees = [];
    private readonly List<PartModel> _parts = [];
    private readonly List<SyntaxNode> _codes = [];
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];
    private readonly INamedTypeSymbol _type;
    private readonly TypeDeclarationSyntax _declaration;
    private readonly CancellationToken _cancellationToken;

    private PipelineReader(INamedTypeSymbol type, TypeDeclarationSyntax declaration, Compilation compilation, CancellationToken cancellationToken)
    {
        _type = type;
        _declaration = declaration;
        Compilation = compilation;
        _cancellationToken = cancellationToken;
    }

    private Compilation Compilation { get; }

    /// <summary>One model for each tree: a new one would bind everything again.</summary>
    public SemanticModel Model(SyntaxTree tree)
    {
        if (!_models.TryGetValue(tree, out SemanticModel model))
        {
            model = Compilation.GetSemanticModel(tree);
            _models.Add(tree, model);
        }

        return model;
    }

    public INamedTypeSymbol Type => _type;

    /// <summary>The model is null when a diagnostic is an error, or when the code does not compile.</summary>
    public static PipelineReading Read(INamedTypeSymbol type, TypeDeclarationSyntax declaration, Compilation compilation, CancellationToken cancellationToken)
    {
        if (type.Name.Length == 0)
        {
            return new PipelineReading(null, "", "", declaration.GetLocation(), default); // half-typed
        }

        var reader = new PipelineReader(type, declaration, compilation, cancellationToken);
        (string name, Location at) = reader.ReadName();
        PipelineModel? model = reader.ReadClass(name);
        bool failed = reader._diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
        return new PipelineReading(failed ? null : model, name, TypeNames.Metadata(type), at, reader._diagnostics.ToEquatableArray());
    }

    /// <summary>Remembers user code that is emitted again.</summary>
    public void AddCode(SyntaxNode code) => _codes.Add(code);

    public void Report(DiagnosticDescriptor descriptor, SyntaxNode at, params object[] arguments)
        => _diagnostics.Add(Diagnostic.Create(descriptor, at.GetLocation(), arguments));

    public void Report(DiagnosticDescriptor descriptor, Location at, params object[] arguments)
        => _diagnostics.Add(Diagnostic.Create(descriptor, at, arguments));

    private (string Name, Location At) ReadName()
    {
        AttributeData? attribute = _type.GetAttributes().FirstOrDefault(a => MemberAttributes.Is(a, "Denormalized", "PipelineAttribute"));
        Location at = attribute?.ApplicationSyntaxReference?.GetSyntax(_cancellationToken) is AttributeSyntax { ArgumentList.Arguments: [var argument, ..] }
            ? argument.Expression.GetLocation()
            : _declaration.Identifier.GetLocation();
        if (attribute is not { ConstructorArguments: [var first] } || first.Kind == TypedConstantKind.Error)
        {
            return ("", at); // the compiler has said it
        }

        string name = first.Value as string ?? "";
        if (name.Length is 0 or > MaxNameLength || !name.All(IsNameCharacter))
        {
            Report(PipelineDiagnostics.InvalidName, at, name);
        }

        return (name, at);
    }

    private static bool IsNameCharacter(char c)
        => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_' or '-';

    private PipelineModel? ReadClass(string name)
    {
        CheckClass();
        EquatableArray<string> services = ReadConstructor();
        var outputs = new List<OutputModel>();
        bool complete = true;
        int methods = 0;
        foreach (IMethodSymbol method in _type.GetMembers().OfType<IMethodSymbol>())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (method.MethodKind != MethodKind.Ordinary || !MentionsStream(method))
            {
                continue;
            }

            methods++;
            OutputModel? output = new StreamMethodReader(this, method, _cancellationToken).Read();
            complete &= output is not null;
            if (output is not null)
            {
                outputs.Add(output);
            }
        }

        if (methods == 0)
        {
            Report(PipelineDiagnostics.NoMethods, _declaration.Identifier.GetLocation(), _type.Name);
        }
        else if (methods > MaxOutputs)
        {
            Report(PipelineDiagnostics.TooManyOutputs, _declaration.Identifier.GetLocation(), _type.Name, methods);
        }

        return !complete || name.Length == 0 ? null : new PipelineModel
        {
            Name = name,
            Clr = TypeNames.Clr(_type),
            ClassName = _type.Name,
            MetadataName = TypeNames.Metadata(_type),
            Services = services,
            IsDisposable = _type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_IDisposable),
            Sources = _sources.Select(s => s.ToModel()).ToEquatableArray(),
            Outputs = outputs.ToEquatableArray(),
            Parts = _parts.ToEquatableArray(),
            Helpers = new HelperReader(Model, _cancellationToken).Read(_codes),
        };
    }

    private void CheckClass()
    {
        Location at = _declaration.Identifier.GetLocation();
        for (SyntaxNode? node = _declaration; node is TypeDeclarationSyntax part; node = node.Parent)
        {
            if (!part.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                Report(PipelineDiagnostics.NotPartial, part.Identifier.GetLocation(), part.Identifier.ValueText);
            }
        }

        string? reason = _type.IsStatic ? "it is static: a static class cannot be named in AddPipeline<T>() and takes no services; remove 'static'"
            : _type.IsAbstract ? "it is abstract: one instance is made for each worker"
            : TypeNames.IsGeneric(_type) ? "it is generic or lies in a generic type: a pipeline is one thing with one name"
            : IsHidden(_type) ? "it and the types around it must be public or internal"
            : null;
        if (reason is not null)
        {
            Report(PipelineDiagnostics.UnsupportedClass, at, _type.Name, reason);
        }
    }

    private static bool IsHidden(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal || t.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
            {
                return true;
            }
        }

        return false;
    }

    private EquatableArray<string> ReadConstructor()
    {
        IMethodSymbol[] usable = _type.InstanceConstructors
            .Where(c => c.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal)
            .ToArray();
        string? reason = usable.Length switch
        {
            0 => _type.IsAbstract || _type.IsStatic ? null : "it has no public or internal constructor",
            > 1 => "it has several constructors; keep one, whose parameters are the services",
            _ when usable[0].Parameters.FirstOrDefault(p => p.RefKind != RefKind.None || p.Type.IsRefLikeType) is { } odd
                => $"parameter '{odd.Name}' cannot come from the service container",
            _ when RequiredMember() is { } required => $"member '{required}' is required; take the value as a constructor parameter",
            _ => null,
        };
        if (reason is not null)
        {
            Report(PipelineDiagnostics.Constructor, _declaration.Identifier.GetLocation(), _type.Name, reason);
        }

        return usable.Length == 1
            ? usable[0].Parameters.Select(p => TypeNames.Clr(p.Type)).ToEquatableArray()
            : EquatableArray<string>.Empty;
    }

    private string? RequiredMember()
        => _type.GetMembers().FirstOrDefault(m => m is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })?.Name;

    private static bool MentionsStream(IMethodSymbol method)
        => StreamItem(method.ReturnType) is not null || method.Parameters.Any(p => StreamItem(p.Type) is not null);

    /// <summary>T of <c>IStream&lt;T&gt;</c>; null for other types.</summary>
    public static ITypeSymbol? StreamItem(ITypeSymbol type)
        => type is INamedTypeSymbol { Name: "IStream", TypeArguments: [var item] } named && named.ContainingNamespace.ToDisplayString() == "Denormalized" ? item : null;

    /// <summary>The record of a [Stream] type; null when it cannot be used.</summary>
    public RecordModel? ReadRecord(ITypeSymbol type, SyntaxNode at)
    {
        if (type is not INamedTypeSymbol { TypeKind: not TypeKind.Error } named)
        {
            return null; // the compiler has said it
        }

        if (StreamDeclaration.Find(named, Compilation.Assembly) is not { } stream)
        {
            Report(PipelineDiagnostics.NotAStream, at, named.Name);
            return null;
        }

        // What is wrong with it, is reported at the record.
        return RecordReadings.Of(named, stream, Compilation.Assembly, _cancellationToken).Record;
    }

    public SourceReader Source(INamedTypeSymbol type, RecordModel record, out int index)
    {
        index = _sources.FindIndex(s => s.Record.Clr == record.Clr);
        if (index < 0)
        {
            index = _sources.Count;
            _sources.Add(new SourceReader(type, record));
        }

        return _sources[index];
    }

    public int Part(SyntaxNode method)
    {
        int index = _trees.IndexOf(method.SyntaxTree);
        if (index < 0 && method.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } part)
        {
            index = _trees.Count;
            _trees.Add(method.SyntaxTree);
            _parts.Add(PartReader.Read(part));
        }

        return index;
    }
}

/// <summary>What was read of a class.</summary>
internal sealed record PipelineReading(PipelineModel? Model, string Name, string MetadataName, Location NameLocation, EquatableArray<Diagnostic> Diagnostics);

/// <summary>A source while its methods are read.</summary>
internal sealed class SourceReader(INamedTypeSymbol type, RecordModel record)
{
    private readonly HashSet<string> _copied = new(StringComparer.Ordinal);
    private readonly HashSet<MemberPath> _viewed = [];
    private readonly TransparentMembers _members = new(type, record);
    private readonly Dictionary<INamedTypeSymbol, TransparentMembers> _nested = new(SymbolEqualityComparer.Default);

    public RecordModel Record => record;

    public bool WholeRecord { get; set; }

    /// <summary>The field behind a member whose value is exactly what was decoded; null for all others.</summary>
    public FieldModel? Field(ISymbol? member) => _members.Field(member);

    /// <summary>As <see cref="Field(ISymbol?)"/>, of a record that is nested in this one.</summary>
    public FieldModel? Field(INamedTypeSymbol nestedType, RecordModel nested, ISymbol? member)
    {
        if (!_nested.TryGetValue(nestedType, out TransparentMembers? members))
        {
            members = new TransparentMembers(nestedType, nested);
            _nested.Add(nestedType, members);
        }

        return members.Field(member);
    }

    /// <summary>A lambda reads the member.</summary>
    public void View(MemberPath path) => _viewed.Add(path);

    /// <summary>The member's column is copied.</summary>
    public void Copy(FieldModel field) => _copied.Add(field.Member);

    public void CopyAll()
    {
        foreach (FieldModel field in record.Fields.Where(f => f.OffsetOf is null))
        {
            Copy(field);
        }
    }

    public SourceModel ToModel()
    {
        string[] members = record.Fields.Select(f => f.Member).ToArray();
        return new SourceModel(
            record,
            members.Where(m => _viewed.Contains(new MemberPath(m)) || _copied.Contains(m)).ToEquatableArray(),
            members.Where(m => _viewed.Contains(new MemberPath(m))).ToEquatableArray(),
            Parts().ToEquatableArray(),
            WholeRecord || record.Hierarchy is not null); // the case decides where its members are: all are decoded
    }

    /// <summary>Paths into nested records that no lambda needs as a whole.</summary>
    private IEnumerable<string> Parts()
        => _viewed.Where(p => p.IsNested && !_viewed.Any(other => other != p && p.IsWithin(other.Text))).Select(p => p.Text).OrderBy(p => p, StringComparer.Ordinal);
}
