using System.Text;
using StyleForge.Models.Torch;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Torch;

/// <summary>What is loaded into the process is changed in three places that are known to the byte, or not at all.</summary>
public sealed class OlderLibstdcxxTests : IDisposable
{
    private const string Symbol = "_ZSt21ios_base_library_initv";
    private static readonly byte[] OldHash = [0x42, 0xF8, 0x97, 0x02];
    private static readonly byte[] NewHash = [0x70, 0xF8, 0x97, 0x02];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_symbol_the_version_and_its_hash_are_exchanged_and_nothing_else()
    {
        var copy = OlderLibstdcxx.Exchange(Library(Symbol, "GLIBCXX_3.4.32", OldHash));

        Assert.Equal(Library("_ZSt15get_new_handlerv\0\0\0\0\0\0", "GLIBCXX_3.4.20", NewHash), copy);
    }

    [Fact]
    public void What_is_not_exactly_the_pattern_is_refused()
    {
        Assert.Null(OlderLibstdcxx.Exchange([]));
        Assert.Null(OlderLibstdcxx.Exchange(Library("_ZSt15get_new_handlerv", "GLIBCXX_3.4.32", OldHash)));
        Assert.Null(OlderLibstdcxx.Exchange(Library(Symbol, "GLIBCXX_3.4.33", OldHash)));
        Assert.Null(OlderLibstdcxx.Exchange(Library(Symbol, "GLIBCXX_3.4.32", NewHash)));
        Assert.Null(OlderLibstdcxx.Exchange(Library(Symbol + Symbol, "GLIBCXX_3.4.32", OldHash)));
        Assert.Null(OlderLibstdcxx.Exchange(Library($"{Symbol}\0{Symbol}", "GLIBCXX_3.4.32", OldHash)));
        Assert.Null(OlderLibstdcxx.Exchange(Library(Symbol, "GLIBCXX_3.4.32\0GLIBCXX_3.4.32", OldHash)));
        Assert.Null(OlderLibstdcxx.Exchange(Library(Symbol, "GLIBCXX_3.4.32", [.. OldHash, .. OldHash])));
    }

    [Fact]
    public void The_copy_is_for_its_owner_alone_and_a_damaged_one_is_made_again()
    {
        var library = _folder.File("library.so");
        File.WriteAllBytes(library, Library(Symbol, "GLIBCXX_3.4.32", OldHash));

        var copy = OlderLibstdcxx.KeepCopy(library, _folder.File("cache"));
        var right = File.ReadAllBytes(copy);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(copy)!));
        }

        File.WriteAllBytes(copy, [1, 2, 3]);

        Assert.Equal(copy, OlderLibstdcxx.KeepCopy(library, _folder.File("cache")));
        Assert.Equal(right, File.ReadAllBytes(copy));
        Assert.Equal([copy], Directory.GetFiles(Path.GetDirectoryName(copy)!)); // Nothing is left aside.
    }

    [Fact]
    public void A_library_that_cannot_be_read_or_is_another_or_a_cache_that_cannot_be_written_is_told_in_a_sentence()
    {
        var library = _folder.File("library.so");
        var unreadable = Assert.Throws<TorchUnavailableException>(() => OlderLibstdcxx.KeepCopy(library, _folder.File("cache")));
        Assert.StartsWith($"{library} cannot be read: ", unreadable.Message, StringComparison.Ordinal);

        File.WriteAllBytes(library, [1, 2, 3]);
        var other = Assert.Throws<TorchUnavailableException>(() => OlderLibstdcxx.KeepCopy(library, _folder.File("cache")));
        Assert.Contains("GLIBCXX_3.4.32", other.Message, StringComparison.Ordinal);

        File.WriteAllBytes(library, Library(Symbol, "GLIBCXX_3.4.32", OldHash));
        var unwritable = Assert.Throws<TorchUnavailableException>(() => OlderLibstdcxx.KeepCopy(library, library));
        Assert.Contains("Set XDG_CACHE_HOME", unwritable.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Library(string symbol, string version, byte[] hash) =>
        [.. Encoding.ASCII.GetBytes($"\x7F" + $"ELF\0__cxa_finalize\0{symbol}\0libc.so.6\0{version}\0GLIBC_2.34\0"), .. hash, 0, 0, 18, 0];
}
