namespace Denormalized.Schema;

/// <summary>The name of a record, enum or fixed. Both parts are case-sensitive; an empty namespace is the null namespace.</summary>
public readonly record struct AvroName(string Namespace, string Name)
{
    /// <summary><c>namespace.name</c>, or the name alone.</summary>
    public string FullName => Namespace.Length == 0 ? Name : Namespace + "." + Name;

    /// <summary>A name as it is written: with dots it is a full name, else it belongs to a namespace.</summary>
    public static AvroName Of(string written, string enclosingNamespace)
    {
        int dot = written.LastIndexOf('.');
        return dot < 0 ? new AvroName(enclosingNamespace, written) : new AvroName(written.Substring(0, dot), written.Substring(dot + 1));
    }

    /// <summary><c>[A-Za-z_][A-Za-z0-9_]*</c></summary>
    public static bool IsValid(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (!(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' || (i > 0 && c is >= '0' and <= '9')))
            {
                return false;
            }
        }

        return name.Length > 0;
    }

    public override string ToString() => FullName;
}
