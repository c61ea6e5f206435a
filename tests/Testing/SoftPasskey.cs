using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FirstWindow.Tests;

/// <summary>A device with a passkey, written in software: its signatures are real, and it can cheat.</summary>
public sealed class SoftPasskey : IDisposable
{
    private const byte Present = 0x01;
    private const byte Verified = 0x04;
    private const byte MayBeCopied = 0x08;
    private const byte HasKey = 0x40;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private string? owner;

    /// <summary>What the device knows the passkey by.</summary>
    public byte[] Id { get; init; } = RandomNumberGenerator.GetBytes(16);

    /// <summary>Where the browser stands.</summary>
    public required string Origin { get; init; }

    /// <summary>Whether it hands the key to other devices.</summary>
    public bool IsCopied { get; init; }

    /// <summary>Whether it has checked who holds it.</summary>
    public bool IsVerified { get; set; } = true;

    /// <summary>How many signatures it has made; a copied device goes on from an older count.</summary>
    public uint Count { get; set; }

    /// <summary>The answer to a challenge that asks for a new passkey.</summary>
    public object Make(JsonElement challenge, string? origin = null)
    {
        var options = challenge.GetProperty("options");
        owner = options.GetProperty("user").GetProperty("id").GetString();
        var cbor = new CborWriter();
        cbor.WriteStartMap(3);
        cbor.WriteTextString("fmt");
        cbor.WriteTextString("none");
        cbor.WriteTextString("attStmt");
        cbor.WriteStartMap(0);
        cbor.WriteEndMap();
        cbor.WriteTextString("authData");
        cbor.WriteByteString(
            [.. Data(options.GetProperty("rp").GetProperty("id").GetString()!, HasKey), .. new byte[16],
                0, (byte)Id.Length, .. Id, .. PublicKey()]);
        cbor.WriteEndMap();
        return Answer(challenge, new
        {
            clientDataJSON = Text(ClientData("webauthn.create", options, origin)),
            attestationObject = Text(cbor.Encode()),
            transports = new[] { "usb" },
        });
    }

    /// <summary>The answer to a challenge that asks for a known one.</summary>
    public object Sign(JsonElement challenge, string? origin = null)
    {
        var options = challenge.GetProperty("options");
        Count++;
        var data = Data(options.GetProperty("rpId").GetString()!, 0);
        var client = ClientData("webauthn.get", options, origin);
        return Answer(challenge, new
        {
            clientDataJSON = Text(client),
            authenticatorData = Text(data),
            signature = Text(key.SignData(
                [.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence)),
            userHandle = owner,
        });
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private object Answer(JsonElement challenge, object response) => new
    {
        challenge = challenge.GetProperty("id").GetGuid(),
        credential = new
        {
            id = Text(Id),
            rawId = Text(Id),
            type = "public-key",
            clientExtensionResults = new { },
            authenticatorAttachment = "cross-platform",
            response,
        },
    };

    private byte[] ClientData(string type, JsonElement options, string? origin) => Encoding.UTF8.GetBytes(
        JsonSerializer.Serialize(new
        {
            type,
            challenge = options.GetProperty("challenge").GetString(),
            origin = origin ?? Origin,
            crossOrigin = false,
        }));

    private byte[] Data(string domain, byte more)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count);
        var flags = (byte)(Present | more | (IsVerified ? Verified : 0) | (IsCopied ? MayBeCopied : 0));
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), flags, .. count];
    }

    private byte[] PublicKey()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var cose = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cose.WriteStartMap(5);
        foreach (var (label, value) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            cose.WriteInt32(label);
            cose.WriteInt32(value);
        }

        cose.WriteInt32(-2);
        cose.WriteByteString(point.X!);
        cose.WriteInt32(-3);
        cose.WriteByteString(point.Y!);
        cose.WriteEndMap();
        return cose.Encode();
    }
}
