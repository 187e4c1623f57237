using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Emit;
using Spectre.Console;

namespace Denormalized.Tool.Infer.Interactive;

/// <summary>Asks at the terminal what the rows leave open, and decides anew with the answers.</summary>
internal static class Interview
{
    /// <exception cref="FormatException">There is no terminal to ask at.</exception>
    public static InferenceResult Hold(IAnsiConsole? console, InferenceResult result)
    {
        if (console is null || !console.Profile.Capabilities.Interactive)
        {
            throw new FormatException("--interactive: there is no terminal to ask at. Leave it out in scripts.");
        }

        IReadOnlyList<Question> questions = Questions.Of(result.Root);
        for (int i = 0; i < questions.Count; i++)
        {
            Question question = questions[i];
            string title = SafeText.Printable($"({i + 1} of {questions.Count}) {question.Path}: {question.Text}");
            var prompt = new SelectionPrompt<Option> { Title = Markup.Escape(title), Converter = o => Markup.Escape(SafeText.Printable(o.Text)) };
            console.Prompt(prompt.AddChoices(question.Options)).Answer();
        }

        console.MarkupLine(questions.Count == 0 ? "Nothing is ambiguous." : $"{questions.Count} answered.");
        return result with { Root = Decider.Decide(result.Root.Evidence) };
    }
}
