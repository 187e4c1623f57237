using Denormalized.CompilerServices;

namespace Denormalized.Hosting;

/// <summary>A pipeline whose rows go into other tables than its own.</summary>
internal sealed class ReplayedRuntime(PipelineRuntime inner, PipelineInfo info) : PipelineRuntime
{
    public override PipelineInfo Info => info;

    public override DecodeError Error => inner.Error;

    /// <summary>The pipeline with outputs in the tables that <paramref name="table"/> says.</summary>
    public static PipelineRegistration Redirect(PipelineRegistration pipeline, Func<StreamInfo, string> table)
    {
        var info = pipeline.Info with { Outputs = [.. pipeline.Info.Outputs.Select(o => o with { Table = table(o) })] };
        return new PipelineRegistration(info, services => new ReplayedRuntime(pipeline.Create(services), info));
    }

    public override StepOutcome Process(int source, MessageEncoding encoding, ReadOnlySpan<byte> message, ulong outputs) =>
        inner.Process(source, encoding, message, outputs);

    public override void Discard() => inner.Discard();

    public override RecordColumns Output(int index) => inner.Output(index);

    protected override void Dispose(bool disposing) => inner.Dispose();
}
