using FirstWindow.Platform.Web;
using Microsoft.Playwright;

namespace FirstWindow.Tests.Journeys;

/// <summary>What the axe rules find on a page.</summary>
internal static class Axe
{
    private const string Look = """
        async (themes) => {
          const html = document.documentElement;
          const own = html.dataset.theme;
          const found = [];
          for (const theme of [own, ...themes.filter((t) => t !== own)]) {
            html.dataset.theme = theme;
            if ("bsTheme" in html.dataset) html.dataset.bsTheme = theme === "dark" ? "dark" : "light";
            const of = theme === own ? {} : { runOnly: ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"] };
            for (const v of (await axe.run(document, { resultTypes: ["violations"], ...of })).violations) {
              for (const n of v.nodes) {
                found.push(`${theme}, ${v.id} at ${n.target.join(" ")}: ${n.any.concat(n.all, n.none).map((c) => c.message).join("; ")}`);
              }
            }
          }
          html.dataset.theme = own;
          if ("bsTheme" in html.dataset) html.dataset.bsTheme = own === "dark" ? "dark" : "light";
          return found;
        }
        """;

    private static readonly string Script = Read();

    /// <summary>A line for each, headed by where it was. In the themes the page is not in, only what colours and sizes
    /// decide is looked at: the rest of it is the same.</summary>
    public static Task<IEnumerable<string>> LookInEveryThemeAsync(IPage page, string where) =>
        LookAsync(page.MainFrame, where, [.. Preferences.Themes]);

    /// <summary>A line for each, headed by where it was.</summary>
    public static Task<IEnumerable<string>> LookAsync(IPage page, string where) => LookAsync(page.MainFrame, where);

    /// <summary>A line for each, headed by where it was.</summary>
    public static Task<IEnumerable<string>> LookAsync(IFrame page, string where) => LookAsync(page, where, []);

    // Evaluated by the debugger, so the page's content security policy stays in force.
    private static async Task<IEnumerable<string>> LookAsync(IFrame page, string where, string[] themes)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync(Script);
        }

        return (await page.EvaluateAsync<string[]>(Look, themes)).Select(v => $"{where}: {v}");
    }

    private static string Read()
    {
        using var script = typeof(Axe).Assembly.GetManifestResourceStream("axe.min.js")!;
        using var reader = new StreamReader(script);
        return $"(() => {{ {reader.ReadToEnd()}\n }})()";
    }
}
