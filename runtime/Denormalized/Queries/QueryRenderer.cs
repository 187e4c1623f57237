using System.Globalization;
using System.Text;
using Denormalized.Schema;

namespace Denormalized.CompilerServices;

/// <summary>Puts the fragments of a shape together to one statement. Runs once for each shape and way to end it.</summary>
internal sealed class QueryRenderer
{
    private readonly Dictionary<int, (string Name, string Type)> _parameters = [];
    private QueryLevel _level;
    private QueryShape _current;

    private QueryRenderer(QueryShape root)
    {
        _current = root;
        _level = new QueryLevel(
            ClickHouseText.Identifier(root.Fragment.Items[0].Name),
            root.Fragment.Items.Skip(1).Select(item => item.Name).ToArray(),
            Text(root.Fragment.Items[0]));
    }

    public static RenderedQuery Render(QueryShape shape, QueryEnd end)
    {
        IReadOnlyList<QueryShape> chain = shape.Chain();
        var renderer = new QueryRenderer(chain[0]);
        foreach (QueryShape step in chain.Skip(1))
        {
            renderer.Apply(step);
        }

        string sql = renderer.End(end);
        return new RenderedQuery(sql, renderer._parameters.OrderBy(p => p.Key).Select(p => (p.Key, p.Value.Name, p.Value.Type)).ToArray());
    }

    private void Apply(QueryShape step)
    {
        _current = step;
        switch (step.Fragment.Operator)
        {
            case QueryOperator.Where:
                WrapIf(_level.IsProjected || _level.IsCut || _level.IsDistinct);
                _level.Where(Text(step.Fragment.Items[0]));
                break;
            case QueryOperator.GroupBy:
                WrapIf(_level.IsProjected || _level.IsCut || _level.IsDistinct, keepOrder: false);
                _level.GroupBy(Items(step));
                break;
            case QueryOperator.Select:
                WrapIf(_level.IsProjected || _level.IsDistinct);
                _level.Select(Items(step));
                break;
            case QueryOperator.OrderBy:
                WrapIf(_level.IsCut || _level.IsDistinct);
                _level.OrderBy(Text(step.Fragment.Items[0]), step.Fragment.Items[0].Name);
                break;
            case QueryOperator.ThenBy:
                _level.ThenBy(Text(step.Fragment.Items[0]), step.Fragment.Items[0].Name);
                break;
            case QueryOperator.Take:
                WrapIf(_level.Limit is not null);
                _level.Take(Text(step.Fragment.Items[0]));
                break;
            case QueryOperator.Skip:
                WrapIf(_level.IsCut);
                _level.Skip(Text(step.Fragment.Items[0]));
                break;
            case QueryOperator.Distinct:
                WrapIf(_level.IsCut, keepOrder: false);
                _level.Distinct();
                break;
            default:
                throw new InvalidOperationException($"A query cannot go on with {step.Fragment.Operator}.");
        }
    }

    private string End(QueryEnd end)
    {
        switch (end)
        {
            case QueryEnd.First:
                WrapIf(_level.Limit is not null);
                _level.Take("1");
                return _level.ToSql();
            case QueryEnd.Count:
                return _level.ToCount();
            case QueryEnd.Any:
                return _level.ToAny();
            default:
                return _level.ToSql();
        }
    }

    private void WrapIf(bool condition, bool keepOrder = true)
    {
        if (condition)
        {
            _level = _level.Wrap(keepOrder);
        }
    }

    private (string, string)[] Items(QueryShape step) => step.Fragment.Items.Select(item => (item.Name, Text(item))).ToArray();

    private string Text(SqlItem item)
    {
        var sql = new StringBuilder();
        Append(sql, item.Pieces);
        return sql.ToString();
    }

    private void Append(StringBuilder sql, SqlPiece[] pieces)
    {
        foreach (SqlPiece piece in pieces)
        {
            switch (piece.Kind)
            {
                case SqlPieceKind.Text:
                    sql.Append(piece.Value);
                    break;
                case SqlPieceKind.Column:
                    // What was selected is known by its alias alone; everything else is a column of the source.
                    sql.Append(_level.IsProjected ? "" : QueryLevel.Source + ".").Append(ClickHouseText.Identifier(piece.Value));
                    break;
                case SqlPieceKind.Key:
                    sql.Append(KeyText(piece.Value));
                    break;
                case SqlPieceKind.Parameter:
                    AppendParameter(sql, piece);
                    break;
                case SqlPieceKind.Choice:
                    Append(sql, IsNull(piece.Index) ? piece.WhenNull : piece.WhenValue);
                    break;
            }
        }
    }

    private string KeyText(string name)
    {
        foreach ((string key, string text) in _level.Keys ?? [])
        {
            if (key == name)
            {
                return text;
            }
        }

        throw new InvalidOperationException($"The group's key has no part '{name}'.");
    }

    private void AppendParameter(StringBuilder sql, SqlPiece piece)
    {
        if (IsNull(piece.Index))
        {
            sql.Append("NULL");
            return;
        }

        int index = _current.FirstParameter + piece.Index;
        string name = "p" + index.ToString(CultureInfo.InvariantCulture);
        _parameters[index] = (name, piece.Value);
        sql.Append('{').Append(name).Append(':').Append(piece.Value).Append('}');
    }

    private bool IsNull(int parameter) => (_current.Nulls & (1UL << parameter)) != 0;
}
