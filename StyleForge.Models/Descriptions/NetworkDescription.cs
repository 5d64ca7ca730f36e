using StyleForge.Models.Kernels;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A network as data: its facts and its layers, without weights. The layers are a graph, and each names what it reads.</summary>
/// <param name="Name">The name in the catalogue: <c>vgg19</c>.</param>
/// <param name="Facts">What must be known beside the layers.</param>
/// <param name="Layers">The layers, in any order; names and taps are unique.</param>
/// <exception cref="ArgumentException">A tap is there twice, a layer reads what is not there, or some read each other in a circle.</exception>
public sealed record NetworkDescription(string Name, NetworkFacts Facts, IReadOnlyList<LayerDescription> Layers)
{
    /// <summary>What a layer calls the picture that the network is shown.</summary>
    public const string Picture = "picture";

    /// <summary>The layers, each after those that it reads.</summary>
    public IReadOnlyList<LayerDescription> Layers { get; init => field = LayerOrder.Sort(value); } = LayerOrder.Sort(Layers);

    /// <summary>The places that can be looked at, in order: the output of each layer.</summary>
    public IReadOnlyList<NetworkTap> Taps => FindTaps();

    /// <summary>For each layer the places in <see cref="Layers"/> of those that it reads; −1 is the picture.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Sources => LayerOrder.Sources(Layers);

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

    /// <summary>For each layer whether some taps depend on it.</summary>
    /// <exception cref="ArgumentException">There is no such tap.</exception>
    public IReadOnlyList<bool> LayersFor(IEnumerable<string> taps)
    {
        var isNeeded = new bool[Layers.Count];
        foreach (var tap in taps)
        {
            isNeeded[IndexOfTap(tap)] = true;
        }

        var sources = Sources;
        for (var index = Layers.Count - 1; index >= 0; index--)
        {
            foreach (var source in isNeeded[index] ? sources[index] : [])
            {
                if (source >= 0)
                {
                    isNeeded[source] = true;
                }
            }
        }

        return isNeeded;
    }

    /// <summary>The shape of each layer's output, by inference from the first to the last.</summary>
    /// <param name="source">The shape of what the network is shown.</param>
    /// <param name="taps">The taps that matter: layers that none of them depends on have no shape. Null for all layers.</param>
    /// <exception cref="ArgumentException">There is no such tap, or a layer cannot take what it reads; the sentence names it.</exception>
    public IReadOnlyList<Shape> Shapes(Shape source, IEnumerable<string>? taps = null)
    {
        var shapes = new Shape[Layers.Count];
        var sources = Sources;
        var isNeeded = taps is null ? null : LayersFor(taps);
        for (var index = 0; index < shapes.Length; index++)
        {
            if (isNeeded?[index] != false)
            {
                shapes[index] = Layers[index].DestinationShape([.. sources[index].Select(each => each < 0 ? source : shapes[each])]);
            }
        }

        return shapes;
    }

    /// <summary>The least height and width in pixels at which a tap has at least one position.</summary>
    /// <exception cref="ArgumentException">There is no such tap.</exception>
    public int MinimumSide(string tap, BorderMode border = BorderMode.Zero)
    {
        var sources = Sources;
        var sides = new int[Layers.Count];
        sides[IndexOfTap(tap)] = 1;
        var least = 1;
        for (var index = Layers.Count - 1; index >= 0; index--)
        {
            if (sides[index] == 0)
            {
                continue;
            }

            var side = Layers[index].SourceSide(sides[index], border);
            foreach (var source in sources[index])
            {
                ref var reached = ref source < 0 ? ref least : ref sides[source];
                reached = Math.Max(reached, side);
            }
        }

        return least;
    }

    /// <summary>The table of shapes, parameters and costs. Needs no weights.</summary>
    /// <param name="source">The picture, <c>(1, 3, H, W)</c>, or what else the network takes.</param>
    /// <exception cref="ArgumentException">The picture is too small, or not one that the network takes.</exception>
    public NetworkTable Describe(Shape source)
    {
        CheckSource(source, Layers[^1].Tap, BorderMode.Zero);
        var shapes = Shapes(source);
        var (sources, taps) = (Sources, Taps);
        return new NetworkTable(Name, source, [.. Layers.Select((layer, index) => new NetworkTableRow(
            layer.Name, layer.Tap, layer.Summary, shapes[index], taps[index].ReceptiveField, layer.ParameterCount,
            layer.MultiplyAdds(sources[index][0] < 0 ? source : shapes[sources[index][0]])))]);
    }

    /// <summary>Refuses a source that is not of the network's kind, or too small for a tap.</summary>
    internal void CheckSource(Shape source, string tap, BorderMode border)
    {
        var usual = Facts.Source;
        if (source.Rank != usual.Rank || (usual.Rank > 2 && source[1] != usual[1]))
        {
            throw new ArgumentException($"{Name} takes {Kind(usual)}, not {source}.", nameof(source));
        }

        var side = MinimumSide(tap, border);
        if (source.Rank == 4 && (source[2] < side || source[3] < side))
        {
            throw new ArgumentException(
                $"A picture of {source[3]}×{source[2]} pixels is too small for {tap} of {Name}: it needs at least {side}×{side}. Take a larger size or a shallower tap.", nameof(source));
        }
    }

    private static string Kind(Shape usual) => usual.Rank switch
    {
        2 => "sequences of shape (N, L)",
        3 => $"signals of shape (N, {usual[1]}, L)",
        4 => $"pictures of shape (N, {usual[1]}, H, W)",
        _ => $"volumes of shape (N, {usual[1]}, D, H, W)",
    };

    private NetworkTap[] FindTaps()
    {
        var shapes = Shapes(Facts.Source);
        var sources = Sources;
        var picture = new NetworkTap(Picture, Facts.Source[1], Stride: 1, ReceptiveField: 1, Offset: 0);
        var taps = new NetworkTap[Layers.Count];
        for (var index = 0; index < taps.Length; index++)
        {
            var layer = Layers[index];
            var read = sources[index].Select(source => source < 0 ? picture : taps[source]).ToArray();
            var seesAll = layer.EndsPositions || read.Any(tap => tap.Stride is null);
            var (stride, offset) = (read.Max(tap => tap.Stride), read.Min(tap => tap.Offset));
            var field = read.Max(tap => tap.Offset + tap.ReceptiveField) - offset;
            if (layer is PaddingDescription padding)
            {
                offset -= padding.Margins[^1].Before * stride;
            }

            if (layer.Window is { } window)
            {
                offset -= window.Over(sources[index][0] < 0 ? Facts.Source[^1] : shapes[sources[index][0]][^1]).Before * stride;
                (field, stride) = (field + ((window.Reach - 1) * stride), stride * window.Stride);
            }

            taps[index] = seesAll
                ? new NetworkTap(layer.Tap, shapes[index][1], Stride: null, ReceptiveField: null, Offset: null)
                : new NetworkTap(layer.Tap, shapes[index][1], stride, field, offset);
        }

        return taps;
    }
}
