using System.Globalization;
using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Parse;

/// <summary>
/// Closed hierarchies: [JsonDerivedType] on the base names the cases and their discriminators, [JsonPolymorphic] the
/// discriminator's name. They are .NET's own attributes, so System.Text.Json reads and writes the same objects.
/// </summary>
internal sealed partial class RecordReader
{
    /// <summary>What System.Text.Json calls the discriminator unless it is told otherwise.</summary>
    private const string DefaultDiscriminator = "$type";

    private readonly List<INamedTypeSymbol> _openBases = [];

    private static AttributeData[] Cases(INamedTypeSymbol type)
        => type.GetAttributes().Where(a => MemberAttributes.Is(a, MemberAttributes.JsonNamespace, "JsonDerivedTypeAttribute")).ToArray();

    private RecordModel? ReadHierarchy(INamedTypeSymbol type, ISymbol usedBy, AttributeData[] attributes)
    {
        if (_openBases.Contains(type, SymbolEqualityComparer.Default))
        {
            Report(RecordDiagnostics.Recursive, usedBy, usedBy.Name, type.Name);
            return null;
        }

        _openBases.Add(type);
        try
        {
            CaseReading[] cases = attributes.Select(a => ReadCase(type, a)).OfType<CaseReading>().ToArray();
            if (cases.Length < attributes.Length)
            {
                _incomplete = true;
                return null;
            }

            CheckCases(type, cases);
            return Hierarchy(type, cases);
        }
        finally
        {
            _openBases.RemoveAt(_openBases.Count - 1);
        }
    }

    /// <summary>The type of a case, its discriminator, and the type as a record of its own; null where it has been refused.</summary>
    private CaseReading? ReadCase(INamedTypeSymbol @base, AttributeData attribute)
    {
        if (attribute.ConstructorArguments is not [{ Value: INamedTypeSymbol type }, ..] || type.TypeKind == TypeKind.Error)
        {
            return null; // the compiler has said it
        }

        object? tag = attribute.ConstructorArguments is [_, { Value: { } given }] ? given : null;
        string? problem = tag is null ? $"it has no discriminator: say one, as in [JsonDerivedType(typeof({type.Name}), \"{Names.Apply(NameStyle.SnakeCase, type.Name)}\")]"
            : tag is string { Length: 0 } ? "its discriminator is empty"
            : !DerivesFrom(type, @base) ? $"it does not derive from '{@base.Name}'"
            : type.IsAbstract ? "it is abstract, so no value can be one"
            : !TypeNames.IsClosed(type) ? "it is generic: name it with its type arguments"
            : null;
        if (problem is not null)
        {
            ReportCase(@base, attribute, type, problem);
            return null;
        }

        CheckAccess(type);
        return ReadPlain(type, type, isCase: true, out IReadOnlyList<RecordMember> members) is { } record
            ? new CaseReading(type, Convert.ToString(tag, CultureInfo.InvariantCulture), tag is int, record, members, attribute)
            : null;
    }

    private void CheckCases(INamedTypeSymbol @base, CaseReading[] cases)
    {
        for (int i = 0; i < cases.Length; i++)
        {
            string? problem = cases.Take(i).Any(c => SymbolEqualityComparer.Default.Equals(c.Type, cases[i].Type)) ? "it is named twice"
                : cases.Take(i).FirstOrDefault(c => c.Tag == cases[i].Tag) is { } other ? $"'{other.Type.Name}' has the discriminator '{other.Tag}' too"
                : null;
            if (problem is not null)
            {
                ReportCase(@base, cases[i].Attribute, cases[i].Type, problem);
            }
        }

        if (!@base.IsAbstract && cases.All(c => !SymbolEqualityComparer.Default.Equals(c.Type, @base)))
        {
            Report(RecordDiagnostics.OpenBase, @base, @base.Name, Names.Apply(NameStyle.SnakeCase, @base.Name));
        }
    }

    private void ReportCase(INamedTypeSymbol @base, AttributeData attribute, INamedTypeSymbol type, string problem)
    {
        Location? at = attribute.ApplicationSyntaxReference?.GetSyntax(_cancellationToken) is AttributeSyntax syntax ? syntax.GetLocation() : null;
        Report(RecordDiagnostics.Case, at ?? LocationOf(@base), type.Name, @base.Name, problem);
    }

    private RecordModel Hierarchy(INamedTypeSymbol type, CaseReading[] cases)
    {
        AttributeData? polymorphic = type.GetAttributes().FirstOrDefault(a => MemberAttributes.Is(a, MemberAttributes.JsonNamespace, "JsonPolymorphicAttribute"));
        string json = NamedString(polymorphic, "TypeDiscriminatorPropertyName") ?? DefaultDiscriminator;
        string column = Names.Apply(_columnStyle, json.TrimStart('$'));
        FieldModel[] shared = Shared(type, cases);
        string clr = TypeNames.Clr(type);
        HierarchyCase[] models = cases.Select(c => new HierarchyCase(c.Tag, c.IsNumber, !c.Type.IsSealed, c.Record with
        {
            Fields = c.Record.Fields.Where(f => !shared.Contains(f)).ToEquatableArray(),
            Case = new CaseModel(clr, shared.ToEquatableArray()),
        })).ToArray();

        var kinds = new EnumType(cases.Select((c, i) => new EnumMember(c.Record.Name, c.Tag, i)).ToEquatableArray(), 32, true) { Clr = "cases of " + clr };
        var fields = new List<FieldModel> { Synthetic("Case", column.Length == 0 ? "kind" : column, json, new TypeUse(kinds, false), shared) };
        fields.AddRange(shared);
        fields.AddRange(models.Select(m => Synthetic(
            m.Own.Name, Names.Apply(_columnStyle, m.Own.Name), "", new TypeUse(new NestedType(m.Own) { Clr = m.Own.Clr }, true), fields.Concat(shared).ToArray())));
        CheckHierarchyNames(type, fields, models, json);
        return Describe(type, fields, EquatableArray<string>.Empty) with { Hierarchy = new HierarchyModel(json, models.ToEquatableArray()) };
    }

    /// <summary>
    /// The members of the base that mean the same in every case, so that they can be read through the base: declared there, or
    /// overridden, not hidden.
    /// </summary>
    private FieldModel[] Shared(INamedTypeSymbol @base, CaseReading[] cases)
    {
        var names = new HashSet<string>(RecordMembers.Of(@base, _assembly, out _, out _).Select(m => m.Symbol.Name), StringComparer.Ordinal);
        return cases[0].Record.Fields.Where(f => cases.All(c => c.Record.Fields.Contains(f) && IsOfBase(c, f))).ToArray();

        bool IsOfBase(CaseReading @case, FieldModel field)
            => @case.Members.First(m => TypeNames.Escape(m.Symbol.Name) == field.Source).Symbol is var symbol
                && names.Contains(symbol.Name)
                && (symbol.IsOverride || DerivesFrom(@base, symbol.ContainingType));
    }

    private static FieldModel Synthetic(string member, string column, string json, TypeUse type, IReadOnlyCollection<FieldModel> others)
    {
        while (others.Any(f => f.Member.TrimStart('@') == member))
        {
            member += "_";
        }

        return new FieldModel { Member = member, Json = json, Column = column, Avro = Names.ToAvro(column), Type = type, IsSynthetic = true };
    }

    private void CheckHierarchyNames(INamedTypeSymbol type, List<FieldModel> fields, HierarchyCase[] cases, string json)
    {
        foreach (IGrouping<string, FieldModel> group in fields.GroupBy(f => f.Column, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            Report(RecordDiagnostics.DuplicateName, type, group.First().Member, group.Last().Member, group.Key, "in ClickHouse");
        }

        foreach (HierarchyCase @case in cases)
        {
            if (@case.Whole.Fields.FirstOrDefault(f => f.Json == json) is { } field)
            {
                Report(RecordDiagnostics.DuplicateName, type, "the discriminator", field.Member, json, "in JSON");
            }
        }
    }

    private static bool DerivesFrom(INamedTypeSymbol type, INamedTypeSymbol @base)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t, @base))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record CaseReading(INamedTypeSymbol Type, string Tag, bool IsNumber, RecordModel Record, IReadOnlyList<RecordMember> Members, AttributeData Attribute);
}
