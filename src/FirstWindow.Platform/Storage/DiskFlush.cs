using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FirstWindow.Platform.Storage;

/// <summary>Brings what was written to a file to the disk.</summary>
public static partial class DiskFlush
{
    /// <summary>
    /// Returns once the file's contents are on disk. On Linux its time of change may not be: writing that down too
    /// makes every flush wait for the file system's own journal.
    /// </summary>
    /// <exception cref="IOException">The disk refused; what was written may be lost.</exception>
    public static void Contents(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (FlushData(file) != 0)
        {
            throw new IOException($"fdatasync: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(SafeFileHandle file);
}
