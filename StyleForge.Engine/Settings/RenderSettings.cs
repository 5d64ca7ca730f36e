using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;

namespace StyleForge.Engine.Settings;

/// <summary>Every choice that shapes a picture or lets it pass, besides the pictures themselves. Defaults, ranges and help texts live in the settings catalogue.</summary>
public sealed record RenderSettings
{
    /// <summary>Name of the preset that the other values came from.</summary>
    public required string Preset { get; init; }

    /// <summary>Name of the feature network in the catalogue: <c>forge-vgg</c>, <c>vgg19</c>.</summary>
    public required string Network { get; init; }

    /// <summary>Absolute path of a weight file; null for the network's own.</summary>
    public string? WeightsFile { get; init; }

    /// <summary>What computes: <c>auto</c>, <c>cpu</c>, <c>torch</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Pooling between the blocks of the network.</summary>
    public required PoolingKind Pooling { get; init; }

    /// <summary>What the network's convolutions read beyond the edge.</summary>
    public required BorderMode Padding { get; init; }

    /// <summary>Long side of the picture to make, in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>Taps at which the picture should resemble the content.</summary>
    public required IReadOnlyList<LayerWeight> ContentLayers { get; init; }

    /// <summary>Taps whose Gram matrices should resemble the style's.</summary>
    public required IReadOnlyList<LayerWeight> StyleLayers { get; init; }

    /// <summary>From a hint of the style, 0, to all style, 1: multiplies <see cref="StyleWeight"/> by ten for each quarter above 0.5, and divides by it for each below.</summary>
    public required double StyleStrength { get; init; }

    /// <summary>Weight of the content cost, 0 or more.</summary>
    public required double ContentWeight { get; init; }

    /// <summary>Weight of the style cost, 0 or more.</summary>
    public required double StyleWeight { get; init; }

    /// <summary>Weight of the total variation, 0 or more.</summary>
    public required double TotalVariationWeight { get; init; }

    /// <summary>What the squared differences are divided by.</summary>
    public required LossNormalisation Normalisation { get; init; }

    /// <summary>Which method moves the picture.</summary>
    public required OptimiserKind Optimiser { get; init; }

    /// <summary>Step length: the factor of an L-BFGS step (usually 1), or Adam's step in units of 0 to 1 pixels.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How many steps L-BFGS remembers.</summary>
    public required int History { get; init; }

    /// <summary>Optimiser steps of each pyramid level after the first.</summary>
    public required int Iterations { get; init; }

    /// <summary>Optimiser steps of the first, smallest pyramid level (of the only one, where there is one).</summary>
    public required int FirstIterations { get; init; }

    /// <summary>Long side of the smallest pyramid level, in pixels; from <see cref="Size"/> on there is one level.</summary>
    public required int MinimumSize { get; init; }

    /// <summary>Factor between the sizes of two pyramid levels, above 1.</summary>
    public required double PyramidStep { get; init; }

    /// <summary>Pixels around the picture that are painted with it and cut off at the end; 0 for none.</summary>
    public required int Margin { get; init; }

    /// <summary>Where the optimiser starts.</summary>
    public required StartKind Start { get; init; }

    /// <summary>Absolute path of the picture to start from; null unless <see cref="Start"/> is <see cref="StartKind.File"/>.</summary>
    public string? StartImage { get; init; }

    /// <summary>Deviation of the seeded noise that is added to the start, in units of 0 to 1 pixels.</summary>
    public required double Noise { get; init; }

    /// <summary>Seed of everything drawn by chance, 0 or more.</summary>
    public required long Seed { get; init; }

    /// <summary>Whose colours the picture has.</summary>
    public required ColourKind Colour { get; init; }

    /// <summary>What on the content stays as it is: faces, people, kinds of objects; empty for nothing.</summary>
    public required IReadOnlyList<string> Protect { get; init; }

    /// <summary>True where a gate asks how far faces have come from the content's.</summary>
    internal bool JudgesFaces => GateFaceDistance < SubjectWords.AnyFaceDistance;

    /// <summary>How much that stays as it is: 0 for not at all, 1 for as much as can be.</summary>
    public required double ProtectStrength { get; init; }

    /// <summary>Whose colours that has.</summary>
    public required ColourKind ProtectColour { get; init; }

    /// <summary>Bits a sample of the written picture: 8, or 16 where the format can.</summary>
    public required int BitDepth { get; init; }

    /// <summary>Quality of a written JPEG, 1 to 100.</summary>
    public required int JpegQuality { get; init; }

    /// <summary>Least contrast that lets a picture pass: standard deviation of its samples, 0 to 0.5; 0 for any.</summary>
    public required double GateContrast { get; init; }

    /// <summary>Largest share of pixels of one value that lets a picture pass; 1 for any.</summary>
    public required double GateFlatShare { get; init; }

    /// <summary>Largest share of clamped samples that lets a picture pass; 1 for any.</summary>
    public required double GateClippedShare { get; init; }

    /// <summary>Least similarity to the content that lets a picture pass; 0 for any.</summary>
    public required double GateContentSimilarity { get; init; }

    /// <summary>Least share by which the style's cost must have fallen; 0 for any.</summary>
    public required double GateStyleProgress { get; init; }

    /// <summary>Largest distance of a face from the same face of the content that lets a picture pass; 2 for any.</summary>
    public required double GateFaceDistance { get; init; }
}
