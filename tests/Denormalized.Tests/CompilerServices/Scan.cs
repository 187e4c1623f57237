using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

/// <summary>A method of JsonScan over a fixed-width destination.</summary>
internal unsafe delegate byte* ScanFixed<T>(byte* p, T* dst, DecodeContext ctx)
    where T : unmanaged;

/// <summary>Outcome of one read: the failure, its offset, and the bytes behind the value that were left.</summary>
internal readonly record struct Scanned<T>(T Value, DecodeFailure Failure, int Offset, int Rest)
{
    public bool Ok => Failure == DecodeFailure.None;

    /// <summary>Accepted, and nothing was left.</summary>
    public bool Whole => Ok && Rest == 0;
}

/// <summary>Runs primitives over texts.</summary>
internal static unsafe class Scan
{
    [ThreadStatic]
    private static DecodeContext? _context;

    [ThreadStatic]
    private static StringColumn? _column;

    private static DecodeContext Context => _context ??= new DecodeContext();

    public static Scanned<T> Fixed<T>(string json, ScanFixed<T> read)
        where T : unmanaged => Fixed(Encoding.UTF8.GetBytes(json), read);

    public static Scanned<T> Fixed<T>(ReadOnlySpan<byte> json, ScanFixed<T> read)
        where T : unmanaged
    {
        DecodeContext ctx = Context;
        T value = default;
        byte* p = ctx.Load(json, out byte* end);
        return Result(value: read(p, &value, ctx) is var next ? value : default, next, end, ctx);
    }

    public static Scanned<string?> String(string json) => String(Encoding.UTF8.GetBytes(json));

    public static Scanned<string?> String(ReadOnlySpan<byte> json)
    {
        DecodeContext ctx = Context;
        StringColumn column = _column ??= new StringColumn(0);
        column.Clear();
        byte* p = ctx.Load(json, out byte* end);
        column.Ensure(json.Length);
        byte* next = JsonScan.String(p, column, ctx);
        string? value = null;
        if (next != null)
        {
            column.Pos = column.Next;
            var cursor = new StringCursor { P = column.Base };
            value = cursor.NextString();
            Assert.True(cursor.P == column.Pos);
        }

        return Result(value, next, end, ctx);
    }

    public static Scanned<bool> Skip(ReadOnlySpan<byte> json)
    {
        DecodeContext ctx = Context;
        byte* p = ctx.Load(json, out byte* end);
        byte* next = JsonScan.Skip(JsonScan.Ws(p), ctx, depth: 0);
        return Result(true, next == null ? null : JsonScan.Ws(next), end, ctx);
    }

    private static Scanned<T> Result<T>(T value, byte* next, byte* end, DecodeContext ctx)
    {
        if (next != null)
        {
            return new Scanned<T>(value, DecodeFailure.None, (int)(next - ctx.Start), (int)(end - next));
        }

        Assert.NotEqual(DecodeFailure.None, ctx.Failure);
        Assert.True(ctx.FailedAt >= ctx.Start && ctx.FailedAt <= ctx.End, "the failure lies in the message");
        return new Scanned<T>(value, ctx.Failure, (int)(ctx.FailedAt - ctx.Start), -1);
    }
}
