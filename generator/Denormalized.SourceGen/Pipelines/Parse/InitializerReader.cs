using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Reads <c>v => new Out { A = ..., B = ... }</c> member by member, where writing the members is the same as making the
/// object and then writing its members: all of them are automatic, and each has a value that is known.
/// </summary>
internal sealed class InitializerReader(LambdaReader lambdas, SourceReader source, INamedTypeSymbol output, RecordModel target, SemanticModel model)
{
    private readonly TransparentMembers _members = new(output, target);

    /// <summary>Null where the object has to be made.</summary>
    public MemberProjection? Read(Stage stage)
    {
        if (stage.IsMethodGroup || stage.Body is not ExpressionSyntax body || LambdaReader.Unwrap(body) is not BaseObjectCreationExpressionSyntax creation
            || !SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(creation).Type, output))
        {
            return null;
        }

        var assigned = new List<(FieldModel Field, ExpressionSyntax Value)>();
        if (!AddArguments(creation, assigned) || !AddInitializer(creation, assigned) || assigned.Select(a => a.Field.Member).Distinct().Count() != assigned.Count)
        {
            return null;
        }

        var rest = new List<MemberValue>();
        foreach (FieldModel field in target.Fields.Where(f => f.OffsetOf is null && assigned.All(a => a.Field != f)))
        {
            if (LeftOut(field) is not { } constant)
            {
                return null;
            }

            rest.Add(new MemberValue(field.Member, ReadExpression.Clr(field.Type)) { Constant = constant });
        }

        // Nothing was reported or recorded so far: from here on it is sure that the members are used one by one.
        return new MemberProjection(assigned.Select(a => ReadMember(stage, a.Field, a.Value)).Concat(rest).ToEquatableArray());
    }

    private bool AddArguments(BaseObjectCreationExpressionSyntax creation, List<(FieldModel, ExpressionSyntax)> assigned)
    {
        SeparatedSyntaxList<ArgumentSyntax> arguments = creation.ArgumentList?.Arguments ?? default;
        if (target.ConstructorMembers.Count != arguments.Count || model.GetSymbolInfo(creation).Symbol is not IMethodSymbol constructor
            || constructor.Parameters.Length != arguments.Count)
        {
            return false;
        }

        for (int i = 0; i < arguments.Count; i++)
        {
            string? given = arguments[i].NameColon?.Name.Identifier.ValueText;
            int index = given is null ? i : constructor.Parameters.ToList().FindIndex(p => p.Name == given);
            if (index < 0 || !arguments[i].RefKindKeyword.IsKind(SyntaxKind.None)
                || target.Fields.FirstOrDefault(f => f.Member == target.ConstructorMembers[index]) is not { } field
                || !IsTransparent(field) || !string.Equals(constructor.Parameters[index].Name, field.Member.TrimStart('@'), StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            assigned.Add((field, arguments[i].Expression));
        }

        return true;
    }

    private bool AddInitializer(BaseObjectCreationExpressionSyntax creation, List<(FieldModel, ExpressionSyntax)> assigned)
    {
        foreach (ExpressionSyntax expression in creation.Initializer?.Expressions ?? default)
        {
            if (expression is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax name, Right: not InitializerExpressionSyntax } assignment
                || _members.Field(model.GetSymbolInfo(name).Symbol) is not { } field)
            {
                return false;
            }

            assigned.Add((field, assignment.Right));
        }

        return true;
    }

    private bool IsTransparent(FieldModel field) => Symbol(field) is { } symbol && _members.Field(symbol) is not null;

    private ISymbol? Symbol(FieldModel field)
    {
        for (INamedTypeSymbol? t = output; t is not null; t = t.BaseType)
        {
            if (t.GetMembers(field.Member.TrimStart('@')).FirstOrDefault(m => m is IPropertySymbol or IFieldSymbol) is { } member)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>The value of a member that the initialiser does not mention, as C#; null where only the object knows it.</summary>
    private string? LeftOut(FieldModel field)
    {
        // The initialiser of a member in another assembly cannot be seen.
        if (Symbol(field) is not { DeclaringSyntaxReferences: [var reference] } symbol || _members.Field(symbol) is null)
        {
            return null;
        }

        EqualsValueClauseSyntax? initializer = reference.GetSyntax() switch
        {
            PropertyDeclarationSyntax property => property.Initializer,
            VariableDeclaratorSyntax variable => variable.Initializer,
            _ => null,
        };
        if (initializer is null)
        {
            return field.Type.IsNullable || field.Type.IsValueType ? "default" : null;
        }

        if (initializer.Value is CollectionExpressionSyntax { Elements.Count: 0 })
        {
            return "[]";
        }

        SemanticModel declaring = model.Compilation.GetSemanticModel(initializer.SyntaxTree);
        if (declaring.GetSymbolInfo(initializer.Value).Symbol is IFieldSymbol { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String })
        {
            return Literals.Text("");
        }

        return declaring.GetConstantValue(initializer.Value) switch
        {
            { HasValue: true, Value: string text } => Literals.Text(text),
            { HasValue: true, Value: bool or int } constant => SymbolDisplay.FormatPrimitive(constant.Value!, quoteStrings: true, useHexadecimalNumbers: false),
            _ => null,
        };
    }

    private MemberValue ReadMember(Stage stage, FieldModel field, ExpressionSyntax value)
    {
        var member = new MemberValue(field.Member, ReadExpression.Clr(field.Type));
        if (lambdas.PlainMember(stage, value) is { } from && IsSameValue(value) && Layout.AreSame(from.Type, field.Type))
        {
            source.Copy(from);
            return member with { CopyOf = from.Member };
        }

        if (field.Type.Type is StringType && lambdas.Text(stage, value) is { } text)
        {
            return member with { Text = text.Parts, TextCanonical = text.Canonical };
        }

        return member with { Code = lambdas.Read(stage, value, onSource: true) };
    }

    /// <summary>The assignment converts nothing: no user-defined conversion, no change of a number's type.</summary>
    private bool IsSameValue(ExpressionSyntax value)
    {
        Conversion conversion = model.GetConversion(value);
        TypeInfo type = model.GetTypeInfo(value);
        return conversion.IsIdentity || conversion is { IsReference: true, IsImplicit: true }
            || (conversion.IsNullable && type.ConvertedType is INamedTypeSymbol { TypeArguments: [var inner] } && SymbolEqualityComparer.Default.Equals(inner, type.Type));
    }
}
