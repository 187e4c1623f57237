using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Evidence;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Infer;

/// <summary>What was read and what follows from it.</summary>
internal sealed record InferenceResult
{
    public required Decision Root { get; init; }

    public required long Rows { get; init; }

    public required long Bytes { get; init; }

    public required long Skipped { get; init; }

    /// <summary>The first errors that were skipped, and what was recognised about the inputs.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The limit was reached before the end of the input.</summary>
    public required bool Limited { get; init; }
}

/// <summary>Reads inputs and decides.</summary>
internal static class Inference
{
    /// <exception cref="InputException">An input cannot be read or holds no rows.</exception>
    public static InferenceResult Run(
        IEnumerable<string> paths, ReadOptions options, Action<JsonRows>? advanced = null, CancellationToken cancellation = default) =>
        Run(paths.Select(InputSource.Open), options, advanced, cancellation);

    public static InferenceResult Run(
        IEnumerable<InputSource> sources, ReadOptions options, Action<JsonRows>? advanced = null, CancellationToken cancellation = default)
    {
        var root = new PathEvidence();
        JsonRows? rows = null;
        rows = new JsonRows(root, options) { Advanced = () => advanced?.Invoke(rows!) };
        var notes = new List<string>();
        foreach (InputSource source in sources)
        {
            using (source)
            {
                notes.AddRange(source.Notes.Select(n => $"{source.Name}: {n}"));
                rows.Read(source, cancellation);
                if (options.Path.Segments.Count == 0)
                {
                    source.Declare(root);
                }
            }

            if (rows.Done)
            {
                break;
            }
        }

        if (rows.Rows == 0)
        {
            throw new InputException(NoRows(options, rows));
        }

        return new InferenceResult
        {
            Root = Decider.Decide(root),
            Rows = rows.Rows,
            Bytes = rows.Bytes,
            Skipped = rows.Skipped,
            Notes = [.. notes, .. rows.Errors],
            Limited = rows.Done,
        };
    }

    private static string NoRows(ReadOptions options, JsonRows rows)
    {
        string where = options.Path.Segments.Count == 0 ? "in the input" : $"at {options.Path.Text}";
        string skipped = rows.Skipped > 0 ? $" {rows.Skipped:N0} lines were skipped; the first: {rows.Errors[0]}" : "";
        return $"No rows {where}.{skipped}";
    }
}
