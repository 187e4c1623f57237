using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Diagnostics;

/// <summary>DNZ1xx: what is wrong with a pipeline. Each is reported at the expression or declaration itself.</summary>
internal static class PipelineDiagnostics
{
    private const string Category = "Denormalized.Pipelines";

    public static readonly DiagnosticDescriptor NotPartial = Error(
        "DNZ101", "A pipeline must be partial", "'{0}' must be partial: the code of its lambdas is emitted into it, so that it reaches private members and services");

    public static readonly DiagnosticDescriptor InvalidName = Error(
        "DNZ102", "A pipeline's name is not usable", "'{0}' is no usable pipeline name: use 1 to 200 of the letters a-z and A-Z, digits, '.', '_' and '-'");

    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "DNZ103", "Two pipelines have one name", "Pipeline '{0}' is declared by '{1}' as well: they would share a consumer group and each get half of the messages; give one another name");

    public static readonly DiagnosticDescriptor UnsupportedClass = Error(
        "DNZ104", "A class cannot be a pipeline", "'{0}' cannot be a pipeline, because {1}");

    public static readonly DiagnosticDescriptor Constructor = Error(
        "DNZ105", "A pipeline cannot be constructed", "'{0}' cannot be constructed: {1}");

    public static readonly DiagnosticDescriptor MethodShape = Error(
        "DNZ106", "A pipeline method has the wrong shape", "'{0}' {1}; a stream of a pipeline is a public method such as: public IStream<Out> {0}(IStream<In> rows) => rows.Select(...)");

    public static readonly DiagnosticDescriptor NotAStream = Error(
        "DNZ107", "A type is no stream", "'{0}' has no [Stream]: a pipeline reads from topics and writes to tables, which only [Stream] types have");

    public static readonly DiagnosticDescriptor UnsupportedOperator = Error(
        "DNZ108", "An operator is not supported", "'{0}' cannot be used in a pipeline: only Where and Select of IStream<T> can");

    public static readonly DiagnosticDescriptor LambdaNotInPlace = Error(
        "DNZ109", "A lambda must be written in place", "'{0}' is a value, whose code is not known at compile time: write a lambda or name a method here");

    public static readonly DiagnosticDescriptor NotAChain = Error(
        "DNZ110", "A pipeline method must be one chain", "This is not part of a chain of operators over '{0}': a pipeline method is one expression, or one return statement, that starts at its parameter");

    public static readonly DiagnosticDescriptor Captured = Error(
        "DNZ111", "A lambda captures something of the method", "'{0}' belongs to the method, which is never called: make it a field, a constant or a constructor parameter of '{1}'");

    public static readonly DiagnosticDescriptor NoMethods = Error(
        "DNZ112", "A pipeline has no streams", "'{0}' has no method that takes and returns IStream<T>: add one such as public IStream<Out> Name(IStream<In> rows) => rows.Select(...)");

    public static readonly DiagnosticDescriptor TooManyOutputs = Error(
        "DNZ113", "A pipeline has too many streams", "'{0}' has {1} methods, and a pipeline can have 64: split the class");

    public static readonly DiagnosticDescriptor FileLocalType = Error(
        "DNZ114", "A file-local type cannot be used", "'{0}' is local to this file, and the lambda is emitted into another one: make it internal or nest it in '{1}'");

    public static readonly DiagnosticDescriptor NotBound = Error(
        "DNZ115", "A call has no meaning at compile time", "'{0}' could not be resolved: fix the errors in this call; code that another source generator makes cannot be used where it decides a type");

    private static DiagnosticDescriptor Error(string id, string title, string message)
        => new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
