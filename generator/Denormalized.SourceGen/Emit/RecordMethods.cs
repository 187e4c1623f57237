using System.Globalization;
using Denormalized.Schema;

namespace Denormalized.SourceGen.Emit;

/// <summary>One method for each record that a writer meets: names it where it is called, emits it once.</summary>
internal sealed class RecordMethods(string prefix)
{
    /// <summary>The codec has methods of these names.</summary>
    private static readonly HashSet<string> s_taken = new(StringComparer.Ordinal) { "WriteJson", "WriteAvro", "WriteRows", "TryReadRow" };

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Queue<RecordModel> _open = new();

    /// <summary>Name of the record's method.</summary>
    public string NameOf(RecordModel record)
    {
        if (!_names.TryGetValue(record.Key, out string name))
        {
            string stem = prefix + record.Name;
            name = stem;
            for (int i = 2; s_taken.Contains(name) || _names.Values.Contains(name); i++)
            {
                name = stem + i.ToString(CultureInfo.InvariantCulture);
            }

            _names.Add(record.Key, name);
            _open.Enqueue(record);
        }

        return name;
    }

    /// <summary>Emits the method of a record, and those that it names.</summary>
    public void EmitAll(RecordModel root, Action<RecordModel> emit)
    {
        NameOf(root);
        EmitNamed(emit);
    }

    /// <summary>Emits the methods that were named, and those that they name.</summary>
    public void EmitNamed(Action<RecordModel> emit)
    {
        while (_open.Count > 0)
        {
            emit(_open.Dequeue());
        }
    }
}
