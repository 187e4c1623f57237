namespace Denormalized;

/// <summary>A file is not Apache Parquet, damaged, or of a kind that is not read; the message says what and where.</summary>
public sealed class ParquetException : FormatException
{
    internal ParquetException(string message, ParquetPlace place, Exception? cause = null)
        : base($"{place}: {message.TrimEnd('.')}.", cause) => Place = place;

    /// <summary>Where in the file.</summary>
    public ParquetPlace Place { get; }
}

/// <summary>A place in a Parquet file.</summary>
/// <param name="File">Its name, where it has one.</param>
/// <param name="RowGroup">Number of the row group from 0; null outside of them.</param>
/// <param name="Column">Path of the column, with dots; null outside of columns.</param>
/// <param name="Offset">Offset in the file, in bytes.</param>
public readonly record struct ParquetPlace(string? File, int? RowGroup, string? Column, long Offset)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string text = File is null ? "Parquet file" : $"Parquet file '{File}'";
        text += RowGroup is null ? "" : $", row group {RowGroup}";
        text += Column is null ? "" : $", column '{Column}'";
        return $"{text}, byte {Offset}";
    }
}
