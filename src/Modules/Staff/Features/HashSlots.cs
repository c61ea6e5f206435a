using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform;
using FirstWindow.Staff.Domain;

namespace FirstWindow.Staff.Features;

/// <summary>Section "Hashing": how much of a node slow hashes may take.</summary>
public sealed class HashingOptions
{
    /// <summary>Passwords hashed at once; 0 for half of the processors.</summary>
    [Range(0, 256)]
    public int AtOnceMax { get; set; }

    /// <summary>Passwords that wait for their turn; beyond it the caller is told to come again.</summary>
    [Range(0, 10_000)]
    public int WaitingMax { get; set; } = 100;
}

/// <summary>Lets only so many slow hashes run at once on a node, and only so many wait.</summary>
internal sealed class HashSlots(HashingOptions options) : IDisposable
{
    private readonly SemaphoreSlim free = new(
        options.AtOnceMax > 0 ? options.AtOnceMax : Math.Max(1, Environment.ProcessorCount / 2));

    private int waiting;

    /// <summary>Runs a hash when its turn comes; refuses it when too many wait.</summary>
    public async Task<Result<T>> RunAsync<T>(Func<T> hash, CancellationToken ct)
    {
        if (!free.Wait(0, CancellationToken.None))
        {
            try
            {
                if (Interlocked.Increment(ref waiting) > options.WaitingMax)
                {
                    return StaffErrors.TooManyHashes;
                }

                await free.WaitAsync(ct);
            }
            finally
            {
                Interlocked.Decrement(ref waiting);
            }
        }

        try
        {
            return hash();
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose() => free.Dispose();
}
