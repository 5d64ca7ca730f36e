using StyleForge.Engine.Imaging;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Classification;

/// <summary>
/// Finds what excites units of a network most in many pictures (Zeiler and Fergus 2014, figure 2): the patches that a unit sees at the places of its strongest activations,
/// one of each picture as long as there are pictures enough, and else further ones that lie half a patch apart. A picture in which a unit is silent everywhere has none.
/// </summary>
/// <param name="network">The network; stays the caller's.</param>
/// <param name="units">Taps and channels, one or more.</param>
/// <param name="count">How many patches of each unit are wanted, 1 or more.</param>
/// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
public sealed class StrongestPatches(Network<float> network, IReadOnlyList<(string Tap, int Channel)> units, int count, WorkerPool workers)
{
    private const float Paper = 0.5f;

    private readonly List<UnitPatch>[] _best = [.. units.Select(_ => new List<UnitPatch>())];

    /// <summary>The patches of each unit so far, the strongest first.</summary>
    public IReadOnlyList<IReadOnlyList<UnitPatch>> Best => [.. _best.Select(best => (IReadOnlyList<UnitPatch>)[.. best.OrderByDescending(patch => patch.Score)])];

    /// <summary>Looks at a picture.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="picture">An opaque picture at the size that the network should see.</param>
    /// <exception cref="ArgumentException">It is too small for a tap, or the network takes no such pictures.</exception>
    public void Look(string path, Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        string[] taps = [.. units.Select(unit => unit.Tap).Distinct()];
        using var pool = new TensorPool();
        using var run = network.Prepare([1, Picture.Channels, picture.Height, picture.Width], taps, workers, pool, isForwardOnly: true);
        picture.Samples.CopyTo(run.Source.Span);
        run.Forward();
        for (var unit = 0; unit < units.Count; unit++)
        {
            var (tap, channel) = units[unit];
            using var activations = new Tensor<float>(run.ShapeOf(tap));
            run.Tap(tap).CopyTo(activations);
            var positions = activations.Shape.Positions;
            _best[unit] = Keep([.. _best[unit], .. Find(path, picture, network.Taps[network.Description.IndexOfTap(tap)], activations.Shape, activations.Span.Slice(channel * positions, positions).ToArray())]);
        }
    }

    // The best of each picture before the second best of any.
    private List<UnitPatch> Keep(IEnumerable<UnitPatch> patches) => [.. patches.OrderBy(patch => patch.Rank).ThenByDescending(patch => patch.Score).Take(count)];

    private List<UnitPatch> Find(string path, Picture picture, NetworkTap tap, Shape shape, float[] map)
    {
        var found = new List<UnitPatch>();
        if (tap is not { Stride: { } stride, ReceptiveField: { } field, Offset: { } offset })
        {
            return [new UnitPatch(path, picture, map.Max(), 0)];
        }

        // Places nearer than half of what they see show the same thing twice, and where a unit is silent there is nothing to show.
        var (width, apart, silence) = (shape[3], Math.Max(1, field / 2 / stride), map.Min());
        while (found.Count < count && map.Max() is var score && score > silence)
        {
            var (y, x) = Math.DivRem(Array.IndexOf(map, score), width);
            found.Add(new UnitPatch(path, picture.Cut(offset + (x * stride), offset + (y * stride), field, field, Paper), score, found.Count));
            for (var i = 0; i < map.Length; i++)
            {
                if (Math.Abs((i / width) - y) < apart && Math.Abs((i % width) - x) < apart)
                {
                    map[i] = float.NegativeInfinity;
                }
            }
        }

        return found;
    }
}
