using System.CommandLine;
using FirstWindow.Platform.Crypto;

namespace FirstWindow.Commands;

/// <summary><c>open FILE</c>: decrypts a file of an approved export; needs neither database nor secrets of the
/// house.</summary>
internal static class OpenCommand
{
    private static readonly Argument<string> Sealed = new("FILE") { Description = "The file as it was downloaded." };

    public static Command Make()
    {
        var command = new Command(
            "open", "Decrypts an exported file to standard output; its key is read from standard input.") { Sealed };
        command.SetAction(OpenAsync);
        return command;
    }

    private static async Task<int> OpenAsync(ParseResult parsed, CancellationToken ct)
    {
        var file = await File.ReadAllTextAsync(parsed.GetValue(Sealed)!, ct);
        var key = await Console.In.ReadLineAsync(ct) ?? string.Empty;
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(SealedFile.Open(file, key), ct);
        return 0;
    }
}
