namespace Denormalized.CompilerServices;

/// <content>A type text as the nodes that read and write its values row by row.</content>
internal ref partial struct NativeType
{
    /// <summary>The nodes of a type.</summary>
    /// <exception cref="NotSupportedException">A type whose bytes cannot be taken apart.</exception>
    /// <exception cref="InvalidDataException">Not a type.</exception>
    public static RowBinaryNode ParseRows(string type)
    {
        var parser = new NativeType(type, []);
        RowBinaryNode node = parser.Node(depth: 0);
        parser.Space();
        return parser._at == type.Length ? node : throw parser.Malformed();
    }

    private RowBinaryNode Node(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"The type {Shown()} is nested deeper than {MaxDepth}.");
        }

        string name = Name();
        switch (name)
        {
            case "Nullable":
                return new RowBinaryNode.Nullable(Inner(depth));
            case "Array":
                return new RowBinaryNode.List(Inner(depth));
            case "LowCardinality":
                return Inner(depth); // dictionaries are Native's alone
            case "Map":
                Open();
                RowBinaryNode key = Node(depth + 1);
                Expect(',');
                RowBinaryNode value = Node(depth + 1);
                Close();
                return new RowBinaryNode.List(new RowBinaryNode.Tuple([key, value]));
            case "Nested":
                return new RowBinaryNode.List(Elements(depth));
            case "Tuple":
                return Elements(depth);
            case "SimpleAggregateFunction":
                Open();
                SkipArgument();
                Expect(',');
                RowBinaryNode state = Node(depth + 1);
                Close();
                return state;
            case "String":
                return new RowBinaryNode.Text();
            case "FixedString":
                Open();
                int width = PositiveNumber();
                Close();
                return new RowBinaryNode.Fixed(width);
            case "Decimal":
                Open();
                int bytes = DecimalWidth(PositiveNumber());
                SkipArguments();
                return new RowBinaryNode.Fixed(bytes);
            default:
                var node = new RowBinaryNode.Fixed(FixedWidth(name));
                if (Peek() == '(')
                {
                    Open();
                    SkipArguments();
                }

                return node;
        }
    }

    private RowBinaryNode Inner(int depth)
    {
        Open();
        RowBinaryNode inner = Node(depth + 1);
        Close();
        return inner;
    }

    private RowBinaryNode.Tuple Elements(int depth)
    {
        var elements = new List<RowBinaryNode>();
        Open();
        do
        {
            SkipElementName();
            elements.Add(Node(depth + 1));
        }
        while (TryTake(','));
        Close();
        return new RowBinaryNode.Tuple([.. elements]);
    }
}
