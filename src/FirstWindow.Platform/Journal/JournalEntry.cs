using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Journal;

/// <summary>One thing that happened. Holds references only: no name, number or text of a person.</summary>
public sealed class JournalEntry
{
    /// <summary>Growing key; the position in the chain is given by the block, later.</summary>
    public long Entry { get; init; }

    /// <summary>When, by the database's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What happened: an <see cref="Journal.Act"/>'s code.</summary>
    public required string Act { get; init; }

    /// <summary>Who: staff, customer, service or system.</summary>
    public required string ActorKind { get; init; }

    /// <summary>Who, by id; none for the system.</summary>
    public Guid? Actor { get; init; }

    /// <summary>The role that allowed it.</summary>
    public string? Role { get; init; }

    /// <summary>Why personal data was touched.</summary>
    public string? Purpose { get; init; }

    /// <summary>Kind of what it was done to.</summary>
    public required string SubjectKind { get; init; }

    /// <summary>What it was done to.</summary>
    public Guid Subject { get; init; }

    /// <summary>The contact at hand, if any.</summary>
    public Guid? Contact { get; init; }

    /// <summary>The clause that refused, for refusals.</summary>
    public string? Clause { get; init; }

    /// <summary>Codes and references, short.</summary>
    public string? Detail { get; init; }

    /// <summary>Proof that this program wrote the row: a row added behind its back is found even before it is
    /// sealed.</summary>
    public byte[] Mac { get; set; } = [];

    /// <summary>The block that seals it; none for the first moments.</summary>
    public long? Block { get; init; }
}

/// <summary>A run of entries, in order, chained to the block before and signed with a key kept outside the
/// database.</summary>
public sealed class JournalBlock
{
    /// <summary>1, 2, 3 …</summary>
    public long Number { get; init; }

    /// <summary>When it was sealed.</summary>
    public DateTimeOffset SealedAt { get; init; }

    /// <summary>Position of its first entry in the whole journal, from 1.</summary>
    public long FirstPosition { get; init; }

    /// <summary>How many entries it seals.</summary>
    public int Entries { get; init; }

    /// <summary>For each stream its name, and for each entry its key and 8 bytes of its digest: names what was
    /// altered.</summary>
    public required byte[] Contents { get; init; }

    /// <summary>Hash of the block before; zeros for the first.</summary>
    public required byte[] Prior { get; init; }

    /// <summary>Over everything above and every entry: SHA-256, or SM3 where the key below is one of SM2.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Which key signed, and so by which algorithms the block was made.</summary>
    public required string KeyId { get; init; }

    /// <summary>Over <see cref="Hash"/>: ECDSA P-256 or SM2.</summary>
    public required byte[] Signature { get; init; }
}

internal sealed class JournalMapping : IModelMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<JournalEntry>(entry =>
        {
            entry.ToTable("journal_entry");
            entry.HasKey(e => e.Entry);
            entry.Property(e => e.Entry).ValueGeneratedOnAdd();
        });
        model.Entity<JournalBlock>(block =>
        {
            block.ToTable("journal_block");
            block.HasKey(b => b.Number);
            block.Property(b => b.Number).ValueGeneratedNever();
        });
        model.Entity<ReencryptedEntry>(entry =>
        {
            entry.ToTable("journal_reencryption");
            entry.HasKey(e => new { e.Stream, e.Entry, e.Batch });
        });
    }
}
