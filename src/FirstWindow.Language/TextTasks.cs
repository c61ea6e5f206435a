using FirstWindow.Language.Tasks;

namespace FirstWindow.Language;

/// <summary>
/// The text tasks of the command line: JSON Lines in, one answer a line out, in the same order. Offsets count code
/// points.
/// </summary>
public static class TextTasks
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongArguments = 2;

    /// <summary>The names of all tasks.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["answer", "train-intents", "intents", "check", "redact", "emotion", "complaint", "fraud", "offense"];

    /// <summary>
    /// Runs one task over all lines. A line that is not valid gives an error line and the rest goes on.
    /// </summary>
    /// <param name="task">One of <see cref="Names"/>.</param>
    /// <param name="input">JSON Lines, each with "id" and "text".</param>
    /// <param name="output">One answer a line.</param>
    /// <param name="error">One clear sentence when the task cannot start.</param>
    /// <param name="options">Option names without dashes: articles, data, model, packs.</param>
    /// <returns>0 when all was read, 1 when a file failed, 2 for wrong arguments.</returns>
    public static int Run(
        string task, TextReader input, TextWriter output, TextWriter error, IReadOnlyDictionary<string, string> options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            if (task == "train-intents")
            {
                IntentFiles.Train(Required(options, "data"), Required(options, "model"), output);
                return Done;
            }

            var packs = options.TryGetValue("packs", out var folder) ? PackSet.FromFolder(folder) : PackSet.Shipped;
            var answer = AnswererOf(task, options, packs);
            LineStream.Run(input, output, answer);
            return Done;
        }
        catch (ArgumentException wrong)
        {
            error.WriteLine(wrong.Message);
            return WrongArguments;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or FormatException)
        {
            error.WriteLine(failed.Message);
            return Failed;
        }
    }

    private static LineAnswer AnswererOf(string task, IReadOnlyDictionary<string, string> options, PackSet packs) =>
        task switch
        {
            "answer" => QuestionTask.Over(Required(options, "articles"), packs),
            "intents" => IntentFiles.Reader(Required(options, "model")),
            "check" => new ReplyTask(packs).Answer,
            "redact" => new RedactionTask(packs).Answer,
            "emotion" => new ReadingTasks(packs).Emotion,
            "complaint" => new ReadingTasks(packs).Complaint,
            "fraud" => new ReadingTasks(packs).Fraud,
            "offense" => new ReadingTasks(packs).Offence,
            _ => throw new ArgumentException($"No text task \"{task}\"; the tasks are {string.Join(", ", Names)}."),
        };

    private static string Required(IReadOnlyDictionary<string, string> options, string name) =>
        options.TryGetValue(name, out var value) && value.Length > 0
            ? value
            : throw new ArgumentException($"The option --{name} FILE is missing.");
}
