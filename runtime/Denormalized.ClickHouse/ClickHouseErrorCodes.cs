namespace Denormalized.ClickHouse;

/// <summary>Codes of ClickHouse errors that this package reacts to.</summary>
internal static class ClickHouseErrorCodes
{
    public const int BadArguments = 36;
    public const int QueryWasCancelled = 394;
}
