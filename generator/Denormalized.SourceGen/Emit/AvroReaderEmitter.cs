using System.Globalization;
using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>
/// Emits how a record is read from an Avro body, without columns in between: field after field into locals, of which the
/// record is made. What is taken and refused is what <see cref="AvroDecoderEmitter"/> takes and refuses.
/// </summary>
internal sealed class AvroReaderEmitter(CodeWriter w, EnumNames enums) : ReadEmitter(w)
{
    private readonly RecordMethods _reads = new("Decode");
    private int _depth; // of collections around the value

    /// <summary>Name of the method that reads a record.</summary>
    public string NameOf(RecordModel record) => _reads.NameOf(record);

    /// <summary>Methods for the record and all that it contains.</summary>
    public void Emit(RecordModel record) => _reads.EmitAll(record, EmitRead);

    /// <summary>The number of the first block is room enough nearly always.</summary>
    protected override void ReadCount(string prefix, string local)
    {
        Code.Line($"p = AvroDecode.BlockCount(p, out long {local}Block, context);");
        Code.Line($"int {local}Count = AvroDecode.Room({local}Block);");
    }

    protected override void ReadItems(LogicalType type, string local, string? array, Action item)
    {
        bool isCounted = array is not null || type is ArrayType { Length: not null };
        if (isCounted)
        {
            Code.Line($"int {local}I = 0;");
        }

        using (Code.Open($"while (p != 0 && {local}Block != 0)"))
        {
            using (Code.Open($"for (; {local}Block > 0; {local}Block--)"))
            {
                if (array is not null)
                {
                    Code.Line($"if ({local}I == {array}.Length) {{ Array.Resize(ref {array}, 2 * {local}I); }}");
                }

                _depth++;
                item();
                _depth--;
                if (isCounted)
                {
                    Code.Line($"{local}I++;");
                }
            }

            Code.Line();
            Code.Line($"p = AvroDecode.BlockCount(p, out {local}Block, context);");
        }

        Code.Line();
        Code.Line("if (p == 0) { return 0; }");
        if (array is not null)
        {
            Code.Line($"if ({local}I != {array}.Length) {{ Array.Resize(ref {array}, {local}I); }}");
        }
    }

    /// <summary>A vector has its length.</summary>
    protected override void CheckItems(string prefix, ArrayType array, string local)
    {
        if (array.Length is { } length)
        {
            string member = _depth > 0 ? "Value" : prefix.Substring(1);
            Code.Line($"if ({local}I != {length}) {{ return JsonDecode.Fail(p, DecodeFailure.Length, {Literals.Text(member)}, context); }}");
        }
    }

    protected override void ReadNested(string prefix, RecordModel record, TypeUse use, string local)
    {
        if (!use.IsNullable)
        {
            Try($"{NameOf(record)}(p, context, out var {local})");
        }
        else if (record.Hierarchy is not null)
        {
            Try($"{NameOf(record)}(p, context, out {Clr(use)} {local}, first: 1)");
        }
        else
        {
            ReadNullable(use, local, $"{NameOf(record)}(p, context, out var {local}Record)", local + "Record");
        }
    }

    protected override string ReadScalar(string prefix, LogicalType type, TypeUse use, string local)
    {
        string raw = type switch
        {
            StringType => "string",
            EnumType e => ClickHousePlan.IsEnum8(e) ? "sbyte" : "short",
            FixedType => "ReadOnlySpan<byte>",
            _ when Storage.IsVariable(type) => "ReadOnlySpan<byte>",
            _ => Storage.ElementOf(type),
        };
        (string method, string arguments) = AvroMethod.Of(type, enums);
        string width = type is FixedType f ? $"{Number(f.Length)}, " : "";
        string read = $"{method}(p, out {raw} {local}Raw, {width}{arguments}context)";
        string value = Storage.FromColumn(ByNumber(use.Type), local + "Raw");
        if (use.IsNullable)
        {
            ReadNullable(use, local, read, value);
            return local;
        }

        Try(read);
        return value;
    }

    /// <summary>The branch of the union is the case; where null is a branch too, the cases begin behind it.</summary>
    protected override string ReadCase(RecordModel record, HierarchyModel hierarchy)
    {
        string made = Local();
        Try($"AvroDecode.Union(p, out int {made}Branch, first + {Number(hierarchy.Cases.Count)}, context)");
        Code.Line($"{record.Clr}? {made} = null;");
        using (Code.Open($"switch ({made}Branch - first)"))
        {
            for (int i = 0; i < hierarchy.Cases.Count; i++)
            {
                using (Code.Open($"case {Number(i)}:"))
                {
                    Code.Line($"{made} = {ReadRecord(hierarchy.Cases[i].Whole)};");
                    Code.Line("break;");
                }
            }
        }

        Code.Line();
        return made + "!";
    }

    private void EmitRead(RecordModel record)
    {
        Code.Line();
        string first = record.Hierarchy is null ? "" : ", int first = 0";
        using (Code.Open($"private static nint {NameOf(record)}(nint p, DecodeContext context, out {record.Clr} record{first})"))
        {
            Code.Line("record = default!;");
            Code.Line($"record = {ReadRecord(record)};");
            Code.Line("return p;");
        }
    }

    /// <summary>A union of null and something.</summary>
    private void ReadNullable(TypeUse use, string local, string read, string value)
    {
        Code.Line($"{Clr(use)} {local} = null;");
        Try($"AvroDecode.Union(p, out int {local}Branch, context)");
        Code.Line($"if ({local}Branch != 0) {{ if ((p = {read}) == 0) {{ return 0; }} {local} = {value}; }}");
    }

    private void Try(string read) => Code.Line($"if ((p = {read}) == 0) {{ return 0; }}");

    /// <summary>Enums come as numbers, also those that columns keep by name.</summary>
    private static LogicalType ByNumber(LogicalType type) => type switch
    {
        WrapperType w => w with { Inner = ByNumber(w.Inner) },
        EnumType e => e with { IsText = false },
        _ => type,
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
