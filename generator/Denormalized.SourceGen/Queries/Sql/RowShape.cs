using Denormalized.Schema;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Queries;

/// <summary>Which members a row has and what they are called in SQL.</summary>
internal abstract class RowShape
{
    /// <summary>The value of a member; null where it is no column.</summary>
    public abstract Operand? Member(string name);

    /// <summary>The record, where the row is that of a stream.</summary>
    public virtual RecordModel? Record => null;

    /// <summary>The member names, for messages.</summary>
    public abstract IEnumerable<string> Members { get; }

    /// <summary>What a row of type <paramref name="type"/> is: a stream's record, something that was selected, or one value.</summary>
    public static Operand? Of(ITypeSymbol type, IAssemblySymbol from, CancellationToken cancellationToken)
    {
        if (type is INamedTypeSymbol named && StreamDeclaration.Find(type, from) is { } stream)
        {
            return RecordReadings.Of(named, stream, from, cancellationToken).Record is { } record ? new RowOperand(new RecordRow(record)) : null;
        }

        return Projected(type, "value", "", isKey: false);
    }

    /// <summary>What <c>Key</c> of a group is.</summary>
    public static Operand? KeyOf(ITypeSymbol type) => Projected(type, "", "", isKey: true);

    private static Operand? Projected(ITypeSymbol type, string scalarName, string prefix, bool isKey)
    {
        if (ValueTypes.Scalar(type) is { } use)
        {
            return ValueTypes.OfProjection(isKey ? Sql.Key(scalarName) : Sql.Column(scalarName), use, isKey);
        }

        return type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named
            ? new RowOperand(new ProjectedRow(named, prefix, isKey))
            : null;
    }

    /// <summary>A row of a stream's table, or a nested record in one.</summary>
    private sealed class RecordRow(RecordModel record) : RowShape
    {
        public override RecordModel? Record => record;

        public override IEnumerable<string> Members => record.Fields.Where(f => !f.IsSynthetic).Select(f => f.Member);

        public override Operand? Member(string name)
        {
            string escaped = TypeNames.Escape(name);
            FieldModel? field = record.Fields.FirstOrDefault(f => f.Member == escaped && !f.IsSynthetic);
            return field is null ? null : ValueTypes.OfField(record, field, Sql.Column);
        }
    }

    /// <summary>A row that a Select made: its columns are called like the members, those of inner objects by their path.</summary>
    private sealed class ProjectedRow(INamedTypeSymbol type, string prefix, bool isKey) : RowShape
    {
        public override IEnumerable<string> Members => ProjectionMembers.Of(type).Select(m => m.Name);

        public override Operand? Member(string name)
        {
            (string member, ITypeSymbol memberType) = ProjectionMembers.Of(type).FirstOrDefault(m => m.Name == name);
            return member is null ? null : Projected(memberType, prefix + member, prefix + member + ".", isKey);
        }
    }
}

/// <summary>The members of a type that a Select can fill.</summary>
internal static class ProjectionMembers
{
    public static IEnumerable<(string Name, ITypeSymbol Type)> Of(INamedTypeSymbol type)
    {
        if (type.IsTupleType)
        {
            return type.TupleElements.Select(e => (NameOf(e), e.Type));
        }

        var members = new List<(string, ITypeSymbol)>();
        for (INamedTypeSymbol? t = type; t is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; t = t.BaseType)
        {
            members.AddRange(t.GetMembers().OfType<IPropertySymbol>()
                .Where(p => !p.IsStatic && !p.IsIndexer && p.GetMethod is not null && p.Name != "EqualityContract")
                .Select(p => (p.Name, p.Type)));
            members.AddRange(t.GetMembers().OfType<IFieldSymbol>()
                .Where(f => !f.IsStatic && f.AssociatedSymbol is null)
                .Select(f => (f.Name, f.Type)));
        }

        return members;
    }

    /// <summary>Tuple elements are columns by position, whatever the elements are called at a call site.</summary>
    public static string NameOf(ISymbol member)
        => member is IFieldSymbol { CorrespondingTupleField: { } field } ? field.Name : member.Name;
}
