using Xunit;

namespace FirstWindow.Tests.Journeys;

/// <summary>The counter-check of every other journey: what is broken is noticed.</summary>
public sealed class BreakingAPageOnPurpose(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Theory]
    [InlineData(
        "addEventListener('x', () => { throw new Error('broken script'); }); dispatchEvent(new Event('x'))",
        "broken script")]
    [InlineData("console.error('complaint on the console')", "complaint on the console")]
    [InlineData(
        "document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))",
        "content security policy: script-src")]
    [InlineData("document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/other-house.png' }))",
        "content security policy: img-src")]
    public async Task A_fault_fails_the_journey(string act, string fault)
    {
        Allow(fault);
        Allow("Content Security Policy"); // Chromium's own words for the same.
        var page = await OpenAsync(await AppAsync());
        await page.GotoAsync("/");
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        page.Context.Console += (_, line) => Hear(line.Text);
        page.Context.WebError += (_, raised) => Hear(raised.Error);

        await page.EvaluateAsync($"() => {{ {act}; }}");
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(20)); // A breach is told in a task of its own, some time later.

        Assert.Contains(FaultsSoFar, f => f.Contains(fault, StringComparison.Ordinal));

        void Hear(string words)
        {
            if (words.Contains(fault, StringComparison.Ordinal))
            {
                heard.TrySetResult();
            }
        }
    }
}
