using System.Runtime.InteropServices;

namespace FirstWindow.Bench;

/// <summary>Linux's epoll: one thread that watches thousands of sockets at next to no cost, so that the server gets the
/// cores.</summary>
internal sealed partial class Poll : IDisposable
{
    private const int ControlAdd = 1;
    private const uint Readable = 1;
    private const int EventsMax = 512;
    private readonly int handle = Create(0);
    private readonly Event[] events = new Event[EventsMax];

    /// <summary>Watches a socket; <paramref name="tag"/> comes back when it can be read.</summary>
    public void Watch(int socket, int tag)
    {
        var wanted = new Event { Events = Readable, Tag = tag };
        if (Control(handle, ControlAdd, socket, ref wanted) != 0)
        {
            throw new IOException($"epoll_ctl failed: {Marshal.GetLastPInvokeError()}");
        }
    }

    /// <summary>Waits for readable sockets.</summary>
    public int Wait(int milliseconds) => Math.Max(0, Wait(handle, events, EventsMax, milliseconds));

    /// <summary>Tag of one of the sockets that <see cref="Wait(int)"/> found.</summary>
    public int TagOf(int index) => (int)events[index].Tag;

    public static unsafe int Receive(int socket, Span<byte> into)
    {
        fixed (byte* bytes = into)
        {
            return (int)Receive(socket, bytes, (nuint)into.Length, 0);
        }
    }

    public static unsafe void SendAll(int socket, ReadOnlySpan<byte> from)
    {
        fixed (byte* bytes = from)
        {
            if (Send(socket, bytes, (nuint)from.Length, 0) != from.Length)
            {
                throw new IOException($"send failed: {Marshal.GetLastPInvokeError()}");
            }
        }
    }

    public void Dispose() => Close(handle);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int poll, int operation, int socket, ref Event wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int poll, [Out] Event[] events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static unsafe partial nint Receive(int socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static unsafe partial nint Send(int socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    // Packed, as on x86-64.
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Event
    {
        public uint Events;
        public long Tag;
    }
}
