using StyleForge.Models.Files;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Files;

public sealed class PlainFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_opened()
    {
        File.WriteAllText(_folder.File("a"), "text");
        File.CreateSymbolicLink(_folder.File("link"), "a");

        foreach (var name in (string[])["a", "link"])
        {
            using var reader = new StreamReader(PlainFile.OpenRead(_folder.File(name)));
            Assert.Equal("text", reader.ReadToEnd());
            Assert.Null(PlainFile.KindOfOther(_folder.File(name)));
        }
    }

    [Theory]
    [InlineData("none", "does not exist")]
    [InlineData("no/ne", "does not exist")]
    [InlineData("folder", "is a folder, but must be a file: name a file in it")]
    [InlineData("dangling", "is a link to \"nowhere\", which does not exist")]
    [InlineData("circle", "is a link that leads in a circle, or to what cannot be read")]
    public void What_cannot_be_opened_is_told_in_one_sentence(string name, string problem)
    {
        Directory.CreateDirectory(_folder.File("folder"));
        File.CreateSymbolicLink(_folder.File("dangling"), "nowhere");
        File.CreateSymbolicLink(_folder.File("circle"), "circle");

        var path = _folder.File(name);
        var refusal = Assert.Throws<FileReadException>(() => PlainFile.OpenRead(path));
        Assert.Equal((path, problem, $"{path} {problem}."), (refusal.Path, refusal.Problem, refusal.Message));
        Assert.Null(PlainFile.KindOfOther(path));
    }

    [LinuxFact("pipes by name")]
    public void What_is_no_file_is_told_apart_without_waiting_for_it()
    {
        ProgramProcess.Run(_folder.Path, ["mkfifo", "pipe"]);
        File.CreateSymbolicLink(_folder.File("link"), "pipe");

        Assert.Equal("a pipe", PlainFile.KindOfOther(_folder.File("pipe")));
        Assert.Equal("a pipe", PlainFile.KindOfOther(_folder.File("link")));
        Assert.Equal("a device", PlainFile.KindOfOther("/dev/null"));
        Assert.Equal("is a pipe, but must be a file", Assert.Throws<FileReadException>(() => PlainFile.OpenRead(_folder.File("link"))).Problem);
    }
}
