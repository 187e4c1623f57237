using System.Text.Json;

namespace Denormalized.Tool.Infer.Input;

/// <summary>
/// Finds the values at which rows begin. Rows are the values at a path; an array there holds rows, and so does an
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

        /// <summary>An array or object, all values of which go on with the path.</summary>
        Elements,
    }

    private readonly record struct Level(LevelKind Kind, int Segment, bool IsArray);

    /// <summary>Inside an array whose elements are rows.</summary>
    public bool InsideRows => _levels.Count > 0 && _levels[^1] is { Kind: LevelKind.Elements } level && level.Segment == path.Segments.Count;

    /// <summary>Arrays and objects around the place.</summary>
    public int Depth => _levels.Count;

    /// <summary>The innermost of them is an array.</summary>
    public bool InArray => _levels[^1].IsArray;

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
                Leave();
                return false;
            default:
                return Begins(array: reader.TokenType == JsonTokenType.StartArray, obj: reader.TokenType == JsonTokenType.StartObject);
        }
    }

    /// <summary>The key of the value that comes next.</summary>
    public void Key(ReadOnlySpan<byte> key)
    {
        Level level = _levels[^1];
        _keyMatches = level.Kind == LevelKind.Key && key.SequenceEqual(path.Segments[level.Segment]);
    }

    /// <summary>An array or object ends.</summary>
    public void Leave() => _levels.RemoveAt(_levels.Count - 1);

    /// <summary>A value begins: true when it is a row. An array or object that is none is entered.</summary>
    public bool Begins(bool array, bool obj)
    {
        int segment = Matched(out bool rowArray);
        if (segment == path.Segments.Count && (!array || rowArray))
        {
            return true;
        }

        if (array || obj)
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
            return new Level(LevelKind.Other, 0, array);
        }

        if (array)
        {
            // The array of rows, an array named by [*], or the top level, where an array stands for its elements.
            bool named = segment < path.Segments.Count && path.Segments[segment] is null;
            bool open = named || segment == path.Segments.Count || _levels.Count == 0;
            return open ? new Level(LevelKind.Elements, named ? segment + 1 : segment, array) : new Level(LevelKind.Other, 0, array);
        }

        return path.Segments[segment] is null ? new Level(LevelKind.Elements, segment + 1, array) : new Level(LevelKind.Key, segment, array);
    }
}
