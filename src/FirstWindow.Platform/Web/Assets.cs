using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace FirstWindow.Platform.Web;

/// <summary>
/// The scripts, styles and icons of all modules, shipped inside the assemblies. Addresses carry a hash, so browsers
/// keep them for ever; they are compressed once, at the first request.
/// </summary>
public sealed class Assets
{
    private readonly FrozenDictionary<string, Asset> assets;

    /// <summary>Reads the assets of all modules.</summary>
    public Assets(Modules modules) => assets = modules.Assemblies
        .SelectMany(a => a.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => new Asset(n[Prefix.Length..], Read(a.GetManifestResourceStream(n)!))))
        .ToFrozenDictionary(a => a.Path, StringComparer.Ordinal);

    private const string Prefix = "wwwroot/";

    /// <summary>Address of an asset, e.g. <c>app.css</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such asset.</exception>
    public string Url(string path) => $"/assets/{path}?v={assets[path].Version}";

    /// <summary>Answers a request for an asset.</summary>
    public IResult Serve(string path, HttpRequest request)
    {
        if (!assets.TryGetValue(path, out var asset))
        {
            return Results.NotFound();
        }

        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = request.Query["v"] == asset.Version ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = $"\"{asset.Version}\"";
        headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch == headers.ETag)
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        var packed = asset.IsCompressible
            && request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (packed)
        {
            headers.ContentEncoding = "br";
        }

        return Results.Bytes(packed ? asset.Compressed : asset.Content, asset.ContentType);
    }

    private static byte[] Read(Stream stream)
    {
        using var copy = new MemoryStream();
        using (stream)
        {
            stream.CopyTo(copy);
        }

        return copy.ToArray();
    }

    private sealed class Asset(string path, byte[] content)
    {
        private byte[]? compressed;

        public string Path => path;

        public byte[] Content => content;

        public string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(content)[..6]);

        public bool IsCompressible =>
            ContentType.StartsWith("text/", StringComparison.Ordinal) || ContentType.Contains("svg");

        public byte[] Compressed => compressed ??= Compress();

        public string ContentType => System.IO.Path.GetExtension(path) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".woff2" => "font/woff2",
            ".txt" or ".md" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        };

        private byte[] Compress()
        {
            using var output = new MemoryStream();
            using (var brotli = new BrotliStream(output, CompressionLevel.Optimal))
            {
                brotli.Write(content);
            }

            return output.ToArray();
        }
    }
}
