using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Denormalized.Tests.Avro;

/// <summary>A random schema, a second one that is made from it by the changes people make, and data of the first.</summary>
/// <param name="seed">The same seed makes the same pair.</param>
/// <param name="everyRule">With string to bytes and aliases of fields, which Apache's C# library does not know.</param>
/// <param name="anyLong">With numbers that a double does not hold: JavaScript has no others.</param>
internal sealed class SchemaPairs(int seed, bool everyRule, bool anyLong = true)
{
    private static readonly string[] Primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];

    private readonly Random _random = new(seed);
    private int _names;

    /// <summary>A node of a schema, as far as the generator needs it.</summary>
    public sealed record Node(string Kind)
    {
        public string Name { get; init; } = "";

        public string? Alias { get; init; }

        public List<(string Name, string? Alias, Node Type, string? Default)> Fields { get; init; } = [];

        public List<Node> Inner { get; init; } = [];

        public List<string> Symbols { get; init; } = [];

        public string? Fallback { get; init; }

        public int Size { get; init; }
    }

    public Node Writer()
    {
        Node node;
        do
        {
            node = Type(0);
        }
        while (node.Kind != "record");
        return node;
    }

    /// <summary>A schema that reads the other, or nearly.</summary>
    public Node Reader(Node writer)
    {
        switch (writer.Kind)
        {
            case "record": return ReaderRecord(writer);
            case "enum":
                List<string> symbols = [.. writer.Symbols];
                if (Chance(3))
                {
                    symbols.RemoveAt(_random.Next(symbols.Count));
                }

                symbols.AddRange(Chance(3) && !symbols.Contains("NEW") ? ["NEW"] : []);
                _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(symbols));
                symbols = symbols.Count == 0 ? ["ONLY"] : symbols;
                return writer with { Symbols = symbols, Fallback = Chance(2) ? symbols[0] : null };
            case "fixed": return Chance(40) ? writer with { Size = writer.Size + 1 } : writer;
            case "array" or "map": return writer with { Inner = [Reader(writer.Inner[0])] };
            case "union":
                List<Node> branches = [.. writer.Inner.Select(b => b.Kind is "union" ? b : ReaderOfBranch(b))];
                _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(branches));
                branches = [.. branches.DistinctBy(Key)];
                return Chance(6) ? branches[0] : new Node("union") { Inner = Chance(4) ? branches[..Math.Max(1, branches.Count - 1)] : branches };
            default:
                string promoted = Promote(writer.Kind);
                return Chance(5) ? new Node("union") { Inner = [new Node(promoted == "null" ? "int" : "null"), new Node(promoted)] } : new Node(promoted);
        }
    }

    public string Json(Node node)
    {
        string named = $"\"name\":\"{node.Name}\"" + (node.Alias is null ? "" : $",\"aliases\":[\"{node.Alias}\"]");
        return node.Kind switch
        {
            "record" => $"{{\"type\":\"record\",{named},\"fields\":[{string.Join(",", node.Fields.Select(Field))}]}}",
            "enum" => $"{{\"type\":\"enum\",{named},\"symbols\":[{string.Join(",", node.Symbols.Select(s => $"\"{s}\""))}]{(node.Fallback is null ? "" : $",\"default\":\"{node.Fallback}\"")}}}",
            "fixed" => string.Create(CultureInfo.InvariantCulture, $"{{\"type\":\"fixed\",{named},\"size\":{node.Size}}}"),
            "array" => $"{{\"type\":\"array\",\"items\":{Json(node.Inner[0])}}}",
            "map" => $"{{\"type\":\"map\",\"values\":{Json(node.Inner[0])}}}",
            "union" => $"[{string.Join(",", node.Inner.Select(Json))}]",
            _ => $"\"{node.Kind}\"",
        };
    }

    /// <summary>One value in binary encoding.</summary>
    public byte[] Data(Node node)
    {
        var output = new List<byte>();
        Write(node, output);
        return [.. output];
    }

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private string NewName(string prefix) => prefix + (++_names).ToString(CultureInfo.InvariantCulture);

    private Node Type(int depth)
    {
        int choice = _random.Next(depth > 2 ? 10 : 16);
        switch (choice)
        {
            case < 8: return new Node(Primitives[choice]);
            case 8: return new Node("enum") { Name = NewName("E"), Symbols = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(i => "S" + i.ToString(CultureInfo.InvariantCulture))] };
            case 9: return new Node("fixed") { Name = NewName("F"), Size = _random.Next(1, 6) };
            case 10: return new Node("array") { Inner = [NonNull(depth)] };
            case 11: return new Node("map") { Inner = [Type(depth + 1)] };
            case 12: return new Node("union") { Inner = [new Node("null"), NonNull(depth)] };
            case 13: return new Node("union") { Inner = [.. Enumerable.Range(0, 4).Select(_ => Type(3)).DistinctBy(Key)] };
            default:
                return new Node("record")
                {
                    Name = NewName("R"),
                    Fields = [.. Enumerable.Range(0, _random.Next(1, 6)).Select(_ => (NewName("f"), (string?)null, Type(depth + 1), (string?)null))],
                };
        }
    }

    private Node NonNull(int depth)
    {
        Node node;
        do
        {
            node = Type(depth + 1);
        }
        while (node.Kind is "null" or "union");
        return node;
    }

    private static string Key(Node node) => node.Name.Length > 0 ? node.Name : node.Kind;

    private Node ReaderOfBranch(Node branch)
    {
        Node reader = Reader(branch);
        return reader.Kind == "union" ? reader.Inner.Last(b => b.Kind != "null" || reader.Inner.Count == 1) : reader;
    }

    private Node ReaderRecord(Node writer)
    {
        List<(string Name, string? Alias, Node Type, string? Default)> fields = [];
        foreach ((string name, string? alias, Node type, string? value) in writer.Fields)
        {
            if (!Chance(5))
            {
                Node read = Reader(type);
                string? kept = read.Kind == type.Kind ? value : null;
                fields.Add(everyRule && Chance(8) ? (NewName("g"), name, read, kept) : (name, alias, read, kept));
            }
        }

        if (Chance(3))
        {
            (string Type, string Default)[] added = [("int", "-7"), ("string", "\"é\""), ("double", "1.5"), ("boolean", "true"), ("bytes", "\"\\u00ff\"")];
            (string addedType, string value) = added[_random.Next(added.Length)];
            fields.Add((NewName("n"), null, new Node(addedType), Chance(12) ? null : value));
        }

        if (Chance(3))
        {
            _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(fields));
        }

        return Chance(8) ? new Node("record") { Name = NewName("Q"), Alias = writer.Name, Fields = fields } : writer with { Fields = fields };
    }

    private string Promote(string kind) => !Chance(3) ? kind : kind switch
    {
        "int" => Pick("long", "float", "double"),
        "long" => Pick("float", "double"),
        "float" => Pick("double"),
        "string" when everyRule => "bytes",
        "boolean" => Chance(8) ? "int" : kind,
        _ => kind,
    };

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    private static string FieldDefault(string? value) => value is null ? "" : $",\"default\":{value}";

    private string Field((string Name, string? Alias, Node Type, string? Default) field) =>
        $"{{\"name\":\"{field.Name}\",\"type\":{Json(field.Type)}{FieldDefault(field.Default)}{(field.Alias is null ? "" : $",\"aliases\":[\"{field.Alias}\"]")}}}";

    private void Write(Node node, List<byte> output)
    {
        switch (node.Kind)
        {
            case "null": break;
            case "boolean": output.Add((byte)_random.Next(2)); break;
            case "int": Long(_random.Next(int.MinValue, int.MaxValue) >> _random.Next(32), output); break;
            case "long": Long(_random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(anyLong ? 0 : 12, 64), output); break;
            case "float": Raw(BitConverter.SingleToInt32Bits(_random.NextSingle() - 0.5f), 4, output); break;
            case "double": Raw(BitConverter.DoubleToInt64Bits(_random.NextDouble() - 0.5), 8, output); break;
            case "bytes": Text(Encoding.ASCII.GetBytes("b" + _random.Next(1000).ToString(CultureInfo.InvariantCulture)), output); break;
            case "string": Text(Encoding.UTF8.GetBytes("é" + _random.Next(1000).ToString(CultureInfo.InvariantCulture)), output); break;
            case "enum": Long(_random.Next(node.Symbols.Count), output); break;
            case "fixed": output.AddRange(Enumerable.Range(0, node.Size).Select(_ => (byte)_random.Next(256))); break;
            case "record": node.Fields.ForEach(f => Write(f.Type, output)); break;
            case "union":
                int branch = _random.Next(node.Inner.Count);
                Long(branch, output);
                Write(node.Inner[branch], output);
                break;
            default: Blocks(node, output); break;
        }
    }

    private void Blocks(Node node, List<byte> output)
    {
        int key = 0;
        for (int block = _random.Next(3); block > 0; block--)
        {
            var items = new List<byte>();
            int count = _random.Next(1, 4);
            for (int i = 0; i < count; i++)
            {
                if (node.Kind == "map")
                {
                    Text(Encoding.UTF8.GetBytes("k" + (++key).ToString(CultureInfo.InvariantCulture)), items);
                }

                Write(node.Inner[0], items);
            }

            bool sized = Chance(2);
            Long(sized ? -count : count, output);
            if (sized)
            {
                Long(items.Count, output);
            }

            output.AddRange(items);
        }

        output.Add(0);
    }

    private static void Text(byte[] bytes, List<byte> output)
    {
        Long(bytes.Length, output);
        output.AddRange(bytes);
    }

    private static void Raw(long bits, int size, List<byte> output)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bits);
        output.AddRange(bytes[..size]);
    }

    private static void Long(long value, List<byte> output)
    {
        ulong zigzag = (ulong)((value << 1) ^ (value >> 63));
        for (; zigzag >= 0x80; zigzag >>= 7)
        {
            output.Add((byte)(zigzag | 0x80));
        }

        output.Add((byte)zigzag);
    }
}
