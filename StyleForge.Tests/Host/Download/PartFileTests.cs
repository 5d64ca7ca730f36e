using StyleForge.Hosting.Download;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.Download;

/// <summary>The beginning of a file, and what is known of it.</summary>
public sealed class PartFileTests : IDisposable
{
    private static readonly PartRecord Record = new(new Uri("https://studio.invalid/a.pth"), "\"one\"", DateTimeOffset.UnixEpoch, 10);

    private readonly TemporaryFolder _folder = new();

    private string Destination => _folder.File("a.pth");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_added_is_there_for_the_next_one_with_all_that_is_known_of_it()
    {
        using (var part = PartFile.Open(Destination))
        {
            part.Begin(Record);
            part.Append([1, 2, 3]);
            part.Append([4]);
        }

        Assert.Equal(4, PartFile.Left(Destination));
        using (var part = PartFile.Open(Destination))
        {
            Assert.Equal(Record, part.Record);
            Assert.Equal((4, 4, false, false), (part.Length, part.Kept, part.IsComplete, part.IsStitched));
            part.Continue(10);
            part.Append([5, 6, 7, 8, 9, 10]);
            Assert.True(part.IsComplete && part.IsStitched);
            part.Finish(Destination);
        }

        Assert.Equal(["a.pth"], _folder.Names);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], File.ReadAllBytes(Destination));
        Assert.Equal(0, PartFile.Left(Destination));
    }

    [Fact]
    public void Nothing_is_left_of_nothing()
    {
        PartFile.Open(Destination).Dispose();
        Assert.Empty(_folder.Names);

        using (var part = PartFile.Open(Destination))
        {
            part.Begin(Record);
            part.Append([1]);
            part.Discard();
        }

        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void More_than_the_file_can_have_is_thrown_away()
    {
        Record.Write(Destination + ".part.json");
        File.WriteAllBytes(Destination + ".part", new byte[11]);

        using var part = PartFile.Open(Destination);
        Assert.Equal(0, part.Length);
        Assert.Null(part.Record);
    }

    [Theory]
    [InlineData("\"strong\"", true, "\"strong\"")]
    [InlineData("W/\"weak\"", true, "Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData(null, true, "Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("W/\"weak\"", false, null)]
    [InlineData(null, false, null)]
    public void Only_what_tells_versions_apart_becomes_a_condition(string? tag, bool hasDate, string? condition) =>
        Assert.Equal(condition, new PartRecord(Record.Url, tag, hasDate ? DateTimeOffset.UnixEpoch : null, null).Condition);
}
