using System.Text.Json;
using StyleForge.Models.Detection;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class TrainDetectorTests : IDisposable
{
    private readonly HostHarness _host = new();

    public void Dispose() => _host.Dispose();

    [TorchFact]
    public void One_object_and_its_points_go_from_drawn_scenes_to_a_file_that_detects_and_draws()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("train", "scenes", "figures", "--count", "12", "--size", "32", "--single", "--landmarks"));
        Assert.Equal(ExitCodes.Done, _host.Run("train", "detector", "figures", "-o", "figures.safetensors", "--recipe", "one-object", "--size", "32", "--steps", "2", "--batch", "2", "--threads", "2"));
        Assert.Contains("With a score above 0.3", _host.Error, StringComparison.Ordinal);
        var before = _host.OutputLines.Length;

        Assert.Equal(ExitCodes.Done, _host.Run("detect", "figures/scene-00000.png", "--network", "figures.safetensors", "--threshold", "0", "--json", "-o", "drawn.png"));

        var found = Assert.Single(JsonDocument.Parse(_host.OutputLines[before..].Single()).RootElement.GetProperty("objects").EnumerateArray().ToArray());
        Assert.Contains(found.GetProperty("class").GetString(), new[] { "arrow", "house", "bell" });
        Assert.Equal(
            ["tip", "left_shoulder", "right_shoulder", "left_foot", "right_foot"],
            found.GetProperty("landmarks").EnumerateArray().Select(point => point.GetProperty("name").GetString()));
        Assert.True(File.Exists(Path.Combine(_host.WorkingDirectory, "drawn.png")));
    }

    [Fact]
    public void A_picture_with_several_objects_is_refused_by_name_before_the_training()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("train", "scenes", "shapes", "--count", "12", "--size", "32"));
        var set = CocoAnnotations.Read(Path.Combine(_host.WorkingDirectory, "shapes", "annotations.json"));
        var crowded = set.Pictures.First(picture => picture.Objects.Count > 1);

        Assert.Equal(ExitCodes.Wrong, _host.Run("train", "detector", "shapes", "-o", "it.safetensors", "--recipe", "one-object"));

        Assert.Contains(
            $"{crowded.Name}' has {crowded.Objects.Count} objects, but --recipe one-object takes pictures with one or none: cut each object out into a picture of its own, or train --recipe one-stage.",
            Assert.Single(_host.ErrorLines),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_with_different_points_are_refused_before_the_training()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("train", "scenes", "figures", "--count", "12", "--size", "32", "--single", "--landmarks"));
        var path = Path.Combine(_host.WorkingDirectory, "figures", "annotations.json");
        var set = CocoAnnotations.Read(path);
        var none = set.Pictures.Select(picture => picture with { Objects = [.. picture.Objects.Select(annotated => annotated with { Landmarks = [] })] });
        CocoAnnotations.Write(path, new AnnotatedSet(set.Classes, [.. none]) { Landmarks = [set.Landmarks[0], new LandmarkScheme(["a", "b"], []), null] });

        Assert.Equal(ExitCodes.Wrong, _host.Run("train", "detector", "figures", "-o", "it.safetensors", "--recipe", "one-object"));

        Assert.StartsWith("'arrow' has the points tip, left_shoulder, right_shoulder, left_foot, right_foot, and 'house' a, b: a detector says the same points", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
    }
}
