using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace StyleForge.Models.Torch;

/// <summary>
/// Makes TorchSharp's library loadable where libstdc++ is older than GCC 13's, as on Debian 12, Ubuntu 22.04 and RHEL 9. The
/// library asks it for one symbol of <c>GLIBCXX_3.4.32</c>: a start-up call, which older versions do without, because
/// there each object prepares the standard streams itself, and libtorch's do. A copy asks for a harmless function of an older
/// version with the same signature instead.
/// </summary>
internal static class OlderLibstdcxx
{
    /// <summary>The version that older systems lack; the loader's complaint names it.</summary>
    public const string MissingVersion = "GLIBCXX_3.4.32";

    private const string PresentVersion = "GLIBCXX_3.4.20";
    private const string MissingSymbol = "_ZSt21ios_base_library_initv";
    private const string PresentSymbol = "_ZSt15get_new_handlerv";

    /// <summary>Gives the library's bytes with the symbol exchanged.</summary>
    /// <param name="library">The file's bytes.</param>
    /// <returns>The copy; null where the bytes are not exactly as expected, one occurrence each.</returns>
    public static byte[]? Exchange(ReadOnlySpan<byte> library)
    {
        var symbol = Only(library, Entry(MissingSymbol));
        var version = Only(library, Entry(MissingVersion));
        var hash = Only(library, Hash(MissingVersion));
        if (symbol < 0 || version < 0 || hash < 0)
        {
            return null;
        }

        var copy = library.ToArray();
        var shorter = Entry(PresentSymbol);
        copy.AsSpan(symbol, Entry(MissingSymbol).Length).Clear();
        shorter.CopyTo(copy, symbol);
        Entry(PresentVersion).CopyTo(copy, version);
        Hash(PresentVersion).CopyTo(copy, hash);
        return copy;
    }

    /// <summary>Keeps a copy of the library in the user's cache, for its owner's eyes alone.</summary>
    /// <param name="library">The library as it was packaged.</param>
    /// <param name="cacheFolder">The user's folder of caches; made where it is missing.</param>
    /// <returns>The copy's path. A copy that is already there, and is right, stays.</returns>
    /// <exception cref="TorchUnavailableException">The library cannot be read or is another than expected, or the copy cannot be written.</exception>
    public static string KeepCopy(string library, string cacheFolder)
    {
        var original = Read(library);
        var copy = Exchange(original)
            ?? throw new TorchUnavailableException(
                $"{library} needs a libstdc++ with {MissingVersion} (GCC 13), which this system lacks, and is not the file that can be adapted to an older one: use a newer system, or --device cpu.");
        var folder = Path.Combine(cacheFolder, "styleforge", "native", Convert.ToHexStringLower(SHA256.HashData(original)));
        var path = Path.Combine(folder, Path.GetFileName(library));
        try
        {
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(copy))
            {
                MakePrivate(folder);
                WriteAside(path, copy);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new TorchUnavailableException(
                $"libtorch needs a copy of {Path.GetFileName(library)} in {folder}, which cannot be written: {failure.Message} Set XDG_CACHE_HOME to a folder that can.", failure);
        }

        return path;
    }

    private static byte[] Read(string library)
    {
        try
        {
            return File.ReadAllBytes(library);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new TorchUnavailableException($"{library} cannot be read: {failure.Message}", failure);
        }
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void WriteAside(string path, byte[] bytes)
    {
        var aside = Path.Combine(Path.GetDirectoryName(path)!, Path.GetRandomFileName());
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var stream = new FileStream(aside, options))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    private static int Only(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> pattern)
    {
        var first = bytes.IndexOf(pattern);
        return first >= 0 && bytes[(first + 1)..].IndexOf(pattern) < 0 ? first : -1;
    }

    // An entry of a string table: between two zeros.
    private static byte[] Entry(string name) => [0, .. Encoding.ASCII.GetBytes(name), 0];

    // System V ABI, «Hash Table»: what vna_hash holds for the version's name.
    private static byte[] Hash(string name)
    {
        var hash = 0u;
        foreach (var letter in name)
        {
            hash = (hash << 4) + letter;
            var high = hash & 0xF0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, hash);
        return bytes;
    }
}
