using System.Text;
using StyleForge.Queue;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.Queue;

/// <summary>The disk that tests have in memory keeps to what a real one does.</summary>
public sealed class QueueFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_disks_do_the_same(bool isReal)
    {
        IQueueFiles files = isReal ? new DiskQueueFiles() : new MemoryFiles(new ManualTime());
        var root = isReal ? _folder.Path : "/root";
        files.MakeFolder(root);
        string At(string name) => Path.Combine(root, name);
        void Put(string name, string text) => files.Write(At(name), stream => stream.Write(Encoding.UTF8.GetBytes(text)), isLasting: false);
        string? Text(string name) => files.Read(At(name)) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        string Names(string folder) => string.Join(' ', files.List(folder).Select(entry => entry.Name + (entry.IsFolder ? "/" : $":{entry.Length}")).Order(StringComparer.Ordinal));

        Assert.Empty(files.List(At("none")));
        Assert.Null(files.Look(At("none")));
        Assert.Null(files.Read(At("none/none")));
        Assert.Equal(MoveResult.Gone, files.MoveFile(At("none"), At("other")));
        Assert.Equal(MoveResult.Gone, files.MoveFolder(At("none"), At("other")));
        files.Delete(At("none"));
        files.Delete(At("none/none"));
        Assert.Throws<DirectoryNotFoundException>(() => Put("none/a", "a"));

        files.MakeFolder(At("one/deep"));
        files.MakeFolder(At("one"));
        Put("one/a", "first");
        Put("one/a", "second time");
        Put("one/b", "b");
        Assert.Equal("a:11 b:1 deep/", Names(At("one")));
        Assert.False(files.Look(At("one/a"))!.IsFolder);
        Assert.Equal(files.Look(At("one/a")), files.List(At("one")).Single(entry => entry.Name == "a"));
        Assert.True(files.Look(At("one"))!.IsFolder);

        Assert.Throws<DirectoryNotFoundException>(() => files.MoveFile(At("one/a"), At("none/a")));
        Assert.Equal(MoveResult.Moved, files.MoveFile(At("one/a"), At("one/b")));
        Assert.Equal(("second time", null), (Text("one/b"), Text("one/a")));
        files.MakeFolder(At("two"));
        Put("two/c", "c");
        Assert.Equal(MoveResult.Taken, files.MoveFolder(At("one"), At("two")));
        Assert.Equal(MoveResult.Moved, files.MoveFolder(At("one"), At("three")));
        Assert.Equal("b:11 deep/", Names(At("three")));
        Assert.Equal(MoveResult.Gone, files.MoveFolder(At("one"), At("two")));

        files.AppendLine(At("lines"), "x"u8.ToArray());
        files.AppendLine(At("lines"), "y"u8.ToArray());
        Assert.Equal("x\ny\n", Text("lines"));
        Put("lines", "x\nto");
        files.AppendLine(At("lines"), "z"u8.ToArray());
        Assert.Equal("x\nto\nz\n", Text("lines"));

        files.Delete(At("three"));
        files.Delete(At("two/c"));
        Assert.Equal("lines:7 two/", Names(root));
        Assert.False(files.IsBeingWritten(At("lines")));
        Assert.False(files.IsBeingWritten(At("none")));
    }

    [Fact]
    public void A_file_that_somebody_writes_is_known_by_it()
    {
        using var writing = new FileStream(_folder.File("a"), FileMode.Create, FileAccess.Write, FileShare.None);

        Assert.True(new DiskQueueFiles().IsBeingWritten(_folder.File("a")));
    }

    [LinuxFact("symbolic links, which not everybody may make elsewhere")]
    public void A_link_to_a_folder_is_no_folder_so_that_nothing_goes_in_circles()
    {
        Directory.CreateSymbolicLink(_folder.File("circle"), _folder.Path);
        File.CreateSymbolicLink(_folder.File("nowhere"), _folder.File("none"));

        Assert.DoesNotContain(new DiskQueueFiles().List(_folder.Path), entry => entry.IsFolder);
    }

    [Fact]
    public void Lines_of_many_writers_all_arrive_whole()
    {
        var files = new PatientFiles(new DiskQueueFiles(), new DiskRetryOptions { Attempts = 1000, Delay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(2) }, TimeProvider.System);

        Parallel.For(0, 40, i => files.AppendLine(_folder.File("journal"), Encoding.UTF8.GetBytes(new string((char)('a' + (i % 26)), 200))));

        Assert.All(File.ReadAllLines(_folder.File("journal")), line => Assert.Equal((200, 1), (line.Length, line.Distinct().Count())));
        Assert.Equal(40, File.ReadAllLines(_folder.File("journal")).Length);
    }

    public void Dispose() => _folder.Dispose();
}
