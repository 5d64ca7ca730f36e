using StyleForge.Artwork;
using StyleForge.Artwork.Scenes;

namespace StyleForge.Tests.Artwork.Scenes;

public sealed class SceneDocumentTests
{
    public static TheoryData<string> Names => new(Files().Select(f => Path.GetFileNameWithoutExtension(f)));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scene_is_traced_alike_by_one_and_by_two_threads(string name)
    {
        // Without the ground, whose two million heights take longer than the light.
        var document = SceneDocument.Read(Files().Single(f => Path.GetFileNameWithoutExtension(f) == name));
        var scene = new ScenePicture(name, document with { Solids = [.. document.Solids.Where(s => s.Shape != ShapeKind.Terrain)] });

        Assert.Equal(scene.Draw(24, 1, 1).Pixels, scene.Draw(24, 1, 2).Pixels);
    }

    [Fact]
    public void An_unknown_field_is_refused_with_the_name_of_the_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{ "title": "x", "colour": "red" }""");

            var error = Assert.Throws<ArtworkException>(() => SceneDocument.Read(path));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.Contains("colour", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_solid_of_an_unknown_material_is_refused_with_the_names_there_are()
    {
        var document = SceneDocument.Read(Files().First());
        var broken = document with { Solids = [document.Solids[^1] with { Material = "marzipan", Scatter = null }] };

        var error = Assert.Throws<ArtworkException>(() => SceneBuilder.Build(broken));
        Assert.Contains("marzipan", error.Message, StringComparison.Ordinal);
        Assert.Contains(document.Materials.Keys.First(), error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Path.Combine(TestKit.TestData.Repository, "styles", "generator", "Scenes"), "*.json").Order(StringComparer.Ordinal);
}
