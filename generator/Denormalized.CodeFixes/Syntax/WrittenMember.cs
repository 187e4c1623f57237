using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Denormalized.CodeFixes.Syntax;

/// <summary>A member of a record as it is written, a property, field or positional parameter, and the same with something changed.</summary>
internal sealed class WrittenMember
{
    private WrittenMember(SyntaxNode node) => Node = node;

    public SyntaxNode Node { get; }

    public bool IsParameter => Node is ParameterSyntax;

    /// <summary>Parameters behind it must be given: a parameter with a default cannot stand before them.</summary>
    public bool MustBeGiven => Node is ParameterSyntax { Parent: ParameterListSyntax list } own && list.Parameters.SkipWhile(p => p != own).Skip(1).Any(p => p.Default is null);

    public string Name => Node switch
    {
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        ParameterSyntax parameter => parameter.Identifier.ValueText,
        _ => ((FieldDeclarationSyntax)Node).Declaration.Variables[0].Identifier.ValueText,
    };

    public TypeSyntax Type => Node switch
    {
        PropertyDeclarationSyntax property => property.Type,
        ParameterSyntax parameter => parameter.Type!,
        _ => ((FieldDeclarationSyntax)Node).Declaration.Type,
    };

    /// <summary>Null for several fields of one declaration, which have their type in common.</summary>
    public static WrittenMember? Of(SyntaxNode declared) => declared switch
    {
        PropertyDeclarationSyntax or ParameterSyntax { Type: not null } => new WrittenMember(declared),
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax field } } => new WrittenMember(field),
        _ => null,
    };

    /// <summary>Names in it are shortened, and it is laid out, when the change is made.</summary>
    public static T Tidy<T>(T node)
        where T : SyntaxNode
        => node.WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);

    /// <param name="text">As it stands in brackets: <c>global::Denormalized.Decimal(18, 4)</c>.</param>
    public static AttributeSyntax Attribute(string text)
        => Tidy(((FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"[{text}] int x;")!).AttributeLists[0].Attributes[0]);

    public WrittenMember WithType(string type) => WithType(Tidy(SyntaxFactory.ParseTypeName(type)));

    public WrittenMember WithNullable(bool isNullable)
    {
        TypeSyntax inner = Type is NullableTypeSyntax nullable ? nullable.ElementType : Type;
        return WithType(isNullable ? SyntaxFactory.NullableType(inner.WithoutTrivia()) : inner);
    }

    private WrittenMember WithType(TypeSyntax type)
    {
        type = type.WithTriviaFrom(Type);
        return new(Node switch
        {
            PropertyDeclarationSyntax property => property.WithType(type),
            ParameterSyntax parameter => parameter.WithType(type),
            _ => ((FieldDeclarationSyntax)Node).WithDeclaration(((FieldDeclarationSyntax)Node).Declaration.WithType(type)),
        });
    }

    /// <summary>In place of one of the same name.</summary>
    public WrittenMember WithAttribute(string text)
    {
        AttributeSyntax attribute = Attribute(text);
        WrittenMember plain = Without(NameOf(attribute));
        SyntaxList<AttributeListSyntax> lists = plain.Lists;
        if (lists.Count > 0)
        {
            return plain.WithLists(lists.Replace(lists.Last(), lists.Last().AddAttributes(attribute)));
        }

        SyntaxTriviaList leading = plain.Node.GetLeadingTrivia();
        AttributeListSyntax list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute)).WithLeadingTrivia(leading).WithTrailingTrivia(SyntaxFactory.Space);
        return new WrittenMember(plain.Node.WithoutLeadingTrivia()).WithLists(SyntaxFactory.SingletonList(list));
    }

    /// <summary>Without the attributes of these names.</summary>
    public WrittenMember Without(params string[] names)
    {
        SyntaxTriviaList leading = Node.GetLeadingTrivia();
        var lists = new List<AttributeListSyntax>();
        foreach (AttributeListSyntax list in Lists)
        {
            AttributeSyntax[] kept = [.. list.Attributes.Where(a => !names.Contains(NameOf(a)))];
            if (kept.Length > 0)
            {
                lists.Add(kept.Length == list.Attributes.Count ? list : list.WithAttributes(SyntaxFactory.SeparatedList(kept)));
            }
        }

        WrittenMember without = WithLists(SyntaxFactory.List(lists));
        return new WrittenMember(without.Node.WithLeadingTrivia(leading));
    }

    public AttributeSyntax? Find(string name) => Lists.SelectMany(l => l.Attributes).FirstOrDefault(a => NameOf(a) == name);

    /// <summary>The C# word <c>required</c>, which parameters do not have.</summary>
    public WrittenMember WithRequired(bool isRequired)
    {
        if (Node is not MemberDeclarationSyntax member || member.Modifiers.Any(SyntaxKind.RequiredKeyword) == isRequired)
        {
            return this;
        }

        SyntaxTokenList modifiers = isRequired
            ? member.Modifiers.Add(SyntaxFactory.Token(SyntaxKind.RequiredKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            : SyntaxFactory.TokenList(member.Modifiers.Where(m => !m.IsKind(SyntaxKind.RequiredKeyword)));
        return new(member.WithModifiers(modifiers));
    }

    /// <summary>The value that it has where none is given; null for none.</summary>
    public WrittenMember WithDefault(string? value)
    {
        EqualsValueClauseSyntax? clause = value is null ? null : SyntaxFactory.EqualsValueClause(
            SyntaxFactory.Token(SyntaxKind.EqualsToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.ParseExpression(value));
        switch (Node)
        {
            case PropertyDeclarationSyntax property:
                SyntaxTriviaList end = property.GetTrailingTrivia();
                return new((clause is null
                    ? property.WithInitializer(null).WithSemicolonToken(default)
                    : property.WithoutTrailingTrivia().WithInitializer(clause).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))).WithTrailingTrivia(end));
            case ParameterSyntax parameter:
                return new(parameter.WithDefault(clause));
            default:
                var field = (FieldDeclarationSyntax)Node;
                return new(field.ReplaceNode(field.Declaration.Variables[0], field.Declaration.Variables[0].WithInitializer(clause)));
        }
    }

    private SyntaxList<AttributeListSyntax> Lists => Node is ParameterSyntax parameter ? parameter.AttributeLists : ((MemberDeclarationSyntax)Node).AttributeLists;

    private WrittenMember WithLists(SyntaxList<AttributeListSyntax> lists)
        => new(Node is ParameterSyntax parameter ? parameter.WithAttributeLists(lists) : ((MemberDeclarationSyntax)Node).WithAttributeLists(lists));

    /// <summary>The last part of its name, without the word Attribute.</summary>
    public static string NameOf(AttributeSyntax attribute)
    {
        const string Word = nameof(System.Attribute);
        string name = attribute.Name switch
        {
            QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
            AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => "",
        };
        return name.EndsWith(Word, StringComparison.Ordinal) ? name.Substring(0, name.Length - Word.Length) : name;
    }
}
