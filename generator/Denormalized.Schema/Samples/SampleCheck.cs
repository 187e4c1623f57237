namespace Denormalized.Schema;

/// <summary>
/// Whether sample rows still decode as a record, known before anything runs. What the generated decoder takes passes here;
/// a few texts that it refuses may pass too, because a warning about a good row would be worse.
/// </summary>
public sealed class SampleCheck
{
    private readonly List<SampleMismatch> _found = [];
    private readonly int _most;

    private SampleCheck(int most) => _most = most;

    /// <param name="record">The record.</param>
    /// <param name="text">Rows of JSON: lines, values one behind the other, or an array of rows.</param>
    /// <param name="most">How many mismatches are enough.</param>
    public static IReadOnlyList<SampleMismatch> Check(RecordModel record, string text, int most)
    {
        var check = new SampleCheck(most);
        try
        {
            foreach (JsonValue row in JsonReader.ReadRows(text, static (message, position) => new SampleException(message, position)))
            {
                check.Record(record, row, "$");
                if (check._found.Count >= most)
                {
                    break;
                }
            }
        }
        catch (SampleException error)
        {
            check.Add(error.Position, error.Message);
        }

        return check._found;
    }

    private void Record(RecordModel record, JsonValue value, string path)
    {
        if (value.Kind != JsonKind.Object)
        {
            Mismatch(value, path, "an object is expected");
            return;
        }

        Dictionary<string, JsonValue> members = LastOfEach(value);
        RecordModel? whole = record.Hierarchy is { } hierarchy ? CaseOf(hierarchy, members, value, path) : record;
        foreach (FieldModel field in (whole?.Fields ?? []).Where(f => !f.IsSynthetic))
        {
            if (members.TryGetValue(field.Json, out JsonValue? member))
            {
                Value(field.Type, member, $"{path}.{field.Json}");
            }
            else if (field.IsRequired)
            {
                Add(value.Position, $"{path}.{field.Json} is missing, and required");
            }
        }
    }

    /// <summary>Of a key that stands twice the last value counts.</summary>
    private static Dictionary<string, JsonValue> LastOfEach(JsonValue value)
    {
        var members = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
        foreach (JsonMember member in value.Members)
        {
            members[member.Name] = member.Value;
        }

        return members;
    }

    private RecordModel? CaseOf(HierarchyModel hierarchy, Dictionary<string, JsonValue> members, JsonValue value, string path)
    {
        string cases = string.Join(", ", hierarchy.Cases.Select(c => c.Tag));
        if (!members.TryGetValue(hierarchy.Discriminator, out JsonValue? tag))
        {
            Add(value.Position, $"{path}.{hierarchy.Discriminator} is missing: it says which of {cases} the row is");
            return null;
        }

        if (hierarchy.Cases.FirstOrDefault(c => c.Tag == tag.Text && c.IsNumber == (tag.Kind == JsonKind.Number)) is { } found)
        {
            return found.Whole;
        }

        Mismatch(tag, $"{path}.{hierarchy.Discriminator}", $"one of {cases} is expected");
        return null;
    }

    private void Value(TypeUse use, JsonValue value, string path)
    {
        if (value.Kind == JsonKind.Null && (use.IsNullable || Unwrapped(use.Type) is JsonType))
        {
            return;
        }

        switch (Unwrapped(use.Type))
        {
            case NestedType nested:
                Record(nested.Record, value, path);
                break;
            case ArrayType array when value.Kind == JsonKind.Array:
                Elements(array, value, path);
                break;
            case MapType map when value.Kind == JsonKind.Object:
                foreach (JsonMember member in value.Members)
                {
                    Value(map.Value, member.Value, $"{path}.{member.Name}");
                }

                break;
            case var scalar when !ScalarSample.IsRead(scalar, value):
                Mismatch(value, path, $"{LogicalTypeText.Of(use)} is expected");
                break;
        }
    }

    private void Elements(ArrayType array, JsonValue value, string path)
    {
        if (array.Length is { } length && value.Items.Count != length)
        {
            Add(value.Position, $"{path} has {value.Items.Count} elements, {length} are expected");
        }

        for (int i = 0; i < value.Items.Count && _found.Count < _most; i++)
        {
            Value(array.Item, value.Items[i], $"{path}[{i}]");
        }
    }

    private static LogicalType Unwrapped(LogicalType type) => type is WrapperType wrapper ? Unwrapped(wrapper.Inner) : type;

    private void Mismatch(JsonValue value, string path, string expected) => Add(value.Position, $"{path} is {Shown(value)}, {expected}");

    private void Add(TextPosition position, string message)
    {
        if (_found.Count < _most)
        {
            _found.Add(new SampleMismatch(position, message));
        }
    }

    private static string Shown(JsonValue value)
    {
        const int Most = 40;
        string text = value.Kind switch
        {
            JsonKind.Array => "an array",
            JsonKind.Object => "an object",
            _ => value.ToString(),
        };
        return text.Length <= Most ? text : text.Substring(0, Most) + "...";
    }

    private sealed class SampleException(string message, TextPosition position) : FormatException(message)
    {
        public TextPosition Position { get; } = position;
    }
}
