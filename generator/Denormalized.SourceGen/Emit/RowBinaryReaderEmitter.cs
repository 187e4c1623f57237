using System.Globalization;
using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>
/// Emits how a record is read from a row of ClickHouse's RowBinary: value by value, and false at the first that is not there
/// yet. A record is made only of values that are all there.
/// </summary>
internal sealed class RowBinaryReaderEmitter(CodeWriter w) : ReadEmitter(w)
{
    private readonly RecordMethods _reads = new("TryRead");
    private readonly RecordMethods _skips = new("TrySkip");

    /// <summary>Name of the method that reads a record.</summary>
    public string NameOf(RecordModel record) => _reads.NameOf(record);

    /// <summary>Methods for the record and all that it contains.</summary>
    public void Emit(RecordModel record)
    {
        _reads.EmitAll(record, EmitRead);
        _skips.EmitNamed(EmitSkip);
    }

    protected override void ReadCount(string prefix, string local) => Try($"TryCount(out int {local}Count)");

    protected override void ReadNested(string prefix, RecordModel record, TypeUse use, string local)
    {
        string read = $"{NameOf(record)}(ref rows, out var {local}{(use.IsNullable ? "Record" : "")})";
        if (!use.IsNullable)
        {
            Code.Line($"if (!{read}) {{ return false; }}");
            return;
        }

        Code.Line($"{Clr(use)} {local} = null;");
        Try($"TryValue(out byte {local}Flag)");
        Code.Line($"if ({local}Flag == 0) {{ if (!{_skips.NameOf(record)}(ref rows)) {{ return false; }} }}");
        Code.Line($"else if ({read}) {{ {local} = {local}Record; }}");
        Code.Line("else { return false; }");
    }

    protected override string ReadScalar(string prefix, LogicalType type, TypeUse use, string local)
    {
        string read = type switch
        {
            FixedType f => $"TryBytes({Number(f.Length)}, out var {local}Raw)",
            StringType => $"TryString(out var {local}Raw)",
            _ when Storage.IsVariable(type) => $"TryUtf8(out var {local}Raw)",
            _ => $"TryValue(out {Storage.ElementOf(type)} {local}Raw)",
        };
        string value = Storage.FromColumn(use.Type, local + "Raw");
        if (!use.IsNullable)
        {
            Try(read);
            return value;
        }

        Code.Line($"{Clr(use)} {local} = null;");
        Try($"TryValue(out byte {local}Flag)");
        Code.Line($"if ({local}Flag == 0) {{ if (!rows.{read}) {{ return false; }} {local} = {value}; }}");
        return local;
    }

    /// <summary>The shared members are read once; every case moves on, one of them makes the object.</summary>
    protected override string ReadCase(RecordModel record, HierarchyModel hierarchy)
    {
        string kind = Local();
        string made = Local();
        Try($"TryValue(out {Storage.ElementOf(record.Fields[0].Type.Type)} {kind})");
        (IReadOnlyList<string> shared, FieldModel[] cases) = ReadShared(record, hierarchy);
        string arguments = string.Concat(shared.Select(s => s + ", "));
        Code.Line($"{record.Clr}? {made} = null;");
        for (int i = 0; i < cases.Length; i++)
        {
            RecordModel own = ((NestedType)cases[i].Type.Type).Record;
            Try("TrySkip(1)");
            Code.Line($"if ({kind} != {Number(i)}) {{ if (!{_skips.NameOf(own)}(ref rows)) {{ return false; }} }}");
            Code.Line($"else if ({NameOf(own)}(ref rows, {arguments}out var {made}Case{Number(i)})) {{ {made} = {made}Case{Number(i)}; }}");
            Code.Line("else { return false; }");
        }

        return $"{made} ?? throw ColumnOperations.NoCase({kind}, {Literals.Text(record.Name)})";
    }

    private void EmitRead(RecordModel record)
    {
        string shared = Parameters(record);
        Code.Line();
        using (Code.Open($"private static bool {NameOf(record)}(ref RowBinaryReader rows, {shared}{(shared.Length > 0 ? ", " : "")}out {record.Clr} record)"))
        {
            Code.Line("record = default!;");
            Code.Line($"record = {ReadRecord(record)};");
            Code.Line("return true;");
        }
    }

    private void EmitSkip(RecordModel record)
    {
        Code.Line();
        using (Code.Open($"private static bool {_skips.NameOf(record)}(ref RowBinaryReader rows)"))
        {
            foreach (FieldModel field in record.Fields)
            {
                Skip(field.Type);
            }

            Code.Line("return true;");
        }
    }

    private void Skip(TypeUse use)
    {
        if (RowBinaryPlan.WidthOf(use) is { } width)
        {
            Try($"TrySkip({Number(width)})");
            return;
        }

        LogicalType type = Storage.Unwrapped(use.Type);
        switch (type)
        {
            case ArrayType or MapType:
                SkipElements(type);
                break;
            case NestedType nested:
                if (use.IsNullable)
                {
                    Try("TrySkip(1)"); // its columns are there in any case
                }

                Code.Line($"if (!{_skips.NameOf(nested.Record)}(ref rows)) {{ return false; }}");
                break;
            case var scalar when use.IsNullable:
                string flag = Local();
                Try($"TryValue(out byte {flag})");
                Code.Line($"if ({flag} == 0 && !rows.{(RowBinaryPlan.WidthOf(use with { IsNullable = false }) is { } bytes ? $"TrySkip({Number(bytes)})" : "TrySkipText()")}) {{ return false; }}");
                break;
            default:
                Try("TrySkipText()");
                break;
        }
    }

    private void SkipElements(LogicalType type)
    {
        string n = Local();
        Try($"TryCount(out int {n})");
        if (type is ArrayType list && RowBinaryPlan.WidthOf(list.Item) is { } width)
        {
            Try($"TrySkip({n} * {Number(width)}L)");
            return;
        }

        using (Code.Open($"for (; {n} > 0; {n}--)"))
        {
            if (type is MapType map)
            {
                Skip(map.Key);
            }

            Skip(type is ArrayType array ? array.Item : ((MapType)type).Value);
        }
    }

    private void Try(string call) => Code.Line($"if (!rows.{call}) {{ return false; }}");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
