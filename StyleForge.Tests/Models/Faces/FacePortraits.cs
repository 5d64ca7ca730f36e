using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Faces;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Faces;

/// <summary>The published weights, pictures and numbers of the data folder.</summary>
internal static class FacePortraits
{
    private static readonly Dictionary<string, string> Files = new()
    {
        [TinyFaceDetector.Network.Name] = "face-api/tiny_face_detector_model-weights_manifest.json",
        [FaceFeatures.Landmarks.Name] = "face-api/face_landmark_68_model-weights_manifest.json",
        [FaceFeatures.TinyLandmarks.Name] = "face-api/face_landmark_68_tiny_model-weights_manifest.json",
        [FaceFeatures.Expressions.Name] = "face-api/face_expression_model-weights_manifest.json",
        [FaceDescriptor.Network.Name] = "face-api/face_recognition_model-weights_manifest.json",
        [MiniFasNet.Version2.Name] = "anti-spoofing/MiniFASNetV2_2.7_80x80.safetensors",
    };

    /// <summary>Four pictures of two people.</summary>
    public static IReadOnlyList<string> Names { get; } = ["biden.png", "biden2.png", "obama.png", "obama2.png"];

    /// <summary>The weight file of a network; null where the data folder has none.</summary>
    public static string? FileOf(NetworkDescription network) => Files.TryGetValue(network.Name, out var file) ? TestData.Path($"models/{file}") : null;

    /// <summary>The networks with their published weights.</summary>
    public static FaceAnalysis Analysis(WorkerPool workers) => new(network => NetworkWeights<float>.Read(network, FileOf(network)!), workers);

    /// <summary>Puts the published weights into a weights folder, and a made-up detector beside them, whose box is all of every picture.</summary>
    /// <param name="folder">The folder.</param>
    public static void Install(string folder)
    {
        FakeFaces.Write(folder);
        File.Copy(FileOf(MiniFasNet.Version2)!, Path.Combine(folder, $"{MiniFasNet.Version2.Name}.safetensors"), overwrite: true);
        foreach (var network in NetworkCatalogue.Faces.Where(network => FileOf(network) is not null && network != MiniFasNet.Version2))
        {
            using var weights = NetworkWeights<float>.Read(network, FileOf(network)!);
            using var file = File.Create(Path.Combine(folder, $"{network.Name}.safetensors"));
            var tensors = weights.Description.Layers.Zip(weights.Parameters, (layer, tensors) => layer.Parameters.Zip(tensors, (parameter, tensor) => ($"{layer.Name}.{parameter.Name}", tensor)));
            SafetensorsWriter.Write(file, [.. tensors.SelectMany(each => each)], new Dictionary<string, string>());
        }
    }

    /// <summary>A picture.</summary>
    public static FacePicture Read(string name)
    {
        var picture = ImageCodecs.Default.Read(TestData.Path($"models/face-api/{name}")).ToPicture();
        return new FacePicture(picture.Samples, picture.Width, picture.Height);
    }

    /// <summary>What face-api itself says of the pictures.</summary>
    public static JsonElement Reference(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(TestData.Path("models/face-api/reference_people.json")));
        return document.RootElement.GetProperty("pictures").GetProperty(name).Clone();
    }
}
