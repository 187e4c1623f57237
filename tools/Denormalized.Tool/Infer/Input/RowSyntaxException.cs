namespace Denormalized.Tool.Infer.Input;

/// <summary>The text is no JSON: where, counted in bytes from the beginning of the buffer, and what was expected there.</summary>
internal sealed class RowSyntaxException(int offset, string message) : Exception(message)
{
    public int Offset => offset;
}
