using System.Text.RegularExpressions;
using Xunit;

namespace FirstWindow.Tests.Architecture;

/// <summary>What must not be in the program at all, asked of its sources: rows of docs/asvs.md rest on it. The
/// simulator's people are played, and hold nothing.</summary>
public sealed partial class ReadingTheSources
{
    // One-time codes as the standard says; the form in which public collections of stolen passwords come.
    private static readonly string[] ByOthers = ["Totp.cs", "StolenPasswords.cs"];

    // How long to wait before another try, and a training's order: nothing that nobody may guess.
    private static readonly string[] Guessable = ["LetterWorker.cs", "Outbox.cs", "LinearTrainer.cs"];

    [Fact]
    public void Only_approved_algorithms_are_called() =>
        Assert.DoesNotContain(Found("*.cs", Weak()), f => !ByOthers.Contains(f.File));

    [Fact]
    public void What_nobody_may_guess_comes_from_the_systems_generator() =>
        Assert.DoesNotContain(Found("*.cs", Weakly()), f => !Guessable.Contains(f.File));

    [Fact]
    public void No_script_of_ours_makes_text_into_a_program() => Assert.Empty(Found("*.js", Evaluation()));

    [Fact]
    public void Every_password_is_masked_and_may_come_from_a_password_manager()
    {
        var fields = Found("*.razor", PasswordField()).ToList();

        Assert.True(fields.Count >= 8, $"{fields.Count} fields");
        Assert.All(fields, f => Assert.Matches("type=\"password\"[^>]*autocomplete=\"(current|new)-password\"", f.Text));
        Assert.Empty(Found("*.razor", Pasting()));
        Assert.DoesNotContain(Found("*.js", Pasting()), f => f.File != "chat-files.js"); // A picture into the chat.
    }

    private static IEnumerable<(string File, string Text)> Found(string kind, Regex what) =>
        Directory.EnumerateFiles(Path.Combine(KeepingTheHouse.Root, "src"), kind, SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/") && !f.Contains("/lib/") && !f.Contains("/FirstWindow.Simulator/"))
            .SelectMany(f => what.Matches(File.ReadAllText(f)).Select(m => (Path.GetFileName(f), m.Value)));

    [GeneratedRegex(@"\b(MD5|SHA1|HMACMD5|HMACSHA1|DES|TripleDES|RC2|RC4|AesCbc|CipherMode|Rfc2898DeriveBytes|DSA)\b"
        + @"|Aes\.Create|EncryptCbc|EncryptEcb|EncryptionPadding\.Pkcs1|SignaturePadding\.Pkcs1")]
    private static partial Regex Weak();

    [GeneratedRegex(@"\bRandom\.Shared|new Random\(|\bnew Random\b")]
    private static partial Regex Weakly();

    [GeneratedRegex(@"\beval\(|new Function\(|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|set(Timeout|Interval)\(\s*['""`]")]
    private static partial Regex Evaluation();

    [GeneratedRegex("<input[^>]*(type=\"password\"|name=\"(old|password|again)\")[^>]*>")]
    private static partial Regex PasswordField();

    [GeneratedRegex("onpaste|['\"]paste['\"]|autocomplete=\"off\"[^>]*type=\"password\"")]
    private static partial Regex Pasting();
}
