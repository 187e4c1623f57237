namespace Denormalized.Tool.Infer.Input;

/// <summary>The input cannot be read. The message is for the user: what, where, what to do.</summary>
internal sealed class InputException : Exception
{
    public InputException(string message)
        : base(message)
    {
    }

    public InputException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
