using System.Globalization;
using System.Text;
using FirstWindow.Staff.Domain;
using QRCoder;

namespace FirstWindow.Staff.Features;

/// <summary>A second factor as a person takes it into the authenticator app: by camera, by link or by hand.</summary>
internal sealed class SecondFactor(byte[] secret, string userName)
{
    private const string Issuer = "FirstWindow";

    /// <summary>The secret in Base32, in groups of four that can be read aloud.</summary>
    public string Text { get; } = string.Join(' ', Totp.ToBase32(secret).Chunk(4).Select(c => new string(c)));

    /// <summary>What a QR code or a tap on a telephone hands to the app.</summary>
    public string Link { get; } =
        $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(userName)}?secret={Totp.ToBase32(secret)}&issuer={Issuer}";

    /// <summary>The QR code of the link as an SVG path, a unit a module, with the quiet zone around it.</summary>
    public (int Size, string Path) Draw()
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(Link, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Length; x++)
            {
                if (rows[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        return (rows.Count, path.ToString());
    }
}
