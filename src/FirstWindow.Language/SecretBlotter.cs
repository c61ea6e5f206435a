using System.Text;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Secrets;

namespace FirstWindow.Language;

/// <summary>A text without its secrets, and how many were blotted out.</summary>
public readonly record struct Blotted(string Text, int Count);

/// <summary>
/// Blots out what only the customer may know (class C3 of JR/T 0171-2020: passwords, one-time codes, card security
/// codes, card expiry, track data) before a text reaches the disk. Linear in the length of the text.
/// </summary>
internal static class SecretBlotter
{
    /// <summary>Blots out secrets; a bare number counts as one when the text before it spoke of a code.</summary>
    public static Blotted Blot(string text, string? previousText, Lexicon words)
    {
        var secrets = SecretFinder.Find(text, previousText, words);
        return secrets.Count == 0 ? new(text, 0) : new(Cover(text, secrets), secrets.Count);
    }

    private static string Cover(string text, List<Secret> secrets)
    {
        var chinese = IsMarkedInChinese(text);
        var covered = new StringBuilder(text.Length + 16 * secrets.Count);
        var at = 0;
        foreach (var secret in secrets)
        {
            covered.Append(text, at, secret.Start - at).Append(Marker(secret.Kind, chinese));
            at = secret.Start + secret.Length;
        }

        return covered.Append(text, at, text.Length - at).ToString();
    }

    internal static bool IsMarkedInChinese(string text)
    {
        var latin = false;
        foreach (var c in text)
        {
            if (CharTable.IsHan(c))
            {
                return true;
            }

            latin |= char.IsAsciiLetter(c);
        }

        return !latin;
    }

    private static string Marker(SecretKind kind, bool chinese) => kind switch
    {
        SecretKind.Password => chinese ? "【已隐去:密码】" : "[hidden: password]",
        SecretKind.OneTimeCode => chinese ? "【已隐去:验证码】" : "[hidden: one-time code]",
        SecretKind.CardSecurityCode => chinese ? "【已隐去:安全码】" : "[hidden: security code]",
        SecretKind.CardExpiry => chinese ? "【已隐去:有效期】" : "[hidden: card expiry]",
        _ => chinese ? "【已隐去:磁道信息】" : "[hidden: card track]",
    };
}
