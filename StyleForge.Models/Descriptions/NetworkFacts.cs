using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Descriptions;

/// <summary>What must be known of a network beside its layers, kept with it so that it cannot be separated from it.</summary>
public sealed record NetworkFacts
{
    /// <summary>What the network is, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>Channel order, range, mean and deviation of the pictures it was trained on.</summary>
    public required InputConvention Input { get; init; }

    /// <summary>The shape of a usual source, with a batch of 1: its dimensions and channels are those that the network takes.</summary>
    public Shape Source { get; init; } = [1, 3, 224, 224];

    /// <summary>The least height and width, in pixels, at which every tap has at least one position.</summary>
    public required int MinimumSide { get; init; }

    /// <summary>The name of the labels of its classes, such as <c>imagenet</c>; null for a network that tells none, or whose weight file names them.</summary>
    public string? Labels { get; init; }

    /// <summary>
    /// Pixels that the shorter side of a picture is brought to before a piece of the extents of <see cref="Source"/> is cut out of it; null where the whole picture is
    /// brought to those extents.
    /// </summary>
    public int? ShorterSide { get; init; }

    /// <summary>The licence of the weights, published or built in.</summary>
    public required string Licence { get; init; }

    /// <summary>The paper that describes the network.</summary>
    public required string Paper { get; init; }

    /// <summary>Where the network comes from.</summary>
    public required Uri Origin { get; init; }

    /// <summary>The published weight file; null where the weights come with the program.</summary>
    public PublishedWeights? Weights { get; init; }

    /// <summary>The names and layout of the published file; null where it has this program's, which are torchvision's.</summary>
    public PublishedNames? Names { get; init; }

    /// <summary>The weights that come with the program; null where they are published elsewhere.</summary>
    public BuiltInWeights? BuiltIn { get; init; }

    /// <summary>Published files that want their pictures otherwise than <see cref="Input"/> says; known by their SHA-256.</summary>
    public IReadOnlyList<(PublishedWeights Weights, InputConvention Input)> Variants { get; init; } = [];

    /// <summary>How the weights of a file want their pictures: as the variant of that SHA-256 does, else as <see cref="Input"/> says.</summary>
    public InputConvention InputOf(string sha256)
    {
        foreach (var (weights, input) in Variants)
        {
            if (weights.Matches(sha256))
            {
                return input;
            }
        }

        return Input;
    }

    /// <summary>How weights want their pictures: as their file says, else as their SHA-256 tells.</summary>
    /// <exception cref="WeightFormatException">What the file says cannot be understood.</exception>
    public InputConvention InputOf(WeightSet weights) => InputMetadata.Read(weights, Math.Max(1, Input.Mean.Count)) ?? InputOf(weights.Sha256);
}
