using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace StyleForge.Models.Files;

/// <summary>
/// Files in the narrow sense, whose bytes lie still. What else may have the name of a file, such as a pipe, is told apart
/// without opening it, because opening a pipe waits for whoever writes into it.
/// </summary>
public static partial class PlainFile
{
    /// <summary>What <see cref="KindOfOther"/> calls a pipe, named or not.</summary>
    public const string Pipe = "a pipe";

    private const int WorkingDirectory = -100;
    private const uint TypeWanted = 1;
    private const int ModeOffset = 28;
    private const int ResultLength = 256;
    private const int TypeMask = 0xF000;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bufferSize">Bytes that the stream reads ahead; 0 for none.</param>
    /// <exception cref="FileReadException">There is none, it is no file, or it cannot be read.</exception>
    public static FileStream OpenRead(string path, int bufferSize = 4096)
    {
        if (Directory.Exists(path))
        {
            throw new FileReadException(path, "is a folder, but must be a file: name a file in it");
        }

        if (KindOfOther(path) is { } other)
        {
            throw new FileReadException(path, $"is {other}, but must be a file");
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileReadException(path, LinkTarget(path) is { } target ? $"is a link to \"{target}\", which does not exist" : "does not exist", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new FileReadException(path, "cannot be read: no permission", failure);
        }
        catch (IOException failure)
        {
            throw new FileReadException(path, LinkTarget(path) is null ? $"cannot be read: {failure.Message.TrimEnd('.')}" : "is a link that leads in a circle, or to what cannot be read", failure);
        }
    }

    /// <summary>
    /// What there is in place of a file, with its article: «a pipe». Null for a file or a folder, where there is nothing, and
    /// where the system does not tell, which is everywhere but on Linux.
    /// </summary>
    public static string? KindOfOther(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var result = new byte[ResultLength];
            return Stat(WorkingDirectory, path, 0, TypeWanted, result) != 0 ? null
                : (BinaryPrimitives.ReadUInt16LittleEndian(result.AsSpan(ModeOffset)) & TypeMask) switch
                {
                    0x1000 => Pipe,
                    0x2000 or 0x6000 => "a device",
                    0xC000 => "a socket",
                    _ => null,
                };
        }
        catch (EntryPointNotFoundException)
        {
            return null; // A C library from before 2018.
        }
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // statx and not stat, because its result is laid out alike on all processors.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(int folder, string path, int flags, uint mask, byte[] result);
}
