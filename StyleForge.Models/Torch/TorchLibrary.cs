using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StyleForge.Models.Torch;

/// <summary>
/// Loads libtorch, once and only when somebody needs it. Every use of a TorchSharp type comes after <see cref="Load"/>: left to
/// itself TorchSharp prints a page where it cannot load, and cannot load at all where libstdc++ is older than GCC 13's.
/// </summary>
public static partial class TorchLibrary
{
    /// <summary>The environment variable that names the folder of a libtorch of the user's own, such as one for CUDA.</summary>
    public const string FolderVariable = "STYLEFORGE_LIBTORCH";

    // The libtorch that TorchSharp was built for: Directory.Packages.props has the same.
    internal const string Version = "2.10";

    private const int RtldNow = 2;

    private static readonly Lock Gate = new();
    private static bool _isLoaded;
    private static string? _problem;

    /// <summary>
    /// What a user should know of the libtorch that was loaded, one sentence; null for nothing, and before <see cref="Load"/>.
    /// </summary>
    public static string? Notice { get; private set; }

    /// <summary>Whether there is a libtorch for CUDA, by the names of its files: nothing is loaded for the answer.</summary>
    public static bool HasCuda
    {
        get
        {
            try
            {
                return Find().HasCuda;
            }
            catch (TorchUnavailableException)
            {
                return false; // What is not there at all is not there for CUDA; Load says what is missing.
            }
        }
    }

    /// <summary>Loads libtorch where that has not been done, and sets how many threads it works on.</summary>
    /// <param name="threads">Threads of one operation, at least 1; for the whole process.</param>
    /// <exception cref="TorchUnavailableException">It cannot be loaded; asking again gives the same answer.</exception>
    public static void Load(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        lock (Gate)
        {
            if (_problem is not null)
            {
                throw new TorchUnavailableException(_problem);
            }

            if (!_isLoaded)
            {
                try
                {
                    LoadNatives(Find());
                }
                catch (TorchUnavailableException failure)
                {
                    _problem = failure.Message;
                    throw;
                }

                _isLoaded = true;
            }

            SetThreads(threads);
        }
    }

    private static TorchFiles Find() => TorchFiles.Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(FolderVariable));

    private static void LoadNatives(TorchFiles files)
    {
        if (OperatingSystem.IsLinux())
        {
            KeepFreedMemory();
        }

        // By full path and before TorchSharp looks for them: it then finds them loaded.
        foreach (var library in files.Libraries)
        {
            if (Complaint(library) is { } complaint)
            {
                throw new TorchUnavailableException($"libtorch cannot be loaded from {library}: {complaint}.");
            }
        }

        var shim = files.Shim;
        var reason = Complaint(shim, files);
        if (OperatingSystem.IsLinux() && reason?.Contains(OlderLibstdcxx.MissingVersion, StringComparison.Ordinal) == true)
        {
            shim = OlderLibstdcxx.KeepCopy(shim, CacheFolder());
            reason = Complaint(shim, files);
        }

        if (reason is not null)
        {
            throw new TorchUnavailableException($"TorchSharp's library cannot be loaded from {shim}: {reason}.");
        }
    }

    // The runtime binds functions when they are first called, so that a libtorch of another version loads, and works but for
    // those that it lacks. Binding all at once names the first of them.
    private static string? Complaint(string shim, TorchFiles files)
    {
        if (files.IsOwn && OperatingSystem.IsLinux() && DlOpen(shim, RtldNow) == 0)
        {
            var missing = Marshal.PtrToStringUTF8(DlError()) ?? "";
            if (missing.Contains("undefined symbol", StringComparison.Ordinal))
            {
                Notice = $"The libtorch of {FolderVariable} is of another version than TorchSharp was built for ({Version}) and lacks functions; "
                    + $"whatever calls one of them ends the program: {missing}.";
            }
        }

        return Complaint(shim);
    }

    private static string? Complaint(string library)
    {
        try
        {
            NativeLibrary.Load(library);
            return null;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            return failure.Message.TrimEnd().Split('\n')[^1].TrimEnd('.'); // What the system's loader said; advice for programmers stands before it.
        }
    }

    private static string CacheFolder() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder && Path.IsPathRooted(folder)
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");

    // libtorch asks for the memory of each result anew. By default glibc maps large pieces and hands them back when they are
    // freed, and most of an evaluation goes by in page faults: kept, it takes a half to a third of the time.
    private static void KeepFreedMemory()
    {
        const int trimThreshold = -1;
        const int topPad = -2;
        const int mostMaps = -4;
        try
        {
            _ = MallOpt(mostMaps, 0);
            _ = MallOpt(trimThreshold, -1);
            _ = MallOpt(topPad, 1 << 30);
        }
        catch (Exception failure) when (failure is EntryPointNotFoundException or DllNotFoundException)
        {
            // musl has no such call, and its own ways with memory: libtorch goes without.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libdl.so.2", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint DlOpen(string path, int mode);

    [LibraryImport("libdl.so.2", EntryPoint = "dlerror")]
    private static partial nint DlError();

    // Apart, because a method that names a TorchSharp type may load it before its first line.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SetThreads(int threads) => TorchSharp.torch.set_num_threads(threads);
}
