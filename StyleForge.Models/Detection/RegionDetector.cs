using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels.Regions;
using StyleForge.Models.Networks;

namespace StyleForge.Models.Detection;

/// <summary>
/// A detector that proposes regions and then looks at each, as data, and how its outputs are read (Ren et al. 2015, Faster R-CNN). Pictures are squares.
/// </summary>
/// <param name="Network">The trunk and what proposes: <see cref="SmallTwoStage.Proposals"/>.</param>
/// <param name="Head">What looks at a region: <see cref="SmallTwoStage.Head"/>.</param>
/// <param name="Anchors">In pixels of what the network sees.</param>
/// <param name="Classes">The names of the classes.</param>
public sealed record RegionDetector(NetworkDescription Network, NetworkDescription Head, IReadOnlyList<Anchor> Anchors, IReadOnlyList<string> Classes) : IDetectorDescription
{
    // The paper suppresses what overlaps by more than 0.7 too.
    private static readonly SuppressionOptions Apart = new() { Overlap = 0.7 };

    /// <summary>
    /// What the head's deltas are multiplied by: they are learned in units of about the deviation that they have, as in Girshick 2015, Fast R-CNN, section 2.3, whose numbers these are.
    /// </summary>
    public static BoxDelta DeltaUnits { get; } = new(0.1, 0.1, 0.2, 0.2);

    /// <summary>Regions of a picture that are looked at, at most. The paper has 300 for photographs of 1000×600 pixels.</summary>
    public static int MostProposals => 48;

    /// <inheritdoc/>
    public string Name => Network.Name;

    /// <inheritdoc/>
    public IReadOnlyList<NetworkDescription> Networks => [Network, Head];

    /// <inheritdoc/>
    public int Width => Network.Facts.Source[3];

    /// <inheritdoc/>
    public int Height => Network.Facts.Source[2];

    /// <summary>The small detector of this project that is trained on a data set of its own.</summary>
    /// <param name="side">Pixels of the picture across and down, a multiple of <see cref="SmallYolo.Stride"/>.</param>
    /// <param name="anchors">In pixels of what the network sees.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <exception cref="ArgumentException">The side is no such multiple.</exception>
    public static RegionDetector Small(int side, IReadOnlyList<Anchor> anchors, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        ArgumentNullException.ThrowIfNull(classes);
        return new RegionDetector(SmallTwoStage.Proposals(side, anchors.Count), SmallTwoStage.Head(classes.Count), anchors, classes);
    }

    /// <summary>Rows and columns of the map that regions are read of.</summary>
    public (int Rows, int Columns) Grid => (Height / SmallYolo.Stride, Width / SmallYolo.Stride);

    /// <summary>All anchors of a picture, around the middles of the cells: anchor by anchor, each row by row. They may reach beyond the picture.</summary>
    public IReadOnlyList<Box> AnchorBoxes =>
    [
        .. from anchor in Anchors
           from row in Enumerable.Range(0, Grid.Rows)
           from column in Enumerable.Range(0, Grid.Columns)
           select Box.Around((column + 0.5) * SmallYolo.Stride, (row + 0.5) * SmallYolo.Stride, anchor.Width, anchor.Height),
    ];

    /// <summary>Reads the proposals out of the first network: decoded, cut at the edges of the picture, and of those that overlap by more than 0.7 the surest.</summary>
    /// <param name="anchors"><see cref="AnchorBoxes"/>.</param>
    /// <param name="objectness"><c>(anchors, rows, columns)</c>, before the logistic function.</param>
    /// <param name="deltas"><c>(4·anchors, rows, columns)</c>.</param>
    /// <returns>At most <see cref="MostProposals"/>, the surest first.</returns>
    public IReadOnlyList<Box> Propose(IReadOnlyList<Box> anchors, ReadOnlySpan<float> objectness, ReadOnlySpan<float> deltas)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        var cells = Grid.Rows * Grid.Columns;
        var found = new List<DetectedObject>(anchors.Count);
        for (var at = 0; at < anchors.Count; at++)
        {
            var (anchor, cell) = (at / cells, at % cells);
            var box = DeltaAt(deltas[((4 * anchor * cells) + cell)..], cells).Of(anchors[at]).Within(Width, Height);
            if (box.Area > 0)
            {
                found.Add(new DetectedObject(box, 0, 1 / (1 + Math.Exp(-objectness[at]))));
            }
        }

        // Suppression compares all with all, so it is shown only what can still come to be chosen.
        var surest = found.OrderByDescending(each => each.Score).Take(4 * MostProposals);
        return [.. Suppression.Apply(surest, Apart).Take(MostProposals).Select(each => each.Box)];
    }

    /// <summary>A box as a region of the map.</summary>
    /// <param name="box">In pixels of what the network sees.</param>
    public static MapRegion RegionOf(Box box) => new(box.Left / SmallYolo.Stride, box.Top / SmallYolo.Stride, box.Right / SmallYolo.Stride, box.Bottom / SmallYolo.Stride);

    /// <summary>Reads the objects out of the second network.</summary>
    /// <param name="proposals">The regions.</param>
    /// <param name="scores"><c>(proposals or more, 1 + classes)</c>, ground first, before softmax.</param>
    /// <param name="boxes"><c>(proposals or more, 4·classes)</c>.</param>
    /// <param name="threshold">What the probability of a class must be above.</param>
    /// <returns>Every class of every region that is above the threshold, not yet suppressed, in pixels of what the network sees.</returns>
    public IReadOnlyList<DetectedObject> Decode(IReadOnlyList<Box> proposals, ReadOnlySpan<float> scores, ReadOnlySpan<float> boxes, double threshold)
    {
        ArgumentNullException.ThrowIfNull(proposals);
        var found = new List<DetectedObject>();
        for (var number = 0; number < proposals.Count; number++)
        {
            var row = scores.Slice(number * (1 + Classes.Count), 1 + Classes.Count);
            var most = row[0];
            foreach (var score in row)
            {
                most = Math.Max(most, score);
            }

            var sum = 0.0;
            foreach (var score in row)
            {
                sum += Math.Exp(score - most);
            }

            for (var kind = 0; kind < Classes.Count; kind++)
            {
                if (Math.Exp(row[1 + kind] - most) / sum is var probability && probability > threshold)
                {
                    var delta = DeltaAt(boxes[(4 * ((number * Classes.Count) + kind))..], 1);
                    found.Add(new DetectedObject(delta.Times(DeltaUnits).Of(proposals[number]).Within(Width, Height), kind, probability));
                }
            }
        }

        return found;
    }

    private static BoxDelta DeltaAt(ReadOnlySpan<float> numbers, int step) => new(numbers[0], numbers[step], numbers[2 * step], numbers[3 * step]);
}
