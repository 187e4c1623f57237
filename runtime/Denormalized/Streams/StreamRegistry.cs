using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Denormalized;

/// <summary>Finds the generated codec of a record type, without reflection: generated code registers itself.</summary>
public static class StreamRegistry
{
    /// <summary>The codec of <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">No code was generated for the type.</exception>
    public static StreamCodec<T> Get<T>()
    {
        if (Slot<T>.Codec is null)
        {
            // The registration is a module initialiser, which runs when the first method of the module does: a contracts
            // assembly of which only types were named has not run any yet.
            RunInitializers(typeof(T));
        }

        return Slot<T>.Codec ?? throw new InvalidOperationException(
            $"No stream is declared for '{typeof(T)}'. Put [Stream] on the type, or [assembly: StreamOf(typeof(...))] for a closed generic one, and reference the Denormalized package in that project.");
    }

    /// <summary>A closed generic type is declared in its own assembly, or in that of a type argument.</summary>
    private static void RunInitializers(Type type)
    {
        RuntimeHelpers.RunModuleConstructor(type.Module.ModuleHandle);
        foreach (Type argument in type.GenericTypeArguments)
        {
            RunInitializers(argument);
        }
    }

    /// <summary>Called by generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Register<T>(StreamCodec<T> codec) => Slot<T>.Codec = codec;

    private static class Slot<T>
    {
        internal static StreamCodec<T>? Codec;
    }
}
