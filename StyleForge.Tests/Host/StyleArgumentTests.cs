using StyleForge.Commands;
using StyleForge.Engine.Jobs;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class StyleArgumentTests : IDisposable
{
    private readonly HostHarness _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("ink.png", "ink.png", 1, 1, null, "", "")]
    [InlineData("ink.png:0.5:scale=2", "ink.png", 0.5, 2, null, "", "")]
    [InlineData("ink.png:mask=sky.png:inside=Faces,dog", "ink.png", 1, 1, "sky.png", "faces,dog", "")]
    [InlineData(@"C:\a\ink.png:2:outside=people:mask=D:\sky.png", @"C:\a\ink.png", 2, 1, @"D:\sky.png", "", "people")]
    [InlineData("a:b.png:scale=0.5", "a:b.png", 1, 0.5, null, "", "")]
    public void A_style_carries_all_that_a_style_of_a_job_has(string text, string image, double weight, double scale, string? mask, string inside, string outside) =>
        Assert.Equal(new JobStyle(image, weight, scale, mask) { Inside = inside, Outside = outside }, StyleArgument.Read(_host.Environment(), text));

    [Theory]
    [InlineData("ink.png:scale=21", "--style ink.png:scale=21 gives the scale \"21\", but a scale must be a number from 0.05 to 20.")]
    [InlineData("ink.png:scale=big", "--style ink.png:scale=big gives the scale \"big\", but a scale must be a number from 0.05 to 20.")]
    [InlineData("ink.png:mask=", "--style ink.png:mask= has an empty mask: give the path of a grey picture, or leave it out.")]
    [InlineData("ink.png:inside=", "--style ink.png:inside=: inside is \"\", but must be a list of faces, people, or kinds of objects such as dog and car.")]
    [InlineData("ink.png:inside=none", "--style ink.png:inside=none: inside is \"none\", but must be a list of faces, people, or kinds of objects such as dog and car.")]
    [InlineData("ink.png:outside=dogs", "--style ink.png:outside=dogs: outside is \"dogs\", but must be a list of faces, people, or kinds of objects such as dog and car: did you mean dog?")]
    [InlineData("ink.png:inside=faces:outside=faces,dog", "--style ink.png:inside=faces:outside=faces,dog: inside and outside name the same, so the style would go nowhere: take what it should go over out of outside.")]
    [InlineData("ink.png:inside=faces:0.5", "--style ink.png:inside=faces:0.5 has :0.5 behind inside: a weight stands right behind the picture, as in ink.png:0.5.")]
    [InlineData("ink.png:insid=dog", "--style ink.png:insid=dog gives insid, which no style has: did you mean inside?")]
    [InlineData("ink.png:weight=2", "--style ink.png:weight=2 gives weight, which no style has: there are scale, mask, inside, outside.")]
    [InlineData("ink.png:99999:scale=2", "--style ink.png:99999 gives the weight 99999, but a weight must be a number from 0.0001 to 10000; leave a style out that should not count.")]
    public void What_is_wrong_with_it_is_a_sentence(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<CommandFailure>(() => StyleArgument.Read(_host.Environment(), text)).Message);

    [LinuxFact("a colon in the name of a file")]
    public void The_path_of_a_file_is_that_file_whatever_it_looks_like()
    {
        File.WriteAllText(Path.Combine(_host.WorkingDirectory, "ink.png:scale=2"), "");

        Assert.Equal(new JobStyle("ink.png:scale=2"), StyleArgument.Read(_host.Environment(), "ink.png:scale=2"));
    }
}
