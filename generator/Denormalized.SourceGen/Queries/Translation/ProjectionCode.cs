using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Denormalized.SourceGen.Parse;
using Denormalized.SourceGen.Plan;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>One column of a projection: what is selected and how it is read.</summary>
/// <param name="Name">Its name in SQL.</param>
/// <param name="Text">Its expression, of exactly the type that is read.</param>
/// <param name="Use">What is read.</param>
internal sealed record ProjectionColumn(string Name, Sql Text, TypeUse Use);

/// <summary>
/// The result of a Select, or the key of a GroupBy: its columns, and C# that makes the object of their values. In
/// <see cref="Expression"/> the value of column n is written as the placeholder <see cref="Placeholder"/>.
/// </summary>
internal sealed class ProjectionCode
{
    private readonly List<ProjectionColumn> _columns = [];
    private readonly LambdaTranslator _translator;

    private ProjectionCode(LambdaTranslator translator) => _translator = translator;

    public IReadOnlyList<ProjectionColumn> Columns => _columns;

    public string Expression { get; private set; } = "";

    public static ProjectionCode Of(IOperation body, LambdaTranslator translator)
    {
        var code = new ProjectionCode(translator);
        code.Expression = code.Make(body, "", "value");
        return code;
    }

    /// <summary>The columns of a group's key, for which nothing is read.</summary>
    public static IReadOnlyList<(string Name, Sql Text)> Key(IOperation body, LambdaTranslator translator)
    {
        var items = new List<(string, Sql)>();
        AddKey(translator.Operand(body), body.Type, "");
        return items;

        void AddKey(Operand operand, ITypeSymbol? type, string path)
        {
            switch (operand)
            {
                case BundleOperand bundle:
                    foreach ((string name, Operand value) in bundle.Members)
                    {
                        ITypeSymbol? member = type is INamedTypeSymbol named ? ProjectionMembers.Of(named).FirstOrDefault(m => m.Name == name).Type : null;
                        AddKey(value, member, Join(path, name));
                    }

                    break;
                case SqlValue { Type: not NestedType } value:
                    items.Add((path, LambdaTranslator.KeyText(value, type)));
                    break;
                default:
                    throw new QueryException(QueryDiagnostics.WholeRow, body.Syntax, body.Syntax.ToString());
            }
        }
    }

    public static string Placeholder(int column) => $"\u0001{column}\u0002";

    /// <summary>The member that a constructor's argument fills: the property of its name.</summary>
    public static string MemberOf(IObjectCreationOperation creation, IArgumentOperation argument)
    {
        string parameter = argument.Parameter!.Name;
        return ProjectionMembers.Of((INamedTypeSymbol)creation.Type!)
            .Select(m => m.Name)
            .FirstOrDefault(n => string.Equals(n, parameter, StringComparison.OrdinalIgnoreCase)) ?? parameter;
    }

    private string Make(IOperation operation, string path, string scalarName)
    {
        switch (operation)
        {
            case IParenthesizedOperation inner:
                return Make(inner.Operand, path, scalarName);
            case IConversionOperation { Operand: IAnonymousObjectCreationOperation or IObjectCreationOperation or ITupleOperation } conversion:
                return Make(conversion.Operand, path, scalarName);
            case IAnonymousObjectCreationOperation anonymous:
                return $"new {{ {string.Join(", ", anonymous.Initializers.OfType<ISimpleAssignmentOperation>().Select(i => AnonymousMember(i, path)))} }}";
            case ITupleOperation tuple:
                return $"({string.Join(", ", tuple.Elements.Select((e, i) => Cast(((INamedTypeSymbol)tuple.Type!).TupleElements[i].Type, Make(e, Join(path, $"Item{i + 1}"), ""), e)))})";
            case IObjectCreationOperation creation when ValueTypes.Scalar(creation.Type!) is null:
                return Creation(creation, path);
            default:
                return Leaf(operation, path.Length == 0 ? scalarName : path);
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private string AnonymousMember(ISimpleAssignmentOperation initializer, string path)
    {
        IPropertySymbol property = ((IPropertyReferenceOperation)initializer.Target).Property;
        string value = Make(initializer.Value, Join(path, property.Name), "");
        return $"{TypeNames.Escape(property.Name)} = {Cast(property.Type, value, initializer)}";
    }

    /// <summary>An anonymous type is the same type only where its members' types are.</summary>
    private string Cast(ITypeSymbol type, string value, IOperation at)
        => type.IsAnonymousType ? value : $"({_translator.Code.TypeName(type, at.Syntax)}{(type.IsReferenceType ? "?" : "")})({value})";

    private string Creation(IObjectCreationOperation creation, string path)
    {
        if (creation.Type is not INamedTypeSymbol type || !_translator.Code.IsNameable(type))
        {
            throw new QueryException(QueryDiagnostics.Result, creation.Syntax, creation.Type?.ToDisplayString() ?? "?", "the type is private or has no name: make it internal, or use an anonymous type");
        }

        if (StreamDeclaration.Find(type, _translator.Code.Assembly) is not null)
        {
            throw new QueryException(QueryDiagnostics.Result, creation.Syntax, type.ToDisplayString(), "it is a stream, whose rows come from its own table: select into another record or an anonymous type");
        }

        if (path.Length > 0)
        {
            throw new QueryException(QueryDiagnostics.Result, creation.Syntax, type.ToDisplayString(), "records within a result are not made: use an anonymous type there, or put its members into the result");
        }

        string arguments = string.Join(", ", creation.Arguments.Where(a => a.ArgumentKind != ArgumentKind.DefaultValue)
            .Select(a => $"{TypeNames.Escape(a.Parameter!.Name)}: {Make(a.Value, MemberOf(creation, a), "")}"));
        string[] members = (creation.Initializer?.Initializers ?? [])
            .Select(i => i is ISimpleAssignmentOperation { Target: IMemberReferenceOperation target } assignment
                ? $"{TypeNames.Escape(target.Member.Name)} = {Make(assignment.Value, target.Member.Name, "")}"
                : throw QueryException.Untranslatable(i.Syntax, "assign members one by one"))
            .ToArray();
        return $"new {TypeNames.Clr(type)}({arguments})" + (members.Length == 0 ? "" : $" {{ {string.Join(", ", members)} }}");
    }

    private string Leaf(IOperation operation, string name)
    {
        Operand operand = _translator.Operand(operation);
        if (operand is RowOperand { Row: var row } && operation.Type is INamedTypeSymbol { IsTupleType: var isTuple, IsAnonymousType: var isAnonymous } type && (isTuple || isAnonymous))
        {
            string path = name == "value" ? "" : name;
            string[] parts = ProjectionMembers.Of(type)
                .Select(m => (m.Name, Value: Cast(m.Type, Column(AsValue(row.Member(m.Name), operation), m.Type, Join(path, m.Name), operation), operation)))
                .Select(m => isTuple ? m.Value : $"{TypeNames.Escape(m.Name)} = {m.Value}")
                .ToArray();
            return isTuple ? $"({string.Join(", ", parts)})" : $"new {{ {string.Join(", ", parts)} }}";
        }

        return Column(AsValue(operand, operation), operation.Type!, name, operation);
    }

    private static SqlValue AsValue(Operand? operand, IOperation at)
        => operand as SqlValue ?? throw new QueryException(QueryDiagnostics.WholeRow, at.Syntax, at.Syntax.ToString());

    private string Column(SqlValue value, ITypeSymbol target, string name, IOperation at)
    {
        if (_columns.Any(c => c.Name == name))
        {
            throw QueryException.Untranslatable(at.Syntax, $"two members of the result are called '{name}'");
        }

        (Sql text, TypeUse use) = LambdaTranslator.ResultColumn(value, target, at.Syntax);
        _columns.Add(new ProjectionColumn(name, text, use));
        string read = Placeholder(_columns.Count - 1);
        if (value.Offset is not { } minutes)
        {
            return read;
        }

        _columns.Add(new ProjectionColumn(name + ".Offset", minutes, new TypeUse(new OffsetType { Clr = "short" }, IsNullable: false)));
        return Storage.WithOffset(read, Placeholder(_columns.Count - 1));
    }
}
