using Denormalized.CompilerServices;

namespace Denormalized;

/// <summary>
/// Memory of a thread through which messages become records. It is taken while it is used: a converter, called in the middle
/// of a record, may read another message.
/// </summary>
internal sealed class AvroInput
{
    [ThreadStatic]
    private static AvroInput? t_free;

    private AvroInput()
    {
    }

    /// <summary>Threads end without saying so.</summary>
    ~AvroInput() => Context.Dispose();

    public DecodeContext Context { get; } = new();

    /// <summary>The message in the record's own schema, where it came in another.</summary>
    public AvroBuffer Resolved { get; } = new();

    public static AvroInput Rent()
    {
        AvroInput input = t_free ?? new AvroInput();
        t_free = null;
        return input;
    }

    public void Return() => t_free = this;
}
