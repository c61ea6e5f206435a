using Microsoft.Playwright;
using Xunit;
using Xunit.Abstractions;

namespace FirstWindow.Tests.Journeys;

public sealed class PaintingFast(Houses houses, Chromium chromium, ITestOutputHelper output)
    : Browsing(houses, chromium)
{
    private const int Loads = 9;
    private const int BytesMax = 40_000;

    private const string FirstPaint = """
        () => new Promise((resolve) => new PerformanceObserver((list) => {
          const paint = list.getEntriesByName("first-contentful-paint")[0];
          if (paint) resolve(paint.startTime);
        }).observe({ type: "paint", buffered: true }))
        """;

    private const string Transferred = """
        (ending) => performance.getEntriesByType("resource").filter((r) => new URL(r.name).pathname.endsWith(ending))
          .reduce((sum, r) => sum + r.transferSize, 0)
        """;

    [Fact]
    public async Task The_customers_page_is_light_and_paints_at_once()
    {
        var app = await AppAsync();
        var paints = new List<double>();
        for (var i = 0; i < Loads; i++)
        {
            var page = await OpenAsync(app); // A context of its own: nothing is cached.
            await page.GotoAsync("/", new() { WaitUntil = WaitUntilState.NetworkIdle });
            paints.Add(await page.EvaluateAsync<double>(FirstPaint));
            var script = await page.EvaluateAsync<int>(Transferred, ".js");
            var style = await page.EvaluateAsync<int>(Transferred, ".css");
            Assert.InRange(script, 1, BytesMax);
            Assert.InRange(style, 1, BytesMax);
            if (i == 0)
            {
                output.WriteLine($"script {script} bytes, style {style} bytes");
            }

            await page.Context.CloseAsync();
        }

        var median = paints.Order().ElementAt(Loads / 2);
        Console.WriteLine(
            $"first contentful paint of the customer's page, median of {Loads} cold loads: {median:0} ms");
    }
}
