using System.Text;
using System.Text.Json;
using Denormalized.Tool.Infer.Evidence;
using Denormalized.Tool.Infer.Input;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>The scanner takes what the framework's reader takes, however the text is cut.</summary>
public class ScannerTests
{
    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\"\\ude00\"", "\"\\ud83d\\ud83d\\ude00\"", "\"\\\\ud83d\"", "\\u00g0", "\\n", "\\x", "0", "1", "-", "-0", "01", "1.5", "1.", ".5", "1e5", "1e+", "E-7", "123456789012345678901234567890",
        "true", "false", "null", "tru", "nul", "truefalse", "\"a\"", "\"b\":1", "\"\"", "é", "\t", "\n", " ", "\0", "\u001f", "x", "/", "+1", "\"a\":{\"a\":[1,{}]}", "[[]]",
    ];

    public static Arbitrary<string> Texts() => Gen.OneOf(
        OrderTests.Rows(2).NonEmptyListOf().Select(rows => string.Join('\n', rows)),
        from rows in OrderTests.Rows(2).NonEmptyListOf()
        from fragment in Gen.Elements(Fragments)
        from percent in Gen.Choose(0, 100)
        from cut in Gen.Choose(0, 4)
        select Mutated(string.Join('\n', rows), fragment, percent, cut),
        Gen.Elements(Fragments).ListOf().Select(string.Concat)).ToArbitrary();

    [Property(MaxTest = 3000)]
    public Property Takes_what_the_framework_takes() => Prop.ForAll(Texts(), text =>
    {
        byte[] json = Encoding.UTF8.GetBytes(text);
        Assert.Equal(FrameworkTakes(json), Read(json, json.Length) is not null);
    });

    [Property(MaxTest = 500)]
    public Property Gives_the_same_however_the_text_is_cut() => Prop.ForAll(Texts(), Gen.Choose(1, 7).ToArbitrary(), (text, piece) =>
    {
        byte[] json = Encoding.UTF8.GetBytes(text);
        Assert.Equal(Read(json, json.Length), Read(json, piece));
    });

    [Property(MaxTest = 200)]
    public Property Gives_the_same_on_several_threads() => Prop.ForAll(OrderTests.Inputs(), Gen.Choose(16, 64).ToArbitrary(), (rows, block) =>
    {
        byte[] json = Encoding.UTF8.GetBytes(string.Join('\n', rows));
        Assert.Equal(Read(json, json.Length), ReadOnThreads(json, block));
    });

    [Theory]
    [InlineData("[\n{\"a\":1},\n{\"a\":2}\n]")]
    [InlineData("{\n\"a\":1\n}\n{\"a\":\n2}")]
    [InlineData("[{\"a\":1}]\n[{\"a\":2},{\"a\":3}]")]
    public void What_is_no_lines_gives_the_same_on_several_threads(string text)
    {
        byte[] json = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(text, 50)));
        Assert.Equal(Read(json, json.Length), ReadOnThreads(json, 16));
    }

    [Fact]
    public void An_error_on_several_threads_has_its_line()
    {
        string[] lines = [.. Enumerable.Repeat("{\"a\":1}", 1000)];
        lines[700] = "{\"a\":}";
        byte[] json = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        InputException error = Assert.Throws<InputException>(() => Sample.Infer(json, new ReadOptions { Threads = 3, BlockSize = 64 }));
        Assert.Equal("sample.json:701:6: expected a value, found '}'.", error.Message);
    }

    private static string ReadOnThreads(byte[] json, int block)
    {
        var options = new ReadOptions { Threads = 3, BlockSize = block };
        var root = new PathEvidence();
        var rows = new JsonRows(root, options);
        rows.Read(InputSource.Open("rows", new MemoryStream(json)));
        return $"{rows.Rows} {OrderTests.Schema(root)}";
    }

    private static string Mutated(string text, string fragment, int percent, int cut)
    {
        int at = text.Length * percent / 100;
        return text[..at] + fragment + text[Math.Min(text.Length, at + cut)..];
    }

    /// <summary>Its texts too: half of a surrogate pair is grammar, and no text.</summary>
    private static bool FrameworkTakes(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    reader.GetString();
                }
            }

            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The schema of the rows, null when they are no JSON.</summary>
    private static string? Read(byte[] json, int piece)
    {
        var root = new PathEvidence();
        var scanner = new RowScanner(root, RowPath.Root);
        int consumed = 0;
        try
        {
            for (int end = Math.Min(piece, json.Length); ; end = Math.Min(end + piece, json.Length))
            {
                // What lies behind the text is no zeros but what a buffer holds from before.
                byte[] buffer = new byte[end - consumed + RowScanner.Padding];
                buffer.AsSpan().Fill((byte)'1');
                json.AsSpan(consumed, end - consumed).CopyTo(buffer);
                buffer[end - consumed] = 0;
                consumed += scanner.Read(buffer, 0, end - consumed, final: end == json.Length);
                if (end == json.Length)
                {
                    return $"{scanner.Rows} {OrderTests.Schema(root)}";
                }
            }
        }
        catch (RowSyntaxException)
        {
            return null;
        }
    }
}
