using System.Runtime.InteropServices;

namespace StyleForge.Models.Files;

/// <summary>
/// Flushes the names of a folder to the disk, so that a file that was renamed keeps its new name through a power cut. .NET opens no
/// folders, so the system is asked itself.
/// </summary>
public static partial class FolderFlush
{
    private const int ReadOnly = 0;
    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;

    /// <summary>Flushes a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>
    /// False where it was not done: on Windows, which flushes no folder and keeps the order of its names in a journal; where the folder
    /// may be written but not read; and on network shares that know no such request.
    /// </returns>
    public static bool Try(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        var descriptor = Open(folder, ReadOnly | (OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux));
        if (descriptor < 0)
        {
            return false;
        }

        var isFlushed = Flush(descriptor) == 0;
        return Close(descriptor) == 0 && isFlushed;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
