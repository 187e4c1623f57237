using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>A pipeline class as generated code registered it.</summary>
/// <param name="Info">What is known without an instance.</param>
/// <param name="Create">Makes a runtime; services for the constructor of the user's class come from the argument.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record PipelineRegistration(PipelineInfo Info, Func<IServiceProvider, PipelineRuntime> Create);

/// <summary>Finds the generated runtime of a pipeline class, without reflection: generated code registers itself.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PipelineRegistry
{
    /// <summary>Called by a generated module initialiser, once for each pipeline class.</summary>
    public static void Register<TPipeline>(PipelineInfo info, Func<IServiceProvider, PipelineRuntime> create) =>
        Slot<TPipeline>.Registration = new PipelineRegistration(info, create);

    /// <summary>The registration of <typeparamref name="TPipeline"/>.</summary>
    /// <exception cref="InvalidOperationException">No code was generated for the class.</exception>
    public static PipelineRegistration Get<TPipeline>()
    {
        if (Slot<TPipeline>.Registration is null)
        {
            // A module initialiser runs when the first method of its module does; naming a type of it is not enough.
            RuntimeHelpers.RunModuleConstructor(typeof(TPipeline).Module.ModuleHandle);
        }

        return Slot<TPipeline>.Registration ?? throw new InvalidOperationException(
            $"'{typeof(TPipeline)}' is no pipeline: put [Pipeline(\"name\")] on it, make it partial, and reference the Denormalized package in its project.");
    }

    /// <summary>A constructor argument of a pipeline class, from the container.</summary>
    /// <exception cref="InvalidOperationException">The service is not registered.</exception>
    public static TService Service<TService>(IServiceProvider services, string pipeline) =>
        (TService)(services.GetService(typeof(TService)) ?? throw new InvalidOperationException(
            $"The constructor of pipeline '{pipeline}' asks for '{typeof(TService)}', which is not registered. Add it to builder.Services."));

    private static class Slot<TPipeline>
    {
        internal static PipelineRegistration? Registration;
    }
}
