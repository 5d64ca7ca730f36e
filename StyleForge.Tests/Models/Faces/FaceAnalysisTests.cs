using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Faces;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Faces;

/// <summary>The networks of faces with their published weights against what face-api on TensorFlow.js, and Minivision's own program, give.</summary>
public sealed class FaceAnalysisTests : IDisposable
{
    private const string Reference = "models/face-api/reference_networks_obama.safetensors";

    private readonly WorkerPool _workers = new(2);
    private readonly FaceAnalysis _analysis;

    public FaceAnalysisTests() => _analysis = FacePortraits.Analysis(_workers);

    public void Dispose()
    {
        _analysis.Dispose();
        _workers.Dispose();
    }

    [TestDataTheory]
    [InlineData("tiny-face-detector", "tiny_face_detector.input_224", "conv8", "tiny_face_detector.output_224", 1e-5)]
    [InlineData("face-landmarks", "crop.input_112", "fc", "face_landmark_68.raw", 1e-5)]
    [InlineData("face-landmarks-tiny", "crop.input_112", "fc", "face_landmark_68_tiny.raw", 1e-5)]
    [InlineData("face-expressions", "crop.input_112", "prob", "face_expression.softmax", 1e-5)]
    [InlineData("face-descriptor", "face_recognition.input_150", "descriptor", "face_recognition.descriptor", 1e-5)]
    public void Each_network_gives_what_its_publishers_program_gives(string name, string input, string tap, string output, double tolerance)
    {
        var description = NetworkCatalogue.Faces.Single(network => network.Name == name);
        using var stored = WeightFile.Read(TestData.Path(Reference));
        using var weights = WeightFile.Read(FacePortraits.FileOf(description)!);
        using var network = Network<float>.Build(description, weights);
        using var pool = new TensorPool();
        using var run = network.Prepare(stored[input].Shape, [tap], _workers, pool, isForwardOnly: true);
        for (var i = 0; i < run.Source.Length; i++)
        {
            run.Source.Span[i] = stored[input].Span[i] / 255;
        }

        run.Forward();
        using var numbers = new Tensor<float>(run.ShapeOf(tap));
        run.Tap(tap).CopyTo(numbers);
        Assert.True(TorchOracle.Error<float>(stored[output].Span, numbers.Span) < tolerance);
    }

    [TestDataFact]
    public void The_detector_is_shown_what_face_api_shows_it()
    {
        using var stored = WeightFile.Read(TestData.Path(Reference), keep: name => name.EndsWith("input_224", StringComparison.Ordinal));
        var picture = FacePortraits.Read("obama.png");
        var shown = new float[3 * 224 * 224];
        SquareCrop.Fill(picture, PixelArea.Whole(picture), 224, isCentred: false, shown);
        Assert.All(shown.Zip(stored[stored.Names[0]].Span.ToArray()), pair => Assert.Equal(pair.Second, pair.First * 255, 0.01));
    }

    [TestDataFact]
    public void Boxes_of_the_tiny_detector_are_face_apis_to_a_pixel() => Assert.All(FacePortraits.Names, name =>
    {
        var found = _analysis.Find(FacePortraits.Read(name), new FaceSearch { Detector = FaceDetectorKind.Tiny });
        var expected = FacePortraits.Reference(name).GetProperty("tiny_416").EnumerateArray().ToList();
        Assert.Equal(expected.Count, found.Count);
        Assert.All(expected.Zip(found), pair =>
        {
            AssertBox(pair.First, pair.Second.Box, 0.05);
            Assert.Equal(pair.First.GetProperty("score").GetDouble(), pair.Second.Score, 1e-3);
        });
    });

    [TestDataFact]
    public void Points_descriptors_and_expressions_are_face_apis() => Assert.All(FacePortraits.Names, name =>
    {
        var picture = FacePortraits.Read(name);
        var expected = FacePortraits.Reference(name).GetProperty("ssd")[0];
        var box = BoxOf(expected);
        var points = _analysis.Points(picture, box)!;
        Assert.All(expected.GetProperty("landmarks68").EnumerateArray().Zip(points.All), pair =>
        {
            Assert.Equal(pair.First[0].GetDouble(), pair.Second.X, 1e-3 * box.Width);
            Assert.Equal(pair.First[1].GetDouble(), pair.Second.Y, 1e-3 * box.Height);
        });

        var descriptor = expected.GetProperty("descriptor").EnumerateArray().Select(number => number.GetSingle()).ToArray();
        Assert.InRange(FaceDistance.Between(descriptor, _analysis.Descriptor(picture, points)), 0, 1e-3);

        var expressions = _analysis.Expressions(picture, points)!;
        Assert.All(FaceFeatures.ExpressionNames.Zip(expressions), pair => Assert.Equal(expected.GetProperty("expressions").GetProperty(pair.First).GetDouble(), pair.Second, 1e-3));
    });

    [TestDataFact]
    public void Two_pictures_of_one_person_lie_closer_than_those_of_two()
    {
        var descriptors = FacePortraits.Names.Select(name =>
        {
            var picture = FacePortraits.Read(name);
            var face = _analysis.Find(picture, new FaceSearch { Detector = FaceDetectorKind.Tiny })[0];
            return _analysis.Descriptor(picture, _analysis.Points(picture, face.Box)!)!;
        }).ToList();

        Assert.InRange(FaceDistance.Between(descriptors[0], descriptors[1]), 0.2, FaceDistance.UsualThreshold);
        Assert.InRange(FaceDistance.Between(descriptors[2], descriptors[3]), 0.2, FaceDistance.UsualThreshold);
        Assert.All(new[] { (0, 2), (0, 3), (1, 2), (1, 3) }, pair => Assert.InRange(FaceDistance.Between(descriptors[pair.Item1], descriptors[pair.Item2]), 0.7, 1));
    }

    [TestDataTheory]
    [InlineData("T1", 0.00014054, 0.990223, 0.00963616)]
    [InlineData("F1", 0.08370471, 0.00133263, 0.91496265)]
    [InlineData("F2", 0.00016157, 0.00063874, 0.99919957)]
    public void Liveness_gives_its_publishers_probabilities(string crop, double first, double live, double last)
    {
        using var weights = WeightFile.Read(FacePortraits.FileOf(MiniFasNet.Version2)!);
        using var network = Network<float>.Build(MiniFasNet.Version2, weights);
        using var pool = new TensorPool();
        using var run = network.Prepare([1, 3, 80, 80], ["softmax"], _workers, pool, isForwardOnly: true);
        ImageCodecs.Default.Read(TestData.Path($"models/anti-spoofing/image_{crop}_MiniFASNetV2.png")).ToPicture().Samples.CopyTo(run.Source.Span);
        run.Forward();
        using var numbers = new Tensor<float>(run.ShapeOf("softmax"));
        run.Tap("softmax").CopyTo(numbers);
        Assert.All(new[] { first, live, last }.Zip(numbers.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    private static Box BoxOf(JsonElement face)
    {
        double Number(string name) => face.GetProperty(name).GetDouble();
        return new Box(Number("x"), Number("y"), Number("x") + Number("width"), Number("y") + Number("height"));
    }

    private static void AssertBox(JsonElement expected, Box box, double tolerance)
    {
        var there = BoxOf(expected);
        Assert.Equal(there.Left, box.Left, tolerance);
        Assert.Equal(there.Top, box.Top, tolerance);
        Assert.Equal(there.Right, box.Right, tolerance);
        Assert.Equal(there.Bottom, box.Bottom, tolerance);
    }
}
