using System.Text.Json;

namespace Denormalized.Tool.Infer.Input;

/// <summary>
/// Finds the tokens at which rows begin. Rows are the values at a path; an array there holds rows, and so does an
/// array on the top level.
/// </summary>
internal sealed class RowLocator(RowPath path)
{
    private readonly List<Level> _levels = [];
    private bool _keyMatches;

    private enum LevelKind
    {
        /// <summary>Not on the path.</summary>
        Other,

        /// <summary>An object in which the next segment is a key.</summary>
        Key,

        /// <summary>An array, all elements of which go on with the path.</summary>
        Elements,
    }

    private readonly record struct Level(LevelKind Kind, int Segment);

    /// <summary>Inside an array whose elements are rows.</summary>
    public bool InsideRows => _levels.Count > 0 && _levels[^1] is { Kind: LevelKind.Elements } level && level.Segment == path.Segments.Count;

    /// <summary>Looks at a token outside of rows; true when a row begins with it.</summary>
    public bool Begins(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                Level level = _levels[^1];
                _keyMatches = level.Kind == LevelKind.Key && reader.ValueTextEquals(path.Segments[level.Segment]);
                return false;
            case JsonTokenType.EndArray or JsonTokenType.EndObject:
                _levels.RemoveAt(_levels.Count - 1);
                return false;
            default:
                return Value(reader.TokenType);
        }
    }

    private bool Value(JsonTokenType token)
    {
        int segment = Matched(out bool rowArray);
        bool array = token == JsonTokenType.StartArray;
        if (segment == path.Segments.Count && (!array || rowArray))
        {
            return true;
        }

        if (array || token == JsonTokenType.StartObject)
        {
            _levels.Add(Inside(segment, array));
        }

        return false;
    }

    /// <summary>Segments matched once the value that begins is entered; -1 off the path.</summary>
    /// <param name="isElement">The value is an element of the array of rows.</param>
    private int Matched(out bool isElement)
    {
        isElement = false;
        if (_levels.Count == 0)
        {
            return 0;
        }

        Level level = _levels[^1];
        switch (level.Kind)
        {
            case LevelKind.Elements:
                isElement = level.Segment == path.Segments.Count;
                return level.Segment;
            case LevelKind.Key when _keyMatches:
                return level.Segment + 1;
            default:
                return -1;
        }
    }

    private Level Inside(int segment, bool array)
    {
        if (segment < 0)
        {
            return new Level(LevelKind.Other, 0);
        }

        if (array)
        {
            // The array of rows, an array named by [*], or the top level, where an array stands for its elements.
            bool named = segment < path.Segments.Count && path.Segments[segment] is null;
            bool open = named || segment == path.Segments.Count || _levels.Count == 0;
            return open ? new Level(LevelKind.Elements, named ? segment + 1 : segment) : new Level(LevelKind.Other, 0);
        }

        return path.Segments[segment] is null ? new Level(LevelKind.Other, 0) : new Level(LevelKind.Key, segment);
    }
}
