using Denormalized.CompilerServices;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;
using Microsoft.Extensions.Logging;

namespace Denormalized.Hosting;

/// <summary>Checks that what a registry has for the topics of a pipeline can be read as its records, before the first message becomes a dead letter.</summary>
internal sealed class RegistryCheck(ISchemaRegistry registry, ILogger logger)
{
    /// <summary>Returns when the latest schema of every topic can be read, or there is none.</summary>
    /// <exception cref="PipelineStartException">One cannot, or the registry of a pipeline that reads Avro only does not answer.</exception>
    public async Task RunAsync(PipelineInfo pipeline, PipelineOptions options, CancellationToken cancellationToken)
    {
        // Without framing no message names a schema; where subjects are called otherwise it is not known which is meant.
        if (options.Format is MessageFormat.Json or MessageFormat.AvroPlain or MessageFormat.AvroSingleObject || !options.CheckSubject)
        {
            return;
        }

        foreach (var source in pipeline.Sources.Where(s => s.AvroSchema.Length > 0))
        {
            try
            {
                await CheckAsync(source, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is SchemaRegistryException or AvroSchemaException)
            {
                if (options.Format == MessageFormat.Avro)
                {
                    throw new PipelineStartException($"The schema registry {registry.Description} does not say what topic '{source.Topic}' holds: {error.Message} Check SchemaRegistry:Url and that it runs.", error);
                }

                Log.Guarantee(logger, pipeline.Name, $"the schema registry {registry.Description} does not say what topic '{source.Topic}' holds: {error.Message} Messages in JSON do not need it");
            }
        }
    }

    private async Task CheckAsync(StreamInfo source, CancellationToken cancellationToken)
    {
        var subject = SubjectNames.Of(SubjectNaming.TopicName, source.Topic, "");
        if (await registry.VersionAsync(subject, cancellationToken: cancellationToken).ConfigureAwait(false) is not { Schema.Type: "AVRO" } registered)
        {
            return;
        }

        var writer = await RegistryAvro.ParseAsync(registry, registered.Schema, AvroParsing.Lenient, cancellationToken).ConfigureAwait(false);
        AvroResolution.Of(writer, AvroSchema.Parse(source.AvroSchema), out var conflicts);
        if (conflicts.Count > 0)
        {
            throw new PipelineStartException(
                $"Version {registered.Version} of '{subject}' in {registry.Description} cannot be read as record {source.Name}: {string.Join("; ", conflicts)}. "
                + "Its messages would become dead letters. Change the record so that it reads them (a default, [Alias], the former type): "
                + $"`dotnet denormalized diff --against registry --stream {source.Name}` says what differs. Where the topic's subject is called otherwise, set CheckSubject of the pipeline to false.");
        }
    }
}
