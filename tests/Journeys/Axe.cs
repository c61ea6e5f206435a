using Microsoft.Playwright;

namespace FirstWindow.Tests.Journeys;

/// <summary>What the axe rules find on a page.</summary>
internal static class Axe
{
    private const string Look = """
        async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.flatMap(v => v.nodes.map(n =>
          `${v.id} at ${n.target.join(" ")}: ${n.any.concat(n.all, n.none).map(c => c.message).join("; ")}`))
        """;

    private static readonly string Script = Read();

    // Evaluated by the debugger, so the page's content security policy stays in force.
    public static Task<IEnumerable<string>> LookAsync(IPage page, string where) =>
        LookAsync(page.MainFrame, where);

    /// <summary>A line for each, headed by where it was.</summary>
    public static async Task<IEnumerable<string>> LookAsync(IFrame page, string where)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync(Script);
        }

        return (await page.EvaluateAsync<string[]>(Look)).Select(v => $"{where}: {v}");
    }

    private static string Read()
    {
        using var script = typeof(Axe).Assembly.GetManifestResourceStream("axe.min.js")!;
        using var reader = new StreamReader(script);
        return $"(() => {{ {reader.ReadToEnd()}\n }})()";
    }
}
