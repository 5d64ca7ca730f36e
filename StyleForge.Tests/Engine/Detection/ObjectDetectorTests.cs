using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Detection;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Detection;

public sealed class ObjectDetectorTests
{
    [TestDataFact]
    public void Yolo_Fastest_finds_what_Darknet_finds()
    {
        using var workers = new WorkerPool(2);
        using var detector = Published(0, "yolo-fastest-1.1.weights", workers);
        using var reference = JsonDocument.Parse(File.ReadAllText(TestData.Path("models/yolo-fastest/reference_detections.json")));
        foreach (var name in new[] { "dog", "person" })
        {
            var expected = reference.RootElement.GetProperty(name);
            var (width, height) = (expected.GetProperty("width").GetInt32(), expected.GetProperty("height").GetInt32());

            var found = detector.Detect(Picture(name), 0.3, SuppressionOptions.Default);

            Assert.Equal(expected.GetProperty("detections").GetArrayLength(), found.Count);
            Assert.All(expected.GetProperty("detections").EnumerateArray(), each =>
            {
                var box = Box.Around(Number(each, "cx") * width, Number(each, "cy") * height, Number(each, "w") * width, Number(each, "h") * height).Within(width, height);
                var same = Assert.Single(found, candidate => candidate.Class == (int)Number(each, "class") && candidate.Box.IntersectionOverUnion(box) > 0.9);

                // Two programs decode one JPEG to pixels that differ by a level or two.
                Assert.Equal(Number(each, "probability"), same.Score, 0.01);
                Assert.True(same.Box.IntersectionOverUnion(box) > 0.98, $"{same.Box} beside {box}");
            });
        }

        static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
    }

    [TestDataFact]
    public void The_larger_one_is_surer()
    {
        using var workers = new WorkerPool(2);
        using var detector = Published(1, "yolo-fastest-1.1-xl.weights", workers);

        var found = detector.Detect(Picture("dog"), 0.3, SuppressionOptions.Default);

        Assert.Equal(["dog", "car", "bicycle"], found.Take(3).Select(each => CocoClasses.Names[each.Class]));
        Assert.All(found.Zip([0.94, 0.88, 0.86]), pair => Assert.Equal(pair.Second, pair.First.Score, 0.01));
    }

    private static ObjectDetector Published(int number, string file, WorkerPool workers)
    {
        var description = GridDetector.Published[number];
        using var weights = WeightFile.Read(TestData.Path($"models/yolo-fastest/{file}"));
        return new ObjectDetector(description, Network<float>.Build(description.Network, weights), workers);
    }

    private static Picture Picture(string name) => ImageCodecs.Default.Read(TestData.Path($"models/yolo-fastest/{name}.jpg")).ToPicture();
}
