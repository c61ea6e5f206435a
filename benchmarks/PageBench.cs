using System.IO.Compression;
using System.Text.RegularExpressions;

namespace FirstWindow.Bench;

/// <summary>What a customer's browser must load before the page works.</summary>
internal static partial class PageBench
{
    private const double Goal = 40;

    public static void Run()
    {
        using var bank = Bank.Open(postgres: null);
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{bank.Port}") };
        using var answer = http.GetAsync("/").GetAwaiter().GetResult();
        if (!answer.IsSuccessStatusCode)
        {
            Console.WriteLine($"page: not measured, the server answers {(int)answer.StatusCode}");
            return;
        }

        var page = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        Print(http, "script", Scripts().Matches(page).Select(m => m.Groups[1].Value));
        Print(http, "CSS", Styles().Matches(page).Select(m => m.Groups[1].Value));
    }

    private static void Print(HttpClient http, string kind, IEnumerable<string> paths)
    {
        var bytes = paths.Distinct().Sum(path => Compressed(http.GetByteArrayAsync(path).GetAwaiter().GetResult()));
        Console.WriteLine($"page: {bytes / 1_000.0:F1} kB {kind} compressed (goal {Goal})");
    }

    private static long Compressed(byte[] plain)
    {
        using var into = new MemoryStream();
        using (var brotli = new BrotliStream(into, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            brotli.Write(plain);
        }

        return into.Length;
    }

    [GeneratedRegex("""<script[^>]* src="([^"]+)""")]
    private static partial Regex Scripts();

    [GeneratedRegex("""<link[^>]* href="([^"]+\.css[^"]*)""")]
    private static partial Regex Styles();
}
