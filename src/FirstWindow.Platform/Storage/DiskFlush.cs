using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FirstWindow.Platform.Storage;

/// <summary>
/// Brings what was written to a file to the disk, and says so when the disk refuses: on Linux the library's own
/// <see cref="RandomAccess.FlushToDisk"/> of .NET 10 returns as if all were well (the fault test fails with it).
/// </summary>
public static class DiskFlush
{
    private static readonly Flush? Data = OperatingSystem.IsLinux()
        ? Marshal.GetDelegateForFunctionPointer<Flush>(
            NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "fdatasync"))
        : null;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
    private delegate int Flush(int file);

    /// <summary>Returns once the file's contents and length are on disk.</summary>
    /// <exception cref="IOException">The disk refused; what was written since the last flush may be lost.</exception>
    public static void Contents(SafeFileHandle file)
    {
        if (Data is null)
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            if (Data((int)file.DangerousGetHandle()) != 0)
            {
                throw new IOException($"The disk did not take a flush: {Marshal.GetLastPInvokeErrorMessage()}.");
            }
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }
}
