namespace Denormalized.EndToEnd.Tests.Queries.Cases;

internal static class Arithmetic
{
    public static IEnumerable<QueryCase> Of(Query<Row> rows)
    {
        yield return QueryCase.Of("int + wraps", rows.Select(r => new { r.N, V = r.I32 + 1, W = r.I32 + r.I32, X = r.I32 - 2, Y = r.I32 * 3 }));
        yield return QueryCase.Of("int * int wraps", rows.Select(r => new { r.N, V = r.I32 * r.I32 }));
        yield return QueryCase.Of("small integers become int", rows.Select(r => new { r.N, V = r.U8 + r.U8, W = r.I8 - r.I16, X = r.U16 * r.U16, Y = r.U8 - r.U16 }));
        yield return QueryCase.Of("uint wraps", rows.Select(r => new { r.N, V = r.U32 + 1, W = r.U32 - 1000u, X = r.U32 * 2u, Y = r.U32 + r.I32 }));
        yield return QueryCase.Of("long wraps", rows.Select(r => new { r.N, V = r.I64 + 1, W = r.I64 * 2, X = r.I64 - r.I32, Y = r.I64 * r.I64 }));
        yield return QueryCase.Of("ulong wraps", rows.Select(r => new { r.N, V = r.U64 + 1, W = r.U64 - 5, X = r.U64 * 3 }));
        yield return QueryCase.Of("int division", rows.Select(r => new { r.N, V = r.I32 / 2, W = r.I32 / -3, X = r.I16 / 7, Y = r.U8 / 2 }));
        yield return QueryCase.Of("int division by column", rows.Where(r => r.I16 != 0 && r.I16 != -1).Select(r => new { r.N, V = r.I32 / r.I16, W = r.I32 % r.I16 }));
        yield return QueryCase.Of("remainder", rows.Select(r => new { r.N, V = r.I32 % 2, W = r.I32 % -3, X = r.I64 % 10, Y = r.U64 % 7 }));
        yield return QueryCase.Of("long division", rows.Select(r => new { r.N, V = r.I64 / 10, W = r.U64 / 10, X = r.U32 / 2 }));
        yield return QueryCase.Of("negation", rows.Select(r => new { r.N, V = -r.I32, W = -r.I8, X = -r.U32, Y = -r.F64, Z = -r.Price, S = -r.Spent }));
        yield return QueryCase.Of("bits", rows.Select(r => new { r.N, V = r.I32 & 255, W = r.I32 | 1, X = r.I32 ^ 7, Y = ~r.I32, Z = r.U32 & 15u }));
        yield return QueryCase.Of("double", rows.Select(r => new { r.N, V = r.F64 + 0.1, W = r.F64 * 3, X = r.F64 / 3, Y = r.F64 - r.I32, Z = 1 / r.F64 }));
        yield return QueryCase.Of("float", rows.Select(r => new { r.N, V = r.F32 + 0.1f, W = r.F32 * r.F32, X = r.F32 / 3, Y = r.F32 + 0.1 }));
        yield return QueryCase.Of("int with double", rows.Select(r => new { r.N, V = r.I32 / 2.0, W = r.I64 * 0.5, X = (double)r.I32 / 3 }));
        yield return QueryCase.Of("decimal", rows.Select(r => new { r.N, V = r.Price + 1, W = r.Price * 2, X = r.Price - 0.00001m, Y = r.Price * r.Discount }));
        yield return QueryCase.Of("decimal with int column", rows.Select(r => new { r.N, V = r.Price * r.I16, W = r.Price + r.I64 }));
        yield return QueryCase.Of("decimal? ", rows.Select(r => new { r.N, V = r.Price + r.Discount, W = r.Price * (1 - (r.Discount ?? 0)) }));
        yield return QueryCase.Of("parentheses", rows.Select(r => new { r.N, V = (r.I16 + 1) * 2, W = r.I16 + (1 * 2), X = (r.I16 - 1) - (r.I8 - 2), Y = -(r.I16 + 1), Z = r.F64 / (r.F64 * 2) }));
        yield return QueryCase.Of("conversion to smaller", rows.Select(r => new { r.N, V = (byte)r.I32, W = (short)r.I64, X = (int)r.I64, Y = (uint)r.I64, Z = (sbyte)r.U8 }));
        yield return QueryCase.Of("conversion to larger", rows.Select(r => new { r.N, V = (long)r.I32, W = (ulong)r.U8, X = (double)r.I64, Y = (float)r.I32, Z = (decimal)r.I32 }));
        yield return QueryCase.Of("signed and unsigned", rows.Select(r => new { r.N, V = (uint)r.I32, W = (int)r.U32, X = (ulong)r.I64, Y = (long)r.U64 }));
        yield return QueryCase.Of("double to int", rows.Select(r => new { r.N, V = (int)r.F64, W = (long)r.F64, X = (uint)r.F64 }));
        yield return QueryCase.Of("double to small", rows.Where(r => r.F64 > -30000 && r.F64 < 30000).Select(r => new { r.N, V = (short)r.F64, W = (byte)r.F64 }));
        yield return QueryCase.Of("float to int", rows.Select(r => new { r.N, V = (int)r.F32, W = (double)r.F32, X = (float)r.F64 }));
        yield return QueryCase.Of("decimal to others", rows.Where(r => r.Price < 1000000 && r.Price > -1000000).Select(r => new { r.N, V = (int)r.Price, W = (double)r.Price, X = (long)r.Price }));
        yield return QueryCase.Of("Abs", rows.Where(r => r.I32 != int.MinValue).Select(r => new { r.N, V = Math.Abs(r.I32), W = Math.Abs(r.F64), X = Math.Abs(r.Price) }));
        yield return QueryCase.Of("Floor Ceiling Truncate", rows.Select(r => new { r.N, V = Math.Floor(r.F64), W = Math.Ceiling(r.F64), X = Math.Truncate(r.F64) }));
        yield return QueryCase.Of("Floor Ceiling of decimals", rows.Select(r => new { r.N, V = Math.Floor(r.Price), W = Math.Ceiling(r.Price), X = Math.Truncate(r.Price) }));
        yield return QueryCase.Of("Round", rows.Select(r => new { r.N, V = Math.Round(r.F64) }));
        yield return QueryCase.Of("Round of decimals", rows.Select(r => new { r.N, V = Math.Round(r.Price), W = Math.Round(r.Price, 2), X = Math.Round(r.Price, MidpointRounding.AwayFromZero), Y = Math.Round(r.Price, 1, MidpointRounding.AwayFromZero) }));
        yield return QueryCase.Of("Min Max", rows.Select(r => new { r.N, V = Math.Min(r.I32, 5), W = Math.Max(r.I32, r.I16), X = Math.Min(r.Price, 1.5m), Y = Math.Max(r.I64, r.I32) }));
        yield return QueryCase.Of("Min Max of doubles", rows.Select(r => new { r.N, V = Math.Min(r.F64, 0.5), W = Math.Max(r.F64, r.F32) }));
        yield return QueryCase.Of("Sign Sqrt", rows.Where(r => !double.IsNaN(r.F64)).Select(r => new { r.N, V = Math.Sign(r.F64), W = Math.Sqrt(r.F64), X = Math.Sign(r.I32), Y = Math.Sign(r.Price) }));
        yield return QueryCase.Of("arithmetic in condition", rows.Where(r => r.I32 + 1 > r.I16 * 2 && r.I32 / 2 != 0).Select(r => r.N));
        yield return QueryCase.Of("checked", rows.Where(r => r.I32 < 1000 && r.I32 > -1000).Select(r => new { r.N, V = checked(r.I32 + 1) }));
    }
}
