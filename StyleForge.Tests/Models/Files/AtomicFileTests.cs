using System.Runtime.Versioning;
using StyleForge.Models.Files;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Files;

public sealed class AtomicFileTests : IDisposable
{
    private const int DiskFull = 28;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_written_and_replaced_and_nothing_else_is_left()
    {
        AtomicFile.Write(_folder.File("a.txt"), stream => stream.Write("first, longer"u8));
        AtomicFile.Write(_folder.File("a.txt"), stream => stream.Write("second"u8));

        Assert.Equal("second", File.ReadAllText(_folder.File("a.txt")));
        Assert.Equal(["a.txt"], _folder.Names);
    }

    [Fact]
    public void The_name_appears_only_when_all_is_written()
    {
        AtomicFile.Write(_folder.File("a.txt"), stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            Assert.False(File.Exists(_folder.File("a.txt")));
            Assert.StartsWith(AtomicFile.TemporaryPrefix, Assert.Single(_folder.Names), StringComparison.Ordinal);
        });

        Assert.Equal(["a.txt"], _folder.Names);
    }

    [Fact]
    public void A_failure_while_writing_keeps_the_old_file_and_leaves_no_other()
    {
        File.WriteAllText(_folder.File("a.txt"), "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(_folder.File("a.txt"), stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException("stop");
        }));

        Assert.Equal("old", File.ReadAllText(_folder.File("a.txt")));
        Assert.Equal(["a.txt"], _folder.Names);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_is_replaced_leaves_its_permissions_to_the_new_one()
    {
        File.WriteAllText(_folder.File("a.txt"), "old");
        var newcomer = File.GetUnixFileMode(_folder.File("a.txt"));
        foreach (var mode in (UnixFileMode[])[UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite, UnixFileMode.UserRead])
        {
            File.SetUnixFileMode(_folder.File("a.txt"), mode);
            AtomicFile.Write(_folder.File("a.txt"), stream => stream.Write("new"u8));
            Assert.Equal(mode, File.GetUnixFileMode(_folder.File("a.txt")));
        }

        AtomicFile.Write(_folder.File("b.txt"), stream => stream.Write("new"u8));
        Assert.Equal(newcomer, File.GetUnixFileMode(_folder.File("b.txt")));
    }

    [Fact]
    public void A_symbolic_link_stays_and_the_file_that_it_leads_to_is_written()
    {
        Directory.CreateDirectory(_folder.File("deep"));
        File.WriteAllText(_folder.File("deep/a.txt"), "old");
        File.CreateSymbolicLink(_folder.File("second"), _folder.File("deep/a.txt"));
        File.CreateSymbolicLink(_folder.File("first"), "second");
        File.CreateSymbolicLink(_folder.File("dangling"), Path.Combine("deep", "b.txt"));
        File.CreateSymbolicLink(_folder.File("circle"), "circle");

        AtomicFile.Write(_folder.File("first"), stream => stream.Write("new"u8));
        AtomicFile.Write(_folder.File("dangling"), stream => stream.Write("b"u8));

        Assert.Equal("new", File.ReadAllText(_folder.File("deep/a.txt")));
        Assert.Equal("b", File.ReadAllText(_folder.File("deep/b.txt")));
        Assert.Equal("second", new FileInfo(_folder.File("first")).LinkTarget);
        Assert.Equal(Path.Combine("deep", "b.txt"), new FileInfo(_folder.File("dangling")).LinkTarget);
        Assert.Equal(["a.txt", "b.txt"], Directory.EnumerateFiles(_folder.File("deep")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("circle cannot be written: ", Assert.Throws<FileWriteException>(() => AtomicFile.Write(_folder.File("circle"), _ => { })).Message, StringComparison.Ordinal);
    }

    [LinuxFact("folders that can be flushed")]
    public void A_folder_is_flushed_and_what_is_none_is_no_fault()
    {
        Assert.True(FolderFlush.Try(_folder.Path));
        Assert.False(FolderFlush.Try(_folder.File("none")));
    }

    [Fact]
    public void A_full_disk_is_one_sentence_and_leaves_no_file()
    {
        var path = _folder.File("a.txt");

        var failure = Assert.Throws<FileWriteException>(
            () => AtomicFile.Write(path, _ => throw new IOException("No space left on device", DiskFull)));

        Assert.Equal($"{path} cannot be written: the disk is full", failure.Message);
        Assert.Equal(path, failure.Path);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_folder_without_permission_is_one_sentence()
    {
        var path = _folder.File("a.txt");

        var failure = Assert.Throws<FileWriteException>(() => AtomicFile.Write(path, _ => throw new UnauthorizedAccessException()));

        Assert.Equal($"{path} cannot be written: no permission to write in {_folder.Path}", failure.Message);
    }

    [Fact]
    public void A_missing_folder_is_one_sentence()
    {
        var path = _folder.File("none/a.txt");

        var failure = Assert.Throws<FileWriteException>(() => AtomicFile.Write(path, _ => { }));

        Assert.Equal($"{path} cannot be written: the folder {_folder.File("none")} does not exist, create it first", failure.Message);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_one_sentence()
    {
        var failure = Assert.Throws<FileWriteException>(() => AtomicFile.Write(_folder.Path, _ => { }));

        Assert.Equal($"{_folder.Path} is a folder: name a file to write", failure.Message);
    }
}
