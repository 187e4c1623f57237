using System.Globalization;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>
/// Writes an expression that does not depend on the row again as C#, fully qualified, for generated code, which stands
/// elsewhere: captured variables are read from the lambda's closure, everything else must be accessible from there.
/// </summary>
internal sealed class CapturedCode(Compilation compilation, Captures captures, IParameterSymbol? args)
{
    /// <summary>Where the generated code will be.</summary>
    public IAssemblySymbol Assembly => compilation.Assembly;

    public string Write(IOperation operation)
    {
        if (operation.ConstantValue is { HasValue: true } constant && operation.Type is not null)
        {
            return Constant(constant.Value, operation.Type);
        }

        return operation switch
        {
            ILiteralOperation { Type: null } => "null",
            ILocalReferenceOperation local => Root(local.Local.Name, local.Type!, local.Syntax),
            IParameterReferenceOperation p when SymbolEqualityComparer.Default.Equals(p.Parameter, args) => $"(({TypeName(p.Type!, p.Syntax)})(object)args!)",
            IParameterReferenceOperation parameter => Root(parameter.Parameter.Name, parameter.Type!, parameter.Syntax),
            IInstanceReferenceOperation self => Root("this", self.Type!, self.Syntax),
            IMemberReferenceOperation member => Member(member),
            IInvocationOperation call => Call(call),
            IConversionOperation conversion => Convert(conversion),
            IBinaryOperation binary => $"({Write(binary.LeftOperand)} {Operator(binary)} {Write(binary.RightOperand)})",
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => $"(!{Write(not.Operand)})",
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus => $"(-{Write(minus.Operand)})",
            IParenthesizedOperation inner => Write(inner.Operand),
            ICoalesceOperation coalesce => $"({Write(coalesce.Value)} ?? {Write(coalesce.WhenNull)})",
            IConditionalOperation { WhenFalse: { } otherwise } choice => $"({Write(choice.Condition)} ? {Write(choice.WhenTrue)} : {Write(otherwise)})",
            IObjectCreationOperation { Initializer: null } creation => $"new {TypeName(creation.Type!, creation.Syntax)}({Arguments(creation.Arguments)})",
            IArrayCreationOperation { Initializer: { } initializer } array =>
                $"new {TypeName(((IArrayTypeSymbol)array.Type!).ElementType, array.Syntax)}[] {{ {string.Join(", ", initializer.ElementValues.Select(Write))} }}",
            ICollectionExpressionOperation { Type: { } type } list when list.Elements.All(e => e is not ISpreadOperation) =>
                $"(({TypeName(type, list.Syntax)})[{string.Join(", ", list.Elements.Select(Write))}])",
            IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } isNull => $"({Write(isNull.Value)} is null)",
            IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } } isNotNull => $"({Write(isNotNull.Value)} is not null)",
            IDefaultValueOperation value => $"default({TypeName(value.Type!, value.Syntax)})",
            ITupleOperation tuple => $"({string.Join(", ", tuple.Elements.Select(Write))})",
            _ => throw QueryException.Capture(operation.Syntax, "it is more than a variable, a member, a call or an operator"),
        };
    }

    private string Root(string name, ITypeSymbol type, SyntaxNode at) => $"(({TypeName(type, at)}){captures.Root(name)}!)";

    private string Member(IMemberReferenceOperation reference)
    {
        ISymbol member = reference.Member;
        if (reference is not (IFieldReferenceOperation or IPropertyReferenceOperation))
        {
            throw QueryException.Capture(reference.Syntax, "it is no field or property");
        }

        bool accessible = IsAccessible(member) && (member is not IPropertySymbol { GetMethod: { } getter } || IsAccessible(getter));
        if (reference.Instance is null)
        {
            return accessible
                ? $"{TypeName(member.ContainingType, reference.Syntax)}.{TypeNames.Escape(member.Name)}"
                : throw QueryException.Capture(reference.Syntax, $"'{member.Name}' is static and not accessible");
        }

        if (accessible && IsNameable(reference.Instance.Type!))
        {
            string index = reference is IPropertyReferenceOperation { Arguments: { Length: > 0 } arguments } ? $"[{Arguments(arguments)}]" : "";
            return index.Length > 0 ? $"{Write(reference.Instance)}{index}" : $"{Write(reference.Instance)}.{TypeNames.Escape(ProjectionMembers.NameOf(member))}";
        }

        return Private(reference);
    }

    /// <summary>Private fields and auto-properties are read like the closure itself, from a captured variable on.</summary>
    private string Private(IMemberReferenceOperation reference)
    {
        var path = new List<string>();
        IOperation? current = reference;
        while (current is IMemberReferenceOperation { Instance: { } instance } step)
        {
            if (step.Member is not IFieldSymbol && !IsAutoProperty(step.Member))
            {
                throw QueryException.Capture(step.Syntax, $"'{step.Member.Name}' is not accessible");
            }

            path.Insert(0, step.Member.Name);
            captures.Keep(step.Member.ContainingType);
            current = instance;
        }

        string? root = current switch
        {
            ILocalReferenceOperation local => local.Local.Name,
            IParameterReferenceOperation parameter when !SymbolEqualityComparer.Default.Equals(parameter.Parameter, args) => parameter.Parameter.Name,
            IInstanceReferenceOperation => "this",
            _ => null,
        };
        return root is null
            ? throw QueryException.Capture(reference.Syntax, $"'{reference.Member.Name}' is not accessible")
            : $"(({TypeName(reference.Type!, reference.Syntax)}){captures.Root(root, path.ToArray())}!)";
    }

    private static bool IsAutoProperty(ISymbol member)
        => member is IPropertySymbol property
            && property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));

    private string Call(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (!IsAccessible(method))
        {
            throw QueryException.Capture(call.Syntax, $"'{method.Name}' is not accessible");
        }

        string types = method.TypeArguments.Length == 0 ? "" : $"<{string.Join(", ", method.TypeArguments.Select(t => TypeName(t, call.Syntax)))}>";
        string receiver = call.Instance is { } instance ? Write(instance) : TypeName(method.ContainingType, call.Syntax);
        return $"{receiver}.{TypeNames.Escape(method.Name)}{types}({Arguments(call.Arguments)})";
    }

    private string Arguments(IReadOnlyList<IArgumentOperation> arguments)
    {
        if (arguments.FirstOrDefault(a => a.Parameter is null or { RefKind: not (RefKind.None or RefKind.In) }) is { } byReference)
        {
            throw QueryException.Capture(byReference.Syntax, "it is passed by reference");
        }

        return string.Join(", ", arguments
            .Where(a => a.ArgumentKind != ArgumentKind.DefaultValue)
            .SelectMany(a => a is { ArgumentKind: ArgumentKind.ParamArray, Value: IArrayCreationOperation { Initializer: { } list } }
                ? list.ElementValues.Select(Write)
                : [$"{TypeNames.Escape(a.Parameter!.Name)}: {Write(a.Value)}"]));
    }

    private string Convert(IConversionOperation conversion)
        => conversion.Type is null || conversion.Operand.ConstantValue is { HasValue: true, Value: null } || conversion.Conversion.IsIdentity
            ? Write(conversion.Operand)
            : $"(({TypeName(conversion.Type, conversion.Syntax)}){Write(conversion.Operand)})";

    private static string Operator(IBinaryOperation binary) => binary.OperatorKind switch
    {
        BinaryOperatorKind.Add => "+",
        BinaryOperatorKind.Subtract => "-",
        BinaryOperatorKind.Multiply => "*",
        BinaryOperatorKind.Divide => "/",
        BinaryOperatorKind.Remainder => "%",
        BinaryOperatorKind.Equals => "==",
        BinaryOperatorKind.NotEquals => "!=",
        BinaryOperatorKind.LessThan => "<",
        BinaryOperatorKind.LessThanOrEqual => "<=",
        BinaryOperatorKind.GreaterThan => ">",
        BinaryOperatorKind.GreaterThanOrEqual => ">=",
        BinaryOperatorKind.ConditionalAnd => "&&",
        BinaryOperatorKind.ConditionalOr => "||",
        BinaryOperatorKind.And => "&",
        BinaryOperatorKind.Or => "|",
        BinaryOperatorKind.ExclusiveOr => "^",
        BinaryOperatorKind.LeftShift => "<<",
        BinaryOperatorKind.RightShift => ">>",
        _ => throw QueryException.Capture(binary.Syntax, $"operator {binary.OperatorKind} is not known here"),
    };

    private string Constant(object? value, ITypeSymbol type) => value switch
    {
        null => type.IsReferenceType || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? "null" : "default",
        string text => Literals.Text(text),
        char character => SymbolDisplay.FormatLiteral(character, quote: true),
        bool flag => flag ? "true" : "false",
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        float number when float.IsNaN(number) || float.IsInfinity(number) => $"(float){Constant((double)number, type)}",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        IFormattable number => $"(({TypeNames.Clr(type)})({number.ToString(null, CultureInfo.InvariantCulture)}))",
        _ => throw new InvalidOperationException($"no literal for {value.GetType()}"),
    };

    /// <summary>The type as generated code writes it; an error where it cannot.</summary>
    public string TypeName(ITypeSymbol type, SyntaxNode at)
    {
        if (!IsNameable(type))
        {
            throw QueryException.Capture(at, $"type '{type.ToDisplayString()}' has no name that generated code may use");
        }

        return TypeNames.Clr(type);
    }

    private bool IsAccessible(ISymbol symbol) => compilation.IsSymbolAccessibleWithin(symbol, compilation.Assembly) && !InFileLocalType(symbol);

    private static bool InFileLocalType(ISymbol symbol)
    {
        for (INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal)
            {
                return true;
            }
        }

        return false;
    }

    public bool IsNameable(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsNameable(array.ElementType),
        ITypeParameterSymbol or IDynamicTypeSymbol or IPointerTypeSymbol or IFunctionPointerTypeSymbol => false,
        INamedTypeSymbol { IsAnonymousType: true } => false,
        INamedTypeSymbol named => IsAccessible(named) && named.TypeArguments.All(IsNameable) && (named.ContainingType is null || IsNameable(named.ContainingType)),
        _ => false,
    };
}
