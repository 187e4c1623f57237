namespace Denormalized.Schema;

/// <summary>
/// The released versions of a stream: <c>schemas/page_views.lock.json</c>. A version is named by the hash of its content and
/// of the versions it follows, so two branches that both add one meet as two heads, and an edit by hand shows.
/// </summary>
public sealed class StreamLock
{
    /// <summary>Behind the stream's name.</summary>
    public const string FileSuffix = ".lock.json";

    public StreamLock(string stream, CompatibilityMode mode, IReadOnlyList<LockVersion> versions)
    {
        Stream = stream;
        Mode = mode;
        Versions = versions;
        var followed = new HashSet<string>(versions.SelectMany(v => v.Parents), StringComparer.Ordinal);
        Heads = versions.Where(v => !followed.Contains(v.Id)).ToArray();
    }

    /// <summary>Name of the stream in Avro, and of the file.</summary>
    public string Stream { get; }

    /// <summary>What a new version must get along with. The one thing in the file that people may set.</summary>
    public CompatibilityMode Mode { get; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<LockVersion> Versions { get; }

    /// <summary>Versions that no other follows: one, unless branches were merged.</summary>
    public IReadOnlyList<LockVersion> Heads { get; }

    /// <summary>
    /// The versions whose data and readers count: what stands before a version that was accepted although it breaks them is past.
    /// </summary>
    public IReadOnlyList<LockVersion> Living
    {
        get
        {
            int first = Versions.Count - 1;
            while (first > 0 && !Versions[first].IsBreaking)
            {
                first--;
            }

            return Versions.Skip(Math.Max(0, first)).ToArray();
        }
    }

    /// <exception cref="LockException">It is no lock.</exception>
    public static StreamLock Parse(string text) => LockParser.Parse(text);

    /// <summary>The lock of a stream that had none.</summary>
    public static StreamLock Begin(string stream, StreamShape shape, CompatibilityMode mode = CompatibilityMode.Backward)
        => new StreamLock(stream, mode, []).With(shape, isBreaking: false);

    /// <summary>The lock with one more version, which follows all heads.</summary>
    /// <param name="shape">The new version, its fields in any numbering.</param>
    /// <param name="isBreaking">It was accepted although it breaks what is there.</param>
    public StreamLock With(StreamShape shape, bool isBreaking)
        => new(Stream, Mode, [.. Versions, LockVersion.Of(Heads.Select(h => h.Id).ToEquatableArray(), isBreaking, Numbered(shape))]);

    /// <summary>The lock as a version and those before it left it.</summary>
    public StreamLock UpTo(LockVersion version)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal) { version.Id };
        foreach (LockVersion v in Versions.Reverse().Where(v => wanted.Contains(v.Id)))
        {
            wanted.UnionWith(v.Parents);
        }

        return new StreamLock(Stream, Mode, Versions.Where(v => wanted.Contains(v.Id)).ToArray());
    }

    public StreamLock With(CompatibilityMode mode) => new(Stream, mode, Versions);

    /// <summary>The file's text.</summary>
    public string Print() => LockPrinter.Print(this);

    /// <summary>A field keeps its number under its path or a former one; a new one gets the next.</summary>
    private StreamShape Numbered(StreamShape shape)
    {
        ShapeField[] known = Heads.SelectMany(h => h.Shape.Fields).ToArray();
        int next = Versions.SelectMany(v => v.Shape.Fields).Select(f => f.Id).DefaultIfEmpty(0).Max();
        var fields = new List<ShapeField>();
        foreach (ShapeField field in shape.Fields)
        {
            ShapeField? same = known.FirstOrDefault(k => k.Path == field.Path)
                ?? known.FirstOrDefault(k => k.Parent == field.Parent && field.Aliases.Contains(k.Name));
            fields.Add(field with { Id = same?.Id ?? ++next });
        }

        return shape with { Fields = fields.ToEquatableArray() };
    }
}
