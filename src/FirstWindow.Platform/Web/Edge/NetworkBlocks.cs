using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace FirstWindow.Platform.Web;

/// <summary>
/// The blocks that connections read and write through. Only so many are kept as a busy second needs; the framework's
/// own pool keeps every block that a rush of reconnecting browsers ever took, for many minutes.
/// </summary>
internal sealed class NetworkBlocks : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 4 * 1024;
    private const int KeptMax = 1_024;
    private readonly ConcurrentQueue<Block> kept = new();

    public override int MaxBufferSize => BlockBytes;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        return kept.TryDequeue(out var block) ? block : new Block(this);
    }

    // Whoever made the pool may end it; its blocks belong to the process.
    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Block(NetworkBlocks pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes);

        public void Dispose()
        {
            if (pool.kept.Count < KeptMax)
            {
                pool.kept.Enqueue(this);
            }
        }
    }
}
