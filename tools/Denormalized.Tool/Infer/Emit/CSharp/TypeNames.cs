namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>Names of the record types of a file.</summary>
internal sealed class TypeNames
{
    /// <summary>Members that every record has: neither its own members nor the record itself can be called so.</summary>
    public static readonly IReadOnlySet<string> RecordMembers = new HashSet<string>
    {
        "Clone", "Deconstruct", "Equals", "EqualityContract", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers", "ReferenceEquals", "ToString",
    };

    // Types and attributes that the file itself uses, and those that surprise when hidden.
    private static readonly HashSet<string> Reserved =
    [
        "Guid", "DateOnly", "DateTime", "NanoInstant", "IPAddress", "BigInteger", "JsonElement", "IPv4", "LocalTime", "DateTimeOffset", "TimeOnly", "TimeSpan", "IReadOnlyList", "IReadOnlyDictionary", "TimeUnit", "Naming",
        "Stream", "Name", "EventTime", "SortKey", "LowCardinality", "Decimal", "Epoch", "Resolution", "Quoted", "NullAsEmpty", "Ignore",
        "JsonPropertyName", "Object", "String", "Boolean", "Type", "Action", "Func", "Exception", "Attribute", "Array", "Enum", "Delegate",
        "Console", "Math", "Environment", "Convert", "Nullable", "Version", "Task", "Thread", "File", "Path", "Directory", "System", "Denormalized",
    ];

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly string _root;

    /// <param name="root">Name of the stream's record. The others begin with it: two files in one namespace do not clash.</param>
    public TypeNames(string root)
    {
        _root = root;
        _taken.Add(root);
    }

    /// <summary>For types that keep the names they have elsewhere.</summary>
    public TypeNames() => _root = "";

    /// <summary>Takes a name that the user or a schema gave.</summary>
    public string TakeExactly(string name)
    {
        _taken.Add(name);
        return name;
    }

    /// <summary>The name of a case of a closed hierarchy, behind that of its base.</summary>
    public string TakeCase(string @base, string value)
    {
        string name = Identifiers.Unique(@base + Identifiers.Pascal(value), IsTaken);
        _taken.Add(name);
        return name;
    }

    /// <param name="candidates">Names of the paths that share the type.</param>
    /// <param name="parent">Name of the type that holds it first, put in front where the name is taken.</param>
    public string Take(IReadOnlyList<string> candidates, string parent)
    {
        string name = Common(candidates);
        string full = name.StartsWith(_root, StringComparison.Ordinal) ? name : _root + name;
        full = Identifiers.Unique(IsTaken(full) ? parent + name : full, IsTaken);
        _taken.Add(full);
        return full;
    }

    private bool IsTaken(string name) => Reserved.Contains(name) || RecordMembers.Contains(name) || _taken.Contains(name);

    /// <summary><c>BillingAddress</c> and <c>ShippingAddress</c> are an Address; without a common word the first name stands.</summary>
    private static string Common(IReadOnlyList<string> names)
    {
        IReadOnlyList<string> words = Decide.Words.Split(names[0]);
        for (int skip = 0; skip < words.Count; skip++)
        {
            string suffix = string.Concat(words.Skip(skip));
            bool whole = suffix.Length > 2 && char.IsUpper(suffix[0]);
            if (whole && names.All(n => n.EndsWith(suffix, StringComparison.Ordinal)))
            {
                return suffix;
            }
        }

        return names[0];
    }
}
