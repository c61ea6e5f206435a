using System.Security.Cryptography;
using FirstWindow.Platform.Files;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Bank;

/// <summary>A picture the bank's pages may carry; the settings name the one that holds by its digest.</summary>
public sealed class BankLogo
{
    /// <summary>Largest file, in bytes.</summary>
    public const int BytesMax = 262_144;

    private const int PixelsMin = 32;
    private const int PixelsMax = 1_024;

    /// <summary>SHA-256 of the content, in hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>Media type.</summary>
    public required string Type { get; init; }

    /// <summary>The picture as it was written anew.</summary>
    public required byte[] Content { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>Where browsers find the logo that holds; the house's own mark when there is none.</summary>
    public static string Url(BankSettings settings, Assets assets) =>
        settings.Logo.Length == 0 ? assets.Url("icon.svg") : UrlOf(settings.Logo);

    /// <summary>Where browsers find a logo.</summary>
    public static string UrlOf(string digest) => $"/assets/logo/{digest}";

    /// <summary>Reads what was sent, as every file is read: by its content, written anew, nothing behind it.</summary>
    public static Result<BankLogo> Read(byte[] sent, DateTimeOffset at)
    {
        if (sent.Length > BytesMax)
        {
            return BankErrors.BadLogo;
        }

        var read = SafeFile.Read(sent);
        return read.Error is { } fault ? fault
            : read.Value is not { Type: "image/png" or "image/jpeg" } file
                || file.Width is < PixelsMin or > PixelsMax || file.Height is < PixelsMin or > PixelsMax
                ? BankErrors.BadLogo
            : new BankLogo
            {
                Digest = Convert.ToHexStringLower(SHA256.HashData(file.Content)),
                Type = file.Type,
                Content = file.Content,
                MadeAt = at,
            };
    }
}

internal sealed class BankLogoMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<BankLogo>(logo =>
    {
        logo.ToTable("bank_logo");
        logo.HasKey(l => l.Digest);
    });
}
