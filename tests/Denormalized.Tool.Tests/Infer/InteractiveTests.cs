using System.Text;
using Denormalized.Tool.Commands;
using Denormalized.Tool.Infer;
using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Input;
using Denormalized.Tool.Infer.Interactive;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>Questions and progress at a terminal.</summary>
public class InteractiveTests
{
    private const string Rows = """
        {"reading":"358","seen_by":1636406685,"size":{"a":1,"b":2,"c":3},"kind":{"type":"x","p":1},"id":"7","price":"1.50","when":"2024-01-01"}
        {"reading":"12","seen_by":1636406686,"size":{"a":1,"d":2},"kind":{"type":"y","q":1},"id":"8","price":"2.50","when":"2024-01-02"}
        """;

    [Fact]
    public void Only_what_is_ambiguous_is_asked()
    {
        IReadOnlyList<Question> questions = Questions.Of(Sample.Decide(Rows));
        Assert.Equal(["$.reading", "$.size", "$.kind"], questions.Select(q => q.Path).Except(["$.seen_by"]));
        Assert.All(questions, q => Assert.Equal(2, q.Options.Count));
        Assert.Empty(Questions.Of(Sample.Decide("""{"id":"7","name":"x","price":"1.50","at":"2024-01-01T00:00:00Z","zip":"12345"}""")));
    }

    [Fact]
    public void The_first_answer_is_what_the_rules_chose_and_the_second_the_other()
    {
        InferenceResult result = Sample.Infer(Encoding.UTF8.GetBytes(Rows));
        string before = Kinds(result);
        using var first = new Terminal(ConsoleKey.Enter);
        Assert.Equal(before, Kinds(Interview.Hold(first, result)));
        using var second = new Terminal(ConsoleKey.DownArrow, ConsoleKey.Enter);
        InferenceResult answered = Interview.Hold(second, Sample.Infer(Encoding.UTF8.GetBytes(Rows)));
        Dictionary<string, Decision> decisions = answered.Root.All().ToDictionary(d => d.Path);
        Assert.Equal("int64", decisions["$.reading"].KindName);
        Assert.Equal("map<string,int64>", decisions["$.size"].KindName);
        Assert.True(decisions["$.kind"].Union!.IsSure);
        Assert.Contains("$.reading: digits in quotes", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_shows_bytes_rows_and_rate_and_nothing_else_does()
    {
        using var terminal = new Terminal();
        byte[] json = Encoding.UTF8.GetBytes(Rows);
        ReadProgress.Run(terminal, json.Length, advanced => Inference.Run([InputSource.Open("rows", new MemoryStream(json))], new ReadOptions(), advanced is null ? null : rows => advanced(rows.Bytes, rows.Rows)));
        Assert.Matches("[0-9.]+ MB, [0-9,]+ rows, [0-9,]+ MB/s", terminal.Text);
        Assert.Null(ReadProgress.Run<object?>(null, null, advanced => { Assert.Null(advanced); return null; }));
    }

    private static string Kinds(InferenceResult result) => string.Join('\n', result.Root.All().Select(d => $"{d.Path} {d.KindName}"));

    /// <summary>A terminal at which somebody presses the same keys again and again.</summary>
    private sealed class Terminal : IAnsiConsole, IAnsiConsoleInput, IDisposable
    {
        private readonly StringWriter _output = new();
        private readonly ConsoleKey[] _keys;
        private readonly IAnsiConsole _console;
        private int _pressed;

        public Terminal(params ConsoleKey[] keys)
        {
            _keys = keys;
            _console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_output) });
            _console.Profile.Width = 200;
        }

        public string Text => _output.ToString();

        public Profile Profile => _console.Profile;

        public IAnsiConsoleCursor Cursor => _console.Cursor;

        public IAnsiConsoleInput Input => this;

        public IExclusivityMode ExclusivityMode => _console.ExclusivityMode;

        public RenderPipeline Pipeline => _console.Pipeline;

        public void Clear(bool home) => _console.Clear(home);

        public void Write(IRenderable renderable) => _console.Write(renderable);

        public void WriteAnsi(Action<AnsiWriter> action) => _console.WriteAnsi(action);

        public bool IsKeyAvailable() => true;

        public ConsoleKeyInfo? ReadKey(bool intercept) => new ConsoleKeyInfo('\0', _keys[_pressed++ % _keys.Length], false, false, false);

        public Task<ConsoleKeyInfo?> ReadKeyAsync(bool intercept, CancellationToken cancellationToken) => Task.FromResult(ReadKey(intercept));

        public void Dispose() => _output.Dispose();
    }
}
