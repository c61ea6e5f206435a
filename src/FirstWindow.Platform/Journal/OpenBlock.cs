using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Text;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Privacy;

namespace FirstWindow.Platform.Journal;

/// <summary>A block as stored, and what its entries turned out to be.</summary>
internal sealed class OpenBlock
{
    private const int LineBytes = 16;
    private const int FingerprintBytes = 8;
    private readonly List<Section> sections = [];
    private byte[] contents = [];
    private byte[] hash = [];
    private int known;
    private int met;

    public required long Number { get; init; }

    public required long SealedAt { get; init; }

    public required long FirstPosition { get; init; }

    /// <summary>How many entries it says it holds.</summary>
    public required int Declared { get; init; }

    public required byte[] Prior { get; init; }

    public required byte[] Hash { get; init; }

    public required string KeyId { get; init; }

    public required byte[] Signature { get; init; }

    /// <summary>The algorithms of the key that signed it.</summary>
    public required CryptoProvider Provider { get; init; }

    /// <summary>Reads a block's row.</summary>
    public static OpenBlock Read(DbDataReader reader, KeyRing keys)
    {
        var block = new OpenBlock
        {
            Number = reader.GetInt64(0),
            SealedAt = reader.GetInt64(1),
            FirstPosition = reader.GetInt64(2),
            Declared = reader.GetInt32(3),
            Prior = (byte[])reader.GetValue(5),
            Hash = (byte[])reader.GetValue(6),
            KeyId = reader.GetString(7),
            Provider = keys.Signers.GetValueOrDefault(reader.GetString(7))?.Provider ?? CryptoProvider.International,
            Signature = (byte[])reader.GetValue(8),
        };
        block.Parse((byte[])reader.GetValue(4));
        return block;
    }

    /// <summary>Takes the next entry that claims to be in this block.</summary>
    /// <returns>What is wrong with it; none when it is the one that was sealed here.</returns>
    public string? Meet(string table, long entry, ReadOnlySpan<byte> digest)
    {
        var section = SectionOf(table);
        if (section is null || section.Met == section.Count || EntryAt(section, section.Met) > entry)
        {
            return $"{table} entry {entry} was inserted into block {Number}.";
        }

        if (EntryAt(section, section.Met) < entry)
        {
            return $"{table} entry {EntryAt(section, section.Met)} was removed from block {Number}.";
        }

        section.Digests ??= new byte[section.Count * CryptoProvider.HashBytes];
        digest.CopyTo(section.Digests.AsSpan(section.Met * CryptoProvider.HashBytes));
        var isAsSealed = digest[..FingerprintBytes].SequenceEqual(FingerprintAt(section, section.Met));
        section.Met++;
        met++;
        if (isAsSealed && met == known)
        {
            hash = Recompute(); // Now, so that the digests of a long journal need not be kept to the end.
            sections.ForEach(s => s.Digests = null);
        }

        return isAsSealed
            ? null : $"{table} entry {entry} was altered (position {FirstPosition + section.Met - 1}, block {Number}).";
    }

    /// <summary>What is wrong with the block once every entry was met; none when nothing is.</summary>
    public string? Fault()
    {
        var lacking = sections.Find(s => s.Met < s.Count);
        return lacking is not null ? $"{lacking.Table} entry {EntryAt(lacking, lacking.Met)} was removed from block {Number}."
            : (sections.Count == 0 ? Recompute() : hash).AsSpan().SequenceEqual(Hash)
                ? null : $"Block {Number} does not match its entries.";
    }

    private byte[] Recompute()
    {
        var sealedContents = new BlockContents(Provider);
        foreach (var section in sections.OrderBy(s => s.Table, StringComparer.Ordinal))
        {
            sealedContents.Begin(section.Table, section.Count);
            for (var i = 0; i < section.Count; i++)
            {
                sealedContents.Add(EntryAt(section, i),
                    section.Digests.AsSpan(i * CryptoProvider.HashBytes, CryptoProvider.HashBytes));
            }
        }

        return sealedContents.Hash(Number, SealedAt, FirstPosition, Prior);
    }

    private Section? SectionOf(string table)
    {
        foreach (var section in sections)
        {
            if (section.Table == table)
            {
                return section;
            }
        }

        return null;
    }

    private long EntryAt(Section section, int index) =>
        BinaryPrimitives.ReadInt64BigEndian(contents.AsSpan(section.At + (index * LineBytes)));

    private ReadOnlySpan<byte> FingerprintAt(Section section, int index) =>
        contents.AsSpan(section.At + (index * LineBytes) + sizeof(long), FingerprintBytes);

    // "table:count;" then count × (8 bytes of key, 8 of digest), stream after stream.
    private void Parse(byte[] bytes)
    {
        contents = bytes;
        for (var at = 0; at < bytes.Length;)
        {
            var colon = Array.IndexOf(bytes, (byte)':', at);
            var semicolon = Array.IndexOf(bytes, (byte)';', Math.Max(colon, 0));
            if (colon < 0 || semicolon < 0
                || !int.TryParse(
                    bytes.AsSpan(colon + 1, semicolon - colon - 1), CultureInfo.InvariantCulture, out var count)
                || count < 0 || semicolon + 1 + ((long)LineBytes * count) > bytes.Length)
            {
                return; // Garbage: the hash will not match.
            }

            sections.Add(new(Encoding.UTF8.GetString(bytes, at, colon - at), semicolon + 1, count));
            known += count;
            at = semicolon + 1 + (LineBytes * count);
        }
    }

    /// <summary>The entries of one stream in the block.</summary>
    private sealed class Section(string table, int at, int count)
    {
        public string Table => table;

        public int At => at;

        public int Count => count;

        public int Met { get; set; }

        public byte[]? Digests { get; set; }
    }
}
