using System.CommandLine;
using System.Text;
using FirstWindow.Language;

namespace FirstWindow.Commands;

/// <summary><c>text TASK</c>: reads JSON Lines and answers each line, streaming.</summary>
internal static class TextCommand
{
    private static readonly Argument<string> Task = new("task")
    {
        Description = "answer, train-intents, intents, check, redact, emotion, complaint, fraud or offense.",
    };

    private static readonly Option<string?> Articles = new(
        "--articles")
    { Description = "answer: JSON Lines of articles." };
    private static readonly Option<string?> Examples = new(
        "--data")
    { Description = "train-intents: CSV with the columns text,category." };
    private static readonly Option<string?> Model = new(
        "--model")
    { Description = "train-intents, intents: the model's file." };

    private static readonly Option<string?> Packs = new(
        "--packs")
    { Description = "check, emotion, complaint, fraud: a folder whose packs stand in for the shipped ones." };

    public static Command Make()
    {
        var command = new Command(
            "text", "Understands text: one JSON line in, one out.") { Task, Articles, Examples, Model, Packs };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var options = new Dictionary<string, string>();
        foreach (var option in new[] { Articles, Examples, Model, Packs })
        {
            if (parsed.GetValue(option) is { } value)
            {
                options[option.Name.TrimStart('-')] = value;
            }
        }

        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));
        return TextTasks.Run(parsed.GetValue(Task)!, input, output, Console.Error, options);
    }
}
