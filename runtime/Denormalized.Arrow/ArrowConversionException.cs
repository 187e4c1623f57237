namespace Denormalized;

/// <summary>A column has no form in Arrow, or an array none in a column. The message names the column and what to do.</summary>
/// <param name="message">Which column, why, and the remedy.</param>
public sealed class ArrowConversionException(string message) : Exception(message);
