using StyleForge.Models.Files;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Files;

public sealed class VisibleFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_come_by_name_in_capitals_or_not_without_those_that_are_hidden()
    {
        foreach (var name in (string[])["b.json", "a.json", "C.JSON", ".a.json", "._a.json", "a.json.bak", "d.txt"])
        {
            File.WriteAllText(_folder.File(name), "");
        }

        File.CreateSymbolicLink(_folder.File(".#a.json"), "user@host.1:1");
        Directory.CreateDirectory(_folder.File("folder.json"));

        Assert.Equal(["C.JSON", "a.json", "b.json"], VisibleFiles.Of(_folder.Path, "*.json").Select(Path.GetFileName));
    }
}
