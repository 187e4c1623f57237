namespace Denormalized.EndToEnd.Tests.Queries.Cases;

internal static class Comparisons
{
    public static IEnumerable<QueryCase> Of(Query<Row> rows)
    {
        yield return QueryCase.Of("string =", rows.Where(r => r.Text == "abc").Select(r => r.N));
        yield return QueryCase.Of("string !=", rows.Where(r => r.Text != "abc").Select(r => r.N));
        yield return QueryCase.Of("low cardinality =", rows.Where(r => r.Country == "DE").Select(r => r.N));
        yield return QueryCase.Of("string with quote", rows.Where(r => r.Text == "it's" || r.Text == "back\\slash" || r.Text == "tab\there").Select(r => r.N));
        yield return QueryCase.Of("sbyte", rows.Where(r => r.I8 < 0).Select(r => r.N));
        yield return QueryCase.Of("sbyte against int", rows.Where(r => r.I8 == 127 || r.I8 < -100).Select(r => r.N));
        yield return QueryCase.Of("byte", rows.Where(r => r.U8 >= 200).Select(r => r.N));
        yield return QueryCase.Of("short", rows.Where(r => r.I16 <= -1).Select(r => r.N));
        yield return QueryCase.Of("ushort", rows.Where(r => r.U16 > 40000).Select(r => r.N));
        yield return QueryCase.Of("int", rows.Where(r => r.I32 == int.MinValue || r.I32 == int.MaxValue).Select(r => r.N));
        yield return QueryCase.Of("uint against int column", rows.Where(r => r.U32 != r.I32).Select(r => r.N));
        yield return QueryCase.Of("long", rows.Where(r => r.I64 > 9007199254740992).Select(r => r.N));
        yield return QueryCase.Of("ulong", rows.Where(r => r.U64 > 9223372036854775807UL).Select(r => r.N));
        yield return QueryCase.Of("int against long", rows.Where(r => r.I32 < r.I64).Select(r => r.N));
        yield return QueryCase.Of("double =", rows.Where(r => r.F64 == 0.1).Select(r => r.N));
        yield return QueryCase.Of("double != NaN rows", rows.Where(r => r.F64 != 1).Select(r => r.N));
        yield return QueryCase.Of("double <", rows.Where(r => r.F64 < 0).Select(r => r.N));
        yield return QueryCase.Of("not double <", rows.Where(r => !(r.F64 < 0)).Select(r => r.N));
        yield return QueryCase.Of("double >= infinity", rows.Where(r => r.F64 >= double.PositiveInfinity).Select(r => r.N));
        yield return QueryCase.Of("double against itself", rows.Where(r => r.F64 == r.F64).Select(r => r.N));
        yield return QueryCase.Of("double NaN constant", rows.Where(r => r.F64 != double.NaN).Select(r => r.N));
        yield return QueryCase.Of("IsNaN", rows.Where(r => double.IsNaN(r.F64) || double.IsInfinity(r.F64)).Select(r => r.N));
        yield return QueryCase.Of("IsFinite", rows.Where(r => double.IsFinite(r.F64)).Select(r => r.N));
        yield return QueryCase.Of("float = constant", rows.Where(r => r.F32 == 0.1f).Select(r => r.N));
        yield return QueryCase.Of("float against double constant", rows.Where(r => r.F32 > 0.1).Select(r => r.N));
        yield return QueryCase.Of("int against double", rows.Where(r => r.I32 < r.F64).Select(r => r.N));
        yield return QueryCase.Of("long against double", rows.Where(r => r.I64 == r.F64).Select(r => r.N));
        yield return QueryCase.Of("compare decimals", rows.Where(r => r.Price == 1.5m || r.Price > 99.99m).Select(r => r.N));
        yield return QueryCase.Of("decimal against int", rows.Where(r => r.Price >= 1).Select(r => r.N));
        yield return QueryCase.Of("decimal finer than the column", rows.Where(r => r.Price > 0.00005m).Select(r => r.N));
        yield return QueryCase.Of("bool", rows.Where(r => r.Flag).Select(r => r.N));
        yield return QueryCase.Of("not bool", rows.Where(r => !r.Flag).Select(r => r.N));
        yield return QueryCase.Of("bool = constant", rows.Where(r => r.Flag == false).Select(r => r.N));
        yield return QueryCase.Of("bool = condition", rows.Where(r => r.Flag == (r.I32 > 0)).Select(r => r.N));
        yield return QueryCase.Of("bool xor", rows.Where(r => r.Flag ^ (r.I32 > 0)).Select(r => r.N));
        yield return QueryCase.Of("bool & |", rows.Where(r => (r.Flag & r.I32 > 0) | r.I32 == 0).Select(r => r.N));
        yield return QueryCase.Of("enum =", rows.Where(r => r.Kind == Kind.View).Select(r => r.N));
        yield return QueryCase.Of("enum with quote in its name", rows.Where(r => r.Kind == Kind.Scroll).Select(r => r.N));
        yield return QueryCase.Of("enum !=", rows.Where(r => r.Kind != Kind.Click).Select(r => r.N));
        yield return QueryCase.Of("enum <", rows.Where(r => r.Kind < Kind.Click).Select(r => r.N));
        yield return QueryCase.Of("enum as number", rows.Where(r => (int)r.Kind > -1).Select(r => new { r.N, Number = (int)r.Kind }));
        yield return QueryCase.Of("flags", rows.Where(r => (r.Marks & Marks.First) != 0).Select(r => new { r.N, r.Marks }));
        yield return QueryCase.Of("flags =", rows.Where(r => r.Marks == Marks.Both).Select(r => r.N));
        yield return QueryCase.Of("guid empty", rows.Where(r => r.Id == Guid.Empty).Select(r => r.N));
        yield return QueryCase.Of("wrapper", rows.Where(r => r.Order.Value == Guid.Empty).Select(r => new { r.N, r.Order }));
        yield return QueryCase.Of("precedence", rows.Where(r => r.Flag || r.I32 > 0 && r.I8 < 0 || !(r.I32 > 5 && r.Flag)).Select(r => r.N));
        yield return QueryCase.Of("precedence of or in and", rows.Where(r => (r.Flag || r.I32 > 0) && (r.I8 < 0 || r.U8 == 0)).Select(r => r.N));
        yield return QueryCase.Of("pattern or", rows.Where(r => r.Country is "DE" or "FR").Select(r => r.N));
        yield return QueryCase.Of("pattern range", rows.Where(r => r.I32 is > 1 and < 200).Select(r => r.N));
        yield return QueryCase.Of("pattern not", rows.Where(r => r.Country is not ("DE" or "FR")).Select(r => r.N));
        yield return QueryCase.Of("pattern enum", rows.Where(r => r.Kind is Kind.View or Kind.Scroll).Select(r => r.N));
        yield return QueryCase.Of("pattern double NaN", rows.Where(r => r.F64 is not > 0).Select(r => r.N));
        yield return QueryCase.Of("Equals", rows.Where(r => r.Text.Equals("abc") || r.I32.Equals(7) || Equals(1, 2)).Select(r => r.N));
        yield return QueryCase.Of("guid <", rows.Where(r => r.Id < new Guid("80000000-0000-0000-0000-000000000000")).Select(r => r.N));
        yield return QueryCase.Of("condition as value", rows.Select(r => new { r.N, Positive = r.I32 > 0, Both = r.Flag && r.I32 > 0, Not = !r.Flag }));
        yield return QueryCase.Of("ternary", rows.Select(r => new { r.N, Size = r.I32 > 100 ? "large" : r.I32 < 0 ? "negative" : r.Text }));
        yield return QueryCase.Of("ternary of integers", rows.Select(r => new { r.N, V = r.Flag ? 1 : 300, L = r.Flag ? r.I64 : r.I32, M = r.Flag ? r.MaybeInt : null }));
        yield return QueryCase.Of("ternary of decimals", rows.Select(r => new { r.N, V = r.Flag ? r.Price : 1.23456m, W = r.Flag ? r.Price : 0 }));
        yield return QueryCase.Of("switch", rows.Select(r => new { r.N, Band = r.I32 switch { < 0 => "negative", 0 => "zero", < 100 and > 1 => "small", int.MaxValue => "max", _ => "other" } }));
        yield return QueryCase.Of("switch with guard", rows.Select(r => new { r.N, V = r.Country switch { "DE" when r.Flag => 1, "DE" => 2, "FR" => 3, _ => -1 } }));
        yield return QueryCase.Of("switch on enum", rows.Select(r => new { r.N, V = r.Kind switch { Kind.View => "v", Kind.Click or Kind.Scroll => "c", _ => "?" } }));
        yield return QueryCase.Of("switch over all", rows.Select(r => new { r.N, V = r.F64 switch { > 0 => 1.5, <= 0 => -1.5, _ => 0 } }));
    }
}
