using StyleForge.Models.Descriptions;

namespace StyleForge.Models.Networks;

/// <summary>The networks there are, as explicit lists.</summary>
public static class NetworkCatalogue
{
    /// <summary>The networks that pictures are rendered through, smallest first within a family.</summary>
    public static IReadOnlyList<NetworkDescription> All { get; } = [Vgg.Forge, Vgg.Vgg11, Vgg.Vgg13, Vgg.Vgg16, Vgg.Vgg19];

    /// <summary>Networks that say what is on a picture, what each voxel of a volume belongs to, what a file is, or whether somebody speaks.</summary>
    public static IReadOnlyList<NetworkDescription> Classifiers { get; } =
    [
        LeNet.LeNet5, LeNet.Mnist, AlexNet.Original, AlexNet.SingleColumn, NetworkInNetwork.ImageNet, GoogLeNet.Inception1, Inception.Version3, ResNet.ResNet18, ResNet.ResNet34, ResNet.ResNet50,
        CifarResNet.ResNet20, CifarResNet.ResNet56, SqueezeNets.Version11, MobileNet.Version1, MeshNet.FiveChannels, MeshNet.ElevenChannels, MeshNet.TwentyChannels,
        Magika.Version3, SileroVad.SixteenThousand,
        SmallClassifiers.Signal, SmallClassifiers.Volume,
    ];

    /// <summary>Networks that find faces and say what they look like.</summary>
    public static IReadOnlyList<NetworkDescription> Faces { get; } =
    [
        TinyFaceDetector.Network, SsdMobileNet.Network, FaceFeatures.Landmarks, FaceFeatures.TinyLandmarks, FaceFeatures.Expressions, FaceDescriptor.Network, MiniFasNet.Version2,
    ];

    /// <summary>Networks that find objects.</summary>
    public static IReadOnlyList<NetworkDescription> Detectors { get; } = [YoloFastest.Version11, YoloFastest.Version11Xl];

    /// <summary>Networks that make numbers of a picture for others to tell it by.</summary>
    public static IReadOnlyList<NetworkDescription> Extractors { get; } = [ResNet.Features];

    /// <summary>Every network of these lists.</summary>
    public static IReadOnlyList<NetworkDescription> Every { get; } = [.. All, .. Classifiers, .. Extractors, .. Faces, .. Detectors];

    /// <summary>Networks that are fetched together.</summary>
    public static IReadOnlyList<NetworkSet> Sets { get; } = [new("meshnet", [MeshNet.FiveChannels, MeshNet.ElevenChannels, MeshNet.TwentyChannels]), new("faces", Faces)];

    /// <summary>The network of a name, among those that pictures are rendered through; capitals do not matter.</summary>
    /// <exception cref="ArgumentException">There is none; the sentence lists those there are.</exception>
    public static NetworkDescription Find(string name) =>
        All.FirstOrDefault(network => network.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"There is no network '{name}': the networks are {string.Join(", ", All.Select(network => network.Name))}.", nameof(name));
}
