namespace FirstWindow.Integration.Domain;

/// <summary>How far the journal was copied to one address outside the house.</summary>
internal sealed class JournalCopy
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Where it goes.</summary>
    public required string Address { get; init; }

    /// <summary>The last block that was acknowledged there.</summary>
    public long Block { get; private set; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>The node that sends now.</summary>
    public Guid? LeaseBy { get; private set; }

    /// <summary>Until when that node alone does.</summary>
    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Takes the turn, unless another node has it.</summary>
    public bool TryLease(Guid node, DateTimeOffset now, TimeSpan time)
    {
        if (LeaseBy is { } other && other != node && LeaseUntil > now)
        {
            return false;
        }

        (LeaseBy, LeaseUntil) = (node, now + time);
        return true;
    }

    /// <summary>Everything up to this block has arrived.</summary>
    public void Acknowledge(long block, DateTimeOffset at) => (Block, SentAt) = (Math.Max(Block, block), at);
}
