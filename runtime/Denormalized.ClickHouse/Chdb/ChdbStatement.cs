using System.Runtime.InteropServices;
using System.Text;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>
/// Statement, format and parameters as the C interface takes them, in one native allocation:
/// <code>
/// names*[n] values*[n] nameLengths[n] valueLengths[n] | sql | format | name0 | value0 | name1 | ...
/// </code>
/// </summary>
internal readonly unsafe ref struct ChdbStatement
{
    private readonly byte* _memory;

    public ChdbStatement(string sql, string format, IReadOnlyList<QueryParameter>? parameters)
    {
        int count = parameters?.Count ?? 0;
        long size = 4L * count * sizeof(nuint) + Encoding.UTF8.GetMaxByteCount(sql.Length) + Encoding.UTF8.GetMaxByteCount(format.Length);
        for (int i = 0; i < count; i++)
        {
            size += Encoding.UTF8.GetMaxByteCount(parameters![i].Name.Length) + Encoding.UTF8.GetMaxByteCount(Text(parameters[i]).Length);
        }

        _memory = (byte*)NativeMemory.Alloc((nuint)size);
        Names = (byte**)_memory;
        Values = Names + count;
        NameLengths = (nuint*)(Values + count);
        ValueLengths = NameLengths + count;
        ParameterCount = (nuint)count;

        byte* at = (byte*)(ValueLengths + count);
        Sql = Put(ref at, sql, out nuint length);
        SqlLength = length;
        Format = Put(ref at, format, out length);
        FormatLength = length;
        for (int i = 0; i < count; i++)
        {
            Names[i] = Put(ref at, parameters![i].Name, out NameLengths[i]);
            Values[i] = Put(ref at, Text(parameters[i]), out ValueLengths[i]);
        }
    }

    public byte* Sql { get; }

    public nuint SqlLength { get; }

    public byte* Format { get; }

    public nuint FormatLength { get; }

    public byte** Names { get; }

    public byte** Values { get; }

    public nuint* NameLengths { get; }

    public nuint* ValueLengths { get; }

    public nuint ParameterCount { get; }

    public void Dispose() => NativeMemory.Free(_memory);

    private static string Text(QueryParameter parameter) => parameter.Value ?? SqlText.NullParameter;

    private static byte* Put(ref byte* at, string text, out nuint length)
    {
        byte* start = at;
        int written = Encoding.UTF8.GetBytes(text, new Span<byte>(at, Encoding.UTF8.GetMaxByteCount(text.Length)));
        length = (nuint)written;
        at += written;
        return start;
    }
}
