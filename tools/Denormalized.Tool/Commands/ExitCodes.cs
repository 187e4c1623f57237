namespace Denormalized.Tool.Commands;

internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The input or the surroundings are wrong.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;
}
