using Microsoft.Playwright;

namespace FirstWindow.Tests.Journeys;

/// <summary>Asks axe what stands in somebody's way on a page.</summary>
internal static class Axes
{
    private const string Look = """
        async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.flatMap(v => v.nodes.map(n =>
          `${v.id} at ${n.target.join(" ")}: ${n.any.concat(n.all, n.none).map(c => c.message).join("; ")}`))
        """;

    private static readonly string Axe = ReadAxe();

    /// <summary>What it finds, a line each. Evaluated by the debugger, so the page's content security policy stays in
    /// force.</summary>
    public static async Task<string[]> LookAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync(Axe);
        }

        return await page.EvaluateAsync<string[]>(Look);
    }

    private static string ReadAxe()
    {
        using var script = typeof(Axes).Assembly.GetManifestResourceStream("axe.min.js")!;
        using var reader = new StreamReader(script);
        return $"(() => {{ {reader.ReadToEnd()}\n }})()";
    }
}
