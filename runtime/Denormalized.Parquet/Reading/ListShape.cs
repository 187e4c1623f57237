using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>The forms that lists have in files: the specification's three levels, and those of old writers.</summary>
internal static class ListShape
{
    /// <summary>The repeated group in a group that is a list or map; null when it is none.</summary>
    public static ParquetNode? Repeated(ParquetNode node) =>
        node.IsGroup && node.Children.Count == 1 && node.Children[0].Repetition == ParquetRepetition.Repeated ? node.Children[0] : null;

    /// <summary>Old writers have the element itself repeated, where the specification has a group with the element in it.</summary>
    public static bool IsElement(ParquetNode list, ParquetNode repeated) =>
        !repeated.IsGroup || repeated.Children.Count != 1 || repeated.Name == "array" || repeated.Name == list.Name + "_tuple"
        || repeated.Children[0].Repetition == ParquetRepetition.Repeated;
}
