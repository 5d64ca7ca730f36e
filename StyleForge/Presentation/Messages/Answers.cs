using System.Text.Json.Serialization;
using StyleForge.Engine.Settings;
using StyleForge.Models.Kernels;

namespace StyleForge.Presentation.Messages;

/// <summary>A network among all, of <c>networks list</c>.</summary>
internal sealed record NetworkAnswer(
    string Name, string Title, long Parameters, int MinimumSide, string? Weights, bool BuiltIn, string Licence, string Paper, IEnumerable<string> Taps);

/// <summary>A network layer by layer, of <c>networks describe</c>, and those that look at what it shows; null where there are none.</summary>
internal sealed record NetworkTableAnswer(
    string Name,
    string Source,
    long Parameters,
    long MultiplyAdds,
    long Activations,
    IEnumerable<NetworkLayer> Layers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IEnumerable<NetworkTableAnswer>? Others = null);

/// <summary>A layer of a network.</summary>
internal sealed record NetworkLayer(string Name, string Tap, string Summary, string Destination, int? ReceptiveField, long Parameters, long MultiplyAdds);

/// <summary>The kernels of a network, of <c>kernels</c>.</summary>
internal sealed record KernelsAnswer(int VectorBits, int HardwareVectorBits, string? Cap, string Network, int Size, IEnumerable<KernelLayer> Layers);

/// <summary>The kernel of a layer, and the paths that were asked.</summary>
internal sealed record KernelLayer(string Name, string Kernel, IReadOnlyList<KernelPath> Paths);

/// <summary>The weights of all networks, of <c>weights list</c>.</summary>
internal sealed record WeightsAnswer(IEnumerable<NetworkWeightsEntry> Networks, IEnumerable<string> Folders);

/// <summary>The weights of a network: what is published, what is here, and how to get them.</summary>
internal sealed record NetworkWeightsEntry(
    string Name, string? Published, string? Url, string? Package, string? Sha256Prefix, bool BuiltIn, long? Bytes, string Licence, string? File, string? Command);

/// <summary>What a weight file holds, of <c>weights show</c>.</summary>
internal sealed record WeightFileAnswer(
    string? File,
    string Format,
    long Bytes,
    string Sha256,
    IEnumerable<string> Fits,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyDictionary<string, string> Tensors);

/// <summary>What became of the weights that were asked for, of <c>weights pull</c>.</summary>
internal sealed record PullAnswer(IEnumerable<PulledEntry> Weights);

/// <summary>What became of the weights of a network.</summary>
internal sealed record PulledEntry(
    string Network, string Status, string? File, string? Before, string? Url, string? Package, long? Bytes, string? Sha256, long ResumedAt, long Kept, double Seconds, string? Message);

/// <summary>A picture file, of <c>images info</c>.</summary>
internal sealed record PictureAnswer(
    string File,
    long Bytes,
    string Format,
    int Width,
    int Height,
    string Coding,
    int BitDepth,
    int Channels,
    bool Alpha,
    int Orientation,
    int Frames,
    string Colour,
    IReadOnlyList<string> Notices,
    IReadOnlyDictionary<string, string> Texts);

/// <summary>A finished picture, of <c>judge</c>. What was not measured is left out.</summary>
internal sealed record JudgeAnswer(
    string Picture,
    int Width,
    int Height,
    string Network,
    string Weights,
    IReadOnlyDictionary<string, double> Layers,
    double StyleDistance,
    double Ssim,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Lpips,
    double ColourNoise,
    double FineChroma,
    double StyleFineChroma,
    double Border,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IEnumerable<JudgedStyle>? OtherNetworks);

/// <summary>How far a picture is from its style, in one network.</summary>
internal sealed record JudgedStyle(string Network, string Weights, IReadOnlyDictionary<string, double> Layers, double StyleDistance);

/// <summary>A bundled style, of <c>styles</c>.</summary>
internal sealed record StyleAnswer(string Name, string Title, string Manifest);

/// <summary>A preset, of <c>presets</c>.</summary>
internal sealed record PresetAnswer(string Name, string Summary, IReadOnlyDictionary<string, SettingValue> Settings);

/// <summary>A setting that applies here, of <c>config show</c>.</summary>
internal sealed record SettingAnswer(string Name, SettingValue Value, string Origin);

/// <summary>A configuration file, of <c>config path</c>.</summary>
internal sealed record ConfigurationFileAnswer(string File, bool Exists);
