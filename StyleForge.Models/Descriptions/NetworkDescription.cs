using StyleForge.Models.Kernels;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A network as data: its facts and its layers, without weights.</summary>
/// <param name="Name">The name in the catalogue: <c>vgg19</c>.</param>
/// <param name="Facts">What must be known beside the layers.</param>
/// <param name="Layers">The layers, first to last; names and taps are unique.</param>
public sealed record NetworkDescription(string Name, NetworkFacts Facts, IReadOnlyList<LayerDescription> Layers)
{
    /// <summary>The places that can be looked at, in order: the output of each layer.</summary>
    public IReadOnlyList<NetworkTap> Taps => FindTaps(Layers);

    /// <summary>The position of a tap's layer in <see cref="Layers"/>.</summary>
    /// <exception cref="ArgumentException">There is no such tap; the sentence lists those there are.</exception>
    public int IndexOfTap(string tap)
    {
        for (var index = 0; index < Layers.Count; index++)
        {
            if (Layers[index].Tap == tap)
            {
                return index;
            }
        }

        throw new ArgumentException(
            $"{Name} has no tap '{tap}': it ends at {Layers[^1].Tap} and has {string.Join(", ", Layers.Select(layer => layer.Tap))}.", nameof(tap));
    }

    /// <summary>The least height and width in pixels at which a tap has at least one position.</summary>
    /// <exception cref="ArgumentException">There is no such tap.</exception>
    public int MinimumSide(string tap, BorderMode border = BorderMode.Zero)
    {
        var side = 1;
        for (var index = IndexOfTap(tap); index >= 0; index--)
        {
            side = Layers[index].SourceSide(side, border);
        }

        return side;
    }

    /// <summary>The table of shapes, parameters and costs. Needs no weights.</summary>
    /// <param name="source">The picture, <c>(1, 3, H, W)</c>.</param>
    /// <exception cref="ArgumentException">The picture is too small, or not one of three channels.</exception>
    public NetworkTable Describe(Shape source)
    {
        CheckSource(source, Layers[^1].Tap, BorderMode.Zero);
        var rows = new List<NetworkTableRow>(Layers.Count);
        var shape = source;
        foreach (var (layer, tap) in Layers.Zip(Taps))
        {
            var destination = layer.DestinationShape(shape);
            var parameters = layer.Parameters.Sum(parameter => (long)parameter.Shape.ElementCount);
            rows.Add(new NetworkTableRow(layer.Name, layer.Tap, layer.Summary, destination, tap.ReceptiveField, parameters, layer.MultiplyAdds(shape)));
            shape = destination;
        }

        return new NetworkTable(Name, source, rows);
    }

    /// <summary>Refuses a picture that is not <c>(N, 3, H, W)</c> or too small for a tap.</summary>
    internal void CheckSource(Shape source, string tap, BorderMode border)
    {
        if (source.Rank != 4 || source[1] != 3)
        {
            throw new ArgumentException($"{Name} takes pictures of shape (N, 3, H, W), not {source}.", nameof(source));
        }

        var side = MinimumSide(tap, border);
        if (source[2] < side || source[3] < side)
        {
            throw new ArgumentException(
                $"A picture of {source[3]}×{source[2]} pixels is too small for {tap} of {Name}: it needs at least {side}×{side}. Take a larger size or a shallower tap.", nameof(source));
        }
    }

    private static List<NetworkTap> FindTaps(IReadOnlyList<LayerDescription> layers)
    {
        var taps = new List<NetworkTap>(layers.Count);
        Shape shape = [1, 3, 224, 224];
        int? stride = 1;
        int? receptiveField = 1;
        foreach (var layer in layers)
        {
            shape = layer.DestinationShape(shape);
            if (layer.EndsPositions)
            {
                stride = receptiveField = null;
            }
            else if (layer.Window is { } window)
            {
                receptiveField += (window.Reach - 1) * stride;
                stride *= window.Stride;
            }

            taps.Add(new NetworkTap(layer.Tap, shape[1], stride, receptiveField));
        }

        return taps;
    }
}
