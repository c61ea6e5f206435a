using System.Data.Common;
using System.Diagnostics;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Platform.Privacy;

/// <summary>What was done to a column.</summary>
/// <param name="Column">Which.</param>
/// <param name="Done">Ciphertexts sealed anew.</param>
/// <param name="Erased">Left as they are, because their key was destroyed: nobody reads them again.</param>
public sealed record Resealed(SealedColumn Column, long Done, long Erased);

/// <summary>
/// Seals ciphertexts anew under the keys and algorithms in force, a transaction a batch, while servers go on. A row
/// that changed meanwhile is left to them: they write by what is in force already. Killed at any moment it goes on
/// where it was, because what is to be done is seen on each ciphertext.
/// </summary>
public sealed class Resealing(Connections connections, KeyRing ring, SubjectKeys keys, IServiceScopeFactory scopes)
{
    /// <summary>Seals a column anew.</summary>
    public async Task<Resealed> RunAsync(SealedColumn column, CancellationToken ct)
    {
        var (done, erased) = (0L, 0L);
        IReadOnlyList<object>? after = null;
        while (await ReadAsync(column, after, ct) is { Count: > 0 } rows)
        {
            after = rows[^1].Key;
            var began = Stopwatch.GetTimestamp();
            var changes = new List<(Row Row, byte[] New)>();
            foreach (var row in rows.Where(r => IsOld(column, r.Sealed)))
            {
                if (await SealAsync(column, row, ct) is { } anew)
                {
                    changes.Add((row, anew));
                }
                else
                {
                    erased++;
                }
            }

            done += await WriteAsync(column, changes, ct);
            await Task.Delay(Stopwatch.GetElapsedTime(began), ct); // Half of the time belongs to the servers.
        }

        return new(column, done, erased);
    }

    /// <summary>How many ciphertexts of a column are not under the keys and algorithms in force.</summary>
    public async Task<long> CountOldAsync(SealedColumn column, CancellationToken ct) => column.IsText
        ? (await ReadAsync(column, null, ct)).Count(r => IsOld(column, r.Sealed))
        : (await connections.ReadAsync(
            $"SELECT COUNT(*) FROM {column.Table} WHERE {IsOldSql(column)}", [("@mark", MarkOf(column))],
            r => r.Number(0), ct))[0];

    /// <summary>How many entries of the journal cannot be encrypted anew yet, because no block holds them.</summary>
    public async Task<long> CountUnsealedAsync(SealedColumn column, CancellationToken ct) =>
        (await connections.ReadAsync(
            $"SELECT COUNT(*) FROM {column.Table} WHERE block IS NULL AND {IsOldSql(column)}",
            [("@mark", MarkOf(column))], r => r.Number(0), ct))[0];

    /// <summary>How many ciphertexts of a column carry a profile's mark.</summary>
    public async Task<long> CountAsync(SealedColumn column, CryptoProfile profile, CancellationToken ct) =>
        column.IsText
            ? (await connections.ReadAsync($"SELECT {column.Column} FROM {column.Table}", [],
                r => Convert.FromBase64String(r.GetString(0)), ct)).Count(b => SealedBytes.ProfileOf(b) == profile)
            : (await connections.ReadAsync(
                $"SELECT COUNT(*) FROM {column.Table} WHERE substr({column.Column}, 1, 1) = @mark",
                [("@mark", new[] { (byte)profile })], r => r.Number(0), ct))[0];

    // With one version of the master key its id says nothing; with more it stands behind the mark.
    private byte[] MarkOf(SealedColumn column) => column.IsUnderMaster && ring.Master.Version > 1
        ? [(byte)ring.InForce.Profile, .. ring.Master.Id.ToByteArray(bigEndian: true)]
        : [(byte)ring.InForce.Profile];

    private string IsOldSql(SealedColumn column) => column.IsText ? $"{column.Column} IS NOT NULL"
        : $"substr({column.Column}, 1, {MarkOf(column).Length}) <> @mark";

    private bool IsOld(SealedColumn column, byte[] sealedBytes) => !sealedBytes.AsSpan().StartsWith(MarkOf(column));

    private async Task<List<Row>> ReadAsync(SealedColumn column, IReadOnlyList<object>? after, CancellationToken ct)
    {
        var keyColumns = column.Key.Split(',', StringSplitOptions.TrimEntries);
        var parameters = keyColumns.Select((_, i) => $"@key{i}");
        var beyond = after is null ? string.Empty : $" AND ({column.Key}) > ({string.Join(", ", parameters)})";
        var stream = column.Stream;
        var context = column.ContextOf is null ? column.Context : keyColumns[0];
        var sql = $"SELECT {column.Key}, {context}, {column.Column}"
            + (stream is null ? $" FROM {column.Table}"
                : $", key_id, {stream.SelectList} FROM {column.Table} JOIN journal_block ON number = block")
            + $" WHERE {IsOldSql(column)}{beyond} ORDER BY {column.Key} LIMIT {column.TogetherMax}";
        (string, object)[] values = [
            ("@mark", MarkOf(column)), .. (after ?? []).Select((value, i) => ($"@key{i}", value))];
        return await connections.ReadAsync(sql, column.IsText ? values[1..] : values, reader =>
        {
            var key = keyColumns.Select((_, i) => reader.GetValue(i)).ToList();
            var at = key.Count;
            var value = reader.GetValue(at + 1);
            return new Row(key, column.ContextOf?.Invoke(key) ?? Conventions.ToGuid(reader.GetValue(at)),
                value as byte[] ?? Convert.FromBase64String((string)value),
                stream is null ? null : JournaledRow.Read(reader, at + 2, stream));
        }, ct);
    }

    private async Task<byte[]?> SealAsync(SealedColumn column, Row row, CancellationToken ct)
    {
        if (column.IsUnderMaster)
        {
            var wrapped = column.Table == "data_key" ? row.Context : default;
            return ring.Seal(ring.Open(row.Sealed, row.Context), row.Context, wrapped);
        }

        return await keys.DecryptBytesAsync(row.Sealed, row.Context, ct) is { } plain
            ? keys.Encrypt(SealedBytes.KeyIdOf(row.Sealed), plain, row.Context) : null;
    }

    private async Task<int> WriteAsync(
        SealedColumn column, IReadOnlyList<(Row Row, byte[] New)> changes, CancellationToken ct)
    {
        if (changes.Count == 0)
        {
            return 0;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        await db.BeginAsync(ct);
        var done = 0;
        var batch = Guid.CreateVersion7();
        var links = new List<ReencryptedEntry>();
        foreach (var (row, anew) in changes)
        {
            var mac = row.Journaled?.MacWith(column, anew, ring);
            if (await UpdateAsync(db, column, row, anew, mac, ct) == 1)
            {
                done++;
                if (row.Journaled is { } journaled)
                {
                    links.Add(journaled.LinkTo(column, anew, mac!, batch, ring));
                }
            }
        }

        if (links.Count > 0)
        {
            db.AddRange(links);
            scope.ServiceProvider.GetRequiredService<JournalBook>().Record(Actor.System, Reencryptions.Attested,
                new("reencryption", batch), Reencryptions.Attest(links, ring.InForce));
        }

        await db.CommitAsync(ct);
        return done;
    }

    // Only what is still as it was read: a server may have written meanwhile.
    private static Task<int> UpdateAsync(
        Database db, SealedColumn column, Row row, byte[] anew, byte[]? mac, CancellationToken ct)
    {
        List<object> values = [AsStored(anew), AsStored(row.Sealed), .. row.Key];
        var found = column.Key.Split(',', StringSplitOptions.TrimEntries).Select((k, i) => $"{k} = {{{i + 2}}}");
        var set = $"{column.Column} = {{0}}";
        if (mac is not null)
        {
            set += $", mac = {{{values.Count}}}";
            values.Add(mac);
        }

        var sql = $"UPDATE {column.Table} SET {set} WHERE {string.Join(" AND ", found)} AND {column.Column} = {{1}}";
        return db.Database.ExecuteSqlRawAsync(sql, values, ct);

        object AsStored(byte[] bytes) => column.IsText ? Convert.ToBase64String(bytes) : bytes;
    }

    private sealed record Row(IReadOnlyList<object> Key, Guid Context, byte[] Sealed, JournaledRow? Journaled);

    /// <summary>A row that its block knows by its digest.</summary>
    private sealed record JournaledRow(string BlockKey, long Entry, byte[] Mac, IReadOnlyList<object> Values)
    {
        public static JournaledRow Read(DbDataReader reader, int at, JournalStream stream) => new(
            reader.GetString(at), reader.GetInt64(at + 1), (byte[])reader.GetValue(at + 3),
            [.. stream.Columns.Select((_, i) => reader.GetValue(at + 1 + JournalStream.FirstColumn + i))]);

        public byte[] MacWith(SealedColumn column, byte[] anew, KeyRing ring) => BytesOf(column, anew).Mac(ring);

        public ReencryptedEntry LinkTo(SealedColumn column, byte[] anew, byte[] mac, Guid batch, KeyRing ring)
        {
            var provider = ring.Signers[BlockKey].Provider; // Digests stay those of the block.
            var (prior, next) = (new byte[CryptoProvider.HashBytes], new byte[CryptoProvider.HashBytes]);
            BytesOf(column, null).Digest(Mac, provider, prior);
            BytesOf(column, anew).Digest(mac, provider, next);
            return new() { Stream = column.Table, Entry = Entry, Batch = batch, Prior = prior, Next = next };
        }

        private RowBytes BytesOf(SealedColumn column, byte[]? anew)
        {
            var row = new RowBytes().Start(column.Table);
            for (var i = 0; i < Values.Count; i++)
            {
                row.Add(anew is not null && column.Stream!.Columns[i] == column.Column ? anew : Values[i]);
            }

            return row;
        }
    }
}
