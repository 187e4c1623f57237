using Denormalized.CompilerServices;
using Microsoft.Extensions.Options;

namespace Denormalized.Hosting;

/// <summary>Refuses a start without the settings it needs. Nothing falls back to the embedded engines.</summary>
internal sealed class OptionsValidator(IEnumerable<PipelineRegistration> pipelines, IOptionsMonitor<PipelineOptions> pipelineOptions) : IValidateOptions<DenormalizedOptions>
{
    // For development alone: said in each message, because a first run is where this is met.
    private const string Embedded = "To run without servers, call UseEmbedded() in AddDenormalized or set Denormalized:Embedded=true.";

    public ValidateOptionsResult Validate(string? name, DenormalizedOptions options)
    {
        var failures = new List<string>();
        var onlyFiles = pipelines.Any() && pipelines.All(p => pipelineOptions.Get(p.Info.Name).Parquet is not null);
        if (!options.Embedded && !onlyFiles && string.IsNullOrWhiteSpace(options.ClickHouse))
        {
            failures.Add($"ConnectionStrings:clickhouse is missing (or ClickHouse:Host and its companions). {Embedded}");
        }

        if (!options.Embedded && pipelines.Any() && string.IsNullOrWhiteSpace(options.Kafka.BootstrapServers))
        {
            failures.Add($"Kafka:BootstrapServers is missing (or ConnectionStrings:kafka). {Embedded}");
        }

        if (options.Kafka.GroupId is not null)
        {
            failures.Add("Kafka:GroupId is set, but the group is the pipeline's name. Remove it, or choose the group with Denormalized:Pipelines:<name>:Group.");
        }

        foreach (var owned in (string[])["enable.auto.commit", "enable.auto.offset.store", "enable.partition.eof"])
        {
            if (options.Kafka[owned] is { } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase))
            {
                failures.Add($"Kafka:{owned} is '{value}', but offsets are committed by the host after the rows are stored. Remove it.");
            }
        }

        Positive(failures, options.LatencyTarget > TimeSpan.Zero, nameof(options.LatencyTarget));
        Positive(failures, options.InsertTimeout > TimeSpan.Zero, nameof(options.InsertTimeout));
        Positive(failures, options.StopTimeout > TimeSpan.Zero, nameof(options.StopTimeout));
        Positive(failures, options.BatchRows > 0, nameof(options.BatchRows));
        Positive(failures, options.BatchBytes > 0, nameof(options.BatchBytes));
        foreach (var pipeline in pipelines)
        {
            Check(failures, pipeline.Info);
        }

        foreach (var pipeline in pipelines.Where(p => pipelineOptions.Get(p.Info.Name).Parquet is { Path: "" }))
        {
            failures.Add($"{SettingsReader.Section}:Pipelines:{pipeline.Info.Name}:Parquet:Path is missing: the folder of its files.");
        }

        if (options.Replay.Pipeline is { } replayed && !pipelines.Any(p => p.Info.Name == replayed))
        {
            failures.Add($"{SettingsReader.Section}:Replay:Pipeline is '{replayed}', but this program runs {string.Join(", ", pipelines.Select(p => p.Info.Name).Order(StringComparer.Ordinal))}.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Positive(List<string> failures, bool positive, string name)
    {
        if (!positive)
        {
            failures.Add($"{SettingsReader.Section}:{name} must be greater than zero.");
        }
    }

    private static void Check(List<string> failures, PipelineInfo pipeline)
    {
        // '@' separates name and fingerprint in _pipeline; the rest is what Kafka allows in names of topics and so of groups.
        if (pipeline.Name.Length == 0 || !pipeline.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            failures.Add($"Pipeline name '{pipeline.Name}' is not valid: letters, digits, '.', '_' and '-'.");
        }

        if (pipeline.Outputs.Count > PipelineInfo.MaxOutputs)
        {
            failures.Add($"Pipeline '{pipeline.Name}' has {pipeline.Outputs.Count} outputs; {PipelineInfo.MaxOutputs} are possible. Make it two.");
        }

        foreach (var topic in pipeline.Sources.GroupBy(s => s.Topic, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            failures.Add($"Pipeline '{pipeline.Name}' reads topic '{topic.Key}' as {string.Join(" and as ", topic.Select(s => s.Name))}. One record per topic: make it two pipelines.");
        }

        foreach (var table in pipeline.Outputs.GroupBy(s => s.Table, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            failures.Add($"Pipeline '{pipeline.Name}' writes table '{table.Key}' by two methods. Each method has its own table, else their rows cannot be told apart after a crash.");
        }
    }
}
