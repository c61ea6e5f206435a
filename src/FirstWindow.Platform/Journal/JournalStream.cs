using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Privacy;

namespace FirstWindow.Platform.Journal;

/// <summary>
/// A table whose rows are journal entries. It has the columns <c>entry</c> (growing key), <c>mac</c> and <c>block</c>
/// besides those named here. The journal's own table is one; the messages of conversations are another, so that the hot
/// path writes no second row.
/// </summary>
/// <param name="Table">Table name.</param>
/// <param name="Columns">The columns that count, in this order for ever.</param>
public sealed record JournalStream(string Table, params IReadOnlyList<string> Columns)
{
    /// <summary>The journal's own entries.</summary>
    public static readonly JournalStream Entries = new(
        "journal_entry", "at", "act", "actor_kind", "actor", "role", "purpose", "subject_kind", "subject", "contact",
        "clause", "detail");

    /// <summary>Select list: key, block, mac, then the columns that count.</summary>
    internal string SelectList => $"entry, block, mac, {string.Join(", ", Columns)}";

    /// <summary>Index of the first counting column in <see cref="SelectList"/>.</summary>
    internal const int FirstColumn = 3;
}

/// <summary>One way to write a row as bytes, the same from memory, from SQLite and from PostgreSQL.</summary>
public sealed class RowBytes
{
    private const int MacBytes = 16;
    private byte[] buffer = new byte[1024];
    private int length;

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>Starts a row of a table.</summary>
    public RowBytes Start(string table)
    {
        length = 0;
        return Add(table);
    }

    /// <summary>Adds a column's value: a whole number, text, bytes, an id or nothing.</summary>
    public RowBytes Add(object? value) => value switch
    {
        null or DBNull => AddTagged(0, []),
        long number => Add(number),
        int number => Add((long)number),
        short number => Add((long)number),
        string text => Add(text),
        byte[] bytes => Add(bytes.AsSpan()),
        Guid id => Add(id),
        _ => throw new ArgumentException($"A journal row cannot hold a {value.GetType().Name}.", nameof(value)),
    };

    /// <summary>Adds a whole number.</summary>
    public RowBytes Add(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return AddTagged(1, bytes);
    }

    /// <summary>Adds text as UTF-8.</summary>
    public RowBytes Add(string? value) =>
        value is null ? AddTagged(0, []) : AddTagged(2, Encoding.UTF8.GetBytes(value));

    /// <summary>Adds text that is UTF-8 already.</summary>
    public RowBytes AddText(ReadOnlySpan<byte> utf8) => AddTagged(2, utf8);

    /// <summary>Adds an id: the same 16 bytes on both engines.</summary>
    public RowBytes Add(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return AddTagged(3, bytes);
    }

    /// <summary>Adds bytes.</summary>
    public RowBytes Add(ReadOnlySpan<byte> value) => AddTagged(3, value);

    /// <summary>The row's message authentication code by the algorithms in force: 16 bytes; with others than the
    /// international ones their mark stands in front.</summary>
    public byte[] Mac(KeyRing keys) => Mac(keys.InForce, keys.VersionsHere(KeyUse.JournalMac)[^1]);

    /// <summary>Whether a code is the row's, whichever algorithms and version of the key made it.</summary>
    public bool IsMac(ReadOnlySpan<byte> mac, KeyRing keys)
    {
        if (IsMacOf(mac, keys.VersionsHere(KeyUse.JournalMac)))
        {
            return true;
        }

        keys.LookNow(); // Another node may have made the key, and the row, within this second.
        return IsMacOf(mac, keys.VersionsHere(KeyUse.JournalMac));
    }

    /// <summary>Whether a code is the row's by the key in force.</summary>
    internal bool IsMacInForce(ReadOnlySpan<byte> mac, KeyRing keys) =>
        IsMacOf(mac, [keys.VersionsHere(KeyUse.JournalMac)[^1]]);

    private bool IsMacOf(ReadOnlySpan<byte> mac, IReadOnlyList<SecretKey> versions)
    {
        var provider = mac.Length == MacBytes ? CryptoProvider.International : CryptoProvider.National;
        for (var i = versions.Count - 1; i >= 0; i--)
        {
            if (CryptographicOperations.FixedTimeEquals(mac, Mac(provider, versions[i])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The row's digest once its authentication code is known, by the algorithms of its block.</summary>
    public void Digest(ReadOnlySpan<byte> mac, CryptoProvider provider, Span<byte> digest)
    {
        Add(mac);
        provider.Hash(Written, digest);
    }

    /// <summary>Writes the row a reader stands on.</summary>
    internal RowBytes Read(DbDataReader row, JournalStream stream)
    {
        Start(stream.Table);
        for (var i = 0; i < stream.Columns.Count; i++)
        {
            Add(row.GetValue(JournalStream.FirstColumn + i));
        }

        return this;
    }

    private byte[] Mac(CryptoProvider provider, SecretKey key)
    {
        Span<byte> full = stackalloc byte[CryptoProvider.HashBytes];
        provider.Mac(key.Bytes, Written, full);
        return provider.Profile is CryptoProfile.International ? full[..MacBytes].ToArray()
            : [(byte)provider.Profile, .. full[..MacBytes]];
    }

    private RowBytes AddTagged(byte tag, ReadOnlySpan<byte> value)
    {
        var needed = length + 5 + value.Length;
        if (needed > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(needed, buffer.Length * 2));
        }

        buffer[length] = tag;
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(length + 1), value.Length);
        value.CopyTo(buffer.AsSpan(length + 5));
        length = needed;
        return this;
    }
}

/// <summary>One sealed block's arithmetic, shared by the sealer and the verifier.</summary>
internal sealed class BlockContents(CryptoProvider provider)
{
    private readonly MemoryStream contents = new();
    private readonly MemoryStream digests = new();

    /// <summary>How many entries were added.</summary>
    public int Count { get; private set; }

    /// <summary>Names the stream whose entries follow.</summary>
    public void Begin(string table, int count)
    {
        var name = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{table}:{count};"));
        contents.Write(name);
    }

    /// <summary>Adds an entry.</summary>
    public void Add(long entry, ReadOnlySpan<byte> digest)
    {
        Span<byte> line = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(line, entry);
        digest[..8].CopyTo(line[8..]);
        contents.Write(line);
        digests.Write(digest);
        Count++;
    }

    /// <summary>The bytes kept in the block.</summary>
    public byte[] ToArray() => contents.ToArray();

    /// <summary>The hash that is chained and signed.</summary>
    public byte[] Hash(long number, long sealedAt, long firstPosition, ReadOnlySpan<byte> prior)
    {
        var hash = new byte[CryptoProvider.HashBytes];
        provider.Hash(digests.ToArray(), hash);
        var head = new RowBytes().Start("firstwindow journal 1")
            .Add(number).Add(sealedAt).Add(firstPosition).Add((long)Count).Add(prior).Add(contents.ToArray().AsSpan())
            .Add(hash.AsSpan());
        provider.Hash(head.Written, hash);
        return hash;
    }
}
