using System.Globalization;
using Denormalized.Schema;

namespace Denormalized.SourceGen.Emit;

/// <summary>One method for each record that a writer meets: names it where it is called, emits it once.</summary>
internal sealed class RecordMethods(string prefix)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Queue<RecordModel> _open = new();

    /// <summary>Name of the record's method.</summary>
    public string NameOf(RecordModel record)
    {
        if (!_names.TryGetValue(record.Key, out string name))
        {
            string stem = prefix + record.Name;
            name = stem;
            for (int i = 2; name is "WriteJson" or "WriteAvro" || _names.Values.Contains(name); i++) // the codec has methods of these names
            {
                name = stem + i.ToString(CultureInfo.InvariantCulture);
            }

            _names.Add(record.Key, name);
            _open.Enqueue(record);
        }

        return name;
    }

    /// <summary>Emits the methods that were named, and those that they name.</summary>
    public void EmitAll(RecordModel root, Action<RecordModel> emit)
    {
        NameOf(root);
        while (_open.Count > 0)
        {
            emit(_open.Dequeue());
        }
    }
}
