using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Maps;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>
/// What a forward run of a graph computes, and where: convolutions with the sum and the rectifier after them as one, results that are joined
/// written where they will lie, margins as wide as their readers want, and an arena in which what never lives at the same time shares memory.
/// </summary>
internal sealed class MapPlan
{
    // Sixteen lanes for a few channels are mostly air: what would need more than this goes layer by layer.
    private const long MostFloats = 1L << 28;

    // The networks of volumes have few channels, and are no faster here; and a volume in blocks is to get the bits of the whole one, however large that is.
    private const int VolumeRank = 5;

    private readonly Network<float> _network;
    private readonly NetworkDescription _description;
    private readonly IReadOnlyList<Shape> _shapes;
    private readonly List<MapNode> _nodes = [];
    private readonly Dictionary<int, int> _nodeOf = new() { [-1] = 0 };
    private readonly Dictionary<(int Node, int Lanes), int> _copies = [];
    private readonly Dictionary<string, int> _taps = [];
    private readonly MemoryPlan _memory = new();

    private MapPlan(Network<float> network, Shape source, IReadOnlyList<string> taps)
    {
        (_network, _description) = (network, network.Description);
        _shapes = _description.Shapes(source, taps);
        Add(new MapNode { Kind = MapNodeKind.Layer, Layers = [], Reads = [], Shape = source, Lanes = 0 });
        var isNeeded = _description.LayersFor(taps);
        var readers = _description.Sources.Select((read, index) => (read, index)).Where(pair => isNeeded[pair.index]).SelectMany(pair => pair.read.Select(read => (read, pair.index)))
            .ToLookup(pair => pair.read, pair => pair.index);
        for (var index = 0; index < _description.Layers.Count; index++)
        {
            if (isNeeded[index] && !_nodeOf.ContainsKey(index))
            {
                Place(index, layer => !taps.Contains(_description.Layers[layer].Tap) && readers[layer].ToList() is [var only] ? only : -1);
            }
        }

        foreach (var tap in taps)
        {
            _taps[tap] = AsTensor(_nodeOf[_description.IndexOfTap(tap)]);
        }

        Lay();
    }

    /// <summary>The results in the order in which they are made; the first is the normalised picture.</summary>
    public IReadOnlyList<MapNode> Nodes => _nodes;

    /// <summary>Floats of the arena.</summary>
    public long Length => _memory.Length;

    /// <summary>Plans a run, or says by null that it is better done layer by layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="source">The shape of what it is shown.</param>
    /// <param name="taps">The taps to be looked at.</param>
    /// <exception cref="ArgumentException">There is no such tap, or the source is too small for it or not of the network's kind.</exception>
    public static MapPlan? Make(Network<float> network, Shape source, IReadOnlyList<string> taps)
    {
        foreach (var tap in taps)
        {
            network.Description.CheckSource(source, tap, network.Options.Border);
        }

        if (VectorWidth.Bits == 0 || source[0] != 1 || taps.Count == 0 || source.Rank == VolumeRank)
        {
            return null;
        }

        var plan = new MapPlan(network, source, taps);
        return plan.Length <= MostFloats ? plan : null;
    }

    /// <summary>The node of a tap, a tensor.</summary>
    public int NodeOf(string tap) => _taps[tap];

    /// <summary>Where a node's own memory begins in the arena.</summary>
    public long Offset(MapNode node) => node.Owner < 0 ? _memory.Offset(node.Block) : Offset(_nodes[node.Owner]) + (node.OwnerPlane * node.Layout!.PlaneStride);

    /// <summary>The windows of a convolution or pooling over depth, height and width.</summary>
    public static Window[] Windows(IReadOnlyList<Window> windows, MapNode source) =>
        [.. Enumerable.Repeat(new Window(1), 3 - windows.Count), .. windows.Select((window, dimension) => window.Over(source.Shape[dimension + 2]))];

    private int Add(MapNode node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    // The nodes for a layer, and for those after it that become part of it. The only reader of a layer that nobody else looks at, or −1.
    private void Place(int index, Func<int, int> onlyReader)
    {
        var layer = _description.Layers[index];
        int[] reads = [.. _description.Sources[index].Select(read => _nodeOf[read])];
        if (layer is DropoutDescription)
        {
            _nodeOf[index] = reads[0];
            return;
        }

        var areMaps = reads.All(read => _nodes[read].Lanes == MapLayout.Block);
        var node = layer switch
        {
            ConvolutionDescription => PlaceConvolution(index, reads[0]),
            PoolingDescription when areMaps => Make(MapNodeKind.Pooling),
            AdaptivePoolingDescription { Side: var side } when areMaps && _nodes[reads[0]].Shape.Skip(2).All(extent => extent % side == 0) => Make(MapNodeKind.Pooling),
            LocalResponseNormalisationDescription when areMaps => Make(MapNodeKind.ResponseNormalisation),
            AdditionDescription when areMaps => Make(MapNodeKind.Sum),
            ConcatenationDescription when areMaps && reads.SkipLast(1).All(read => _nodes[read].Shape[1] % MapLayout.Block == 0) => Make(MapNodeKind.Join),
            ReluDescription or Relu6Description when areMaps => Make(MapNodeKind.Sum),
            ActivationDescription when areMaps && _network.Layers[index] is IVectorFunction { HasVectors: true } => Make(MapNodeKind.Activation),
            _ => null,
        };
        if (node is null)
        {
            reads = [.. reads.Select(AsTensor)];
            node = new MapNode { Kind = MapNodeKind.Layer, Layers = [index], Reads = reads, Shape = _shapes[index], Lanes = 0 };
        }
        else if (FinishOf(layer) is { } own)
        {
            node.Finish = own;
        }

        if (node.Kind is MapNodeKind.Convolution or MapNodeKind.Depthwise or MapNodeKind.Winograd or MapNodeKind.Sum && FinishOf(layer) is null)
        {
            Extend(node, onlyReader);
        }

        var number = Add(node);
        foreach (var each in node.Layers)
        {
            _nodeOf[each] = number;
        }

        if (node.Kind == MapNodeKind.Join)
        {
            Join(number);
        }

        MapNode Make(MapNodeKind kind) => new() { Kind = kind, Layers = [index], Reads = reads, Shape = _shapes[index], Lanes = MapLayout.Block };
    }

    private MapNode? PlaceConvolution(int index, int read)
    {
        var geometry = ((ConvolutionLayer<float>)_network.Layers[index]).Geometry;
        if (!MapWeights.Accepts(geometry))
        {
            return null;
        }

        if (_nodes[read].Lanes == 0)
        {
            // A picture's three channels in sixteen lanes would be mostly zeros.
            read = AsMap(read, geometry.Groups == 1 && geometry.SourceChannels < MapLayout.Block ? 1 : MapLayout.Block);
        }

        var source = _nodes[read];
        var kind =
            MapWeights.IsDepthwiseIn(geometry) ? MapNodeKind.Depthwise :
            source.Lanes == MapLayout.Block && MapWinograd.Accepts(geometry, source.Shape) ? MapNodeKind.Winograd :
            MapNodeKind.Convolution;
        var windows = Windows(geometry.Windows, source);
        var node = new MapNode { Kind = kind, Layers = [index], Reads = [read], Shape = _shapes[index], Lanes = MapLayout.Block };
        for (var d = 0; d < 3 && kind != MapNodeKind.Winograd; d++)
        {
            var window = windows[d];
            source.Before[d] = Math.Max(source.Before[d], window.Before);
            source.After[d] = Math.Max(source.After[d], ((node.Extents[d] - 1) * window.Stride) + window.Reach - window.Before - source.Extents[d]);
        }

        return node;
    }

    // A sum of two, of which the other is there already, and a rectifier become part of the store.
    private void Extend(MapNode node, Func<int, int> onlyReader)
    {
        while (onlyReader(node.Layers[^1]) is >= 0 and var next)
        {
            if (FinishOf(_description.Layers[next]) is { } finish)
            {
                node.Layers.Add(next);
                node.Finish = finish;
                return;
            }

            var read = _description.Sources[next];
            if (node.Kind == MapNodeKind.Sum || node.Addend >= 0 || _description.Layers[next] is not AdditionDescription || read.Count != 2
                || !_nodeOf.TryGetValue(read[0] == node.Layers[^1] ? read[1] : read[0], out var other) || _nodes[other].Lanes != MapLayout.Block)
            {
                return;
            }

            node.Layers.Add(next);
            node.Addend = other;
        }
    }

    // What is joined is written where it will lie, unless it lies elsewhere already.
    private void Join(int number)
    {
        var plane = 0;
        foreach (var read in _nodes[number].Reads)
        {
            var source = _nodes[read];
            if (source.Owner < 0 && source.Kind != MapNodeKind.Join)
            {
                (source.Owner, source.OwnerPlane) = (number, plane);
            }
            else
            {
                _nodes[number].Copies.Add((read, plane));
            }

            plane += (source.Shape[1] + MapLayout.Block - 1) / MapLayout.Block;
        }
    }

    private int AsTensor(int node) => _nodes[node].Lanes == 0 ? node : Copy(node, MapNodeKind.Read, 0);

    private int AsMap(int node, int lanes) => Copy(node, MapNodeKind.Fill, lanes);

    private int Copy(int node, MapNodeKind kind, int lanes)
    {
        if (!_copies.TryGetValue((node, lanes), out var copy))
        {
            _copies[(node, lanes)] = copy = Add(new MapNode { Kind = kind, Layers = [], Reads = [node], Shape = _nodes[node].Shape, Lanes = lanes });
        }

        return copy;
    }

    private void Lay()
    {
        foreach (var node in _nodes.Where(node => node.Owner >= 0))
        {
            for (var d = 0; d < 3; d++)
            {
                var owner = _nodes[node.Owner];
                (owner.Before[d], owner.After[d]) = (Math.Max(owner.Before[d], node.Before[d]), Math.Max(owner.After[d], node.After[d]));
            }
        }

        foreach (var node in _nodes.Where(node => node.Lanes > 0))
        {
            var margin = node.Owner < 0 ? node : _nodes[node.Owner];
            node.Layout = new MapLayout(node.Shape[1], node.Lanes, node.Extents, margin.Before, margin.After);
        }

        int[] first = [.. Enumerable.Range(0, _nodes.Count)];
        int[] last = [.. first];
        for (var number = 0; number < _nodes.Count; number++)
        {
            var node = _nodes[number];
            foreach (var read in node.Addend < 0 ? node.Reads : node.Reads.Append(node.Addend))
            {
                last[read] = number;
            }
        }

        foreach (var number in _taps.Values)
        {
            last[number] = _nodes.Count;
        }

        for (var number = 0; number < _nodes.Count; number++)
        {
            if (_nodes[number].Owner is >= 0 and var owner)
            {
                (first[owner], last[owner]) = (Math.Min(first[owner], first[number]), Math.Max(last[owner], last[number]));
            }
        }

        for (var number = 0; number < _nodes.Count; number++)
        {
            var node = _nodes[number];
            if (node.Owner < 0)
            {
                node.Block = _memory.Add(node.Layout?.Length ?? node.Shape.ElementCount, first[number], last[number]);
            }
        }

        _memory.Lay();
    }

    private static MapFinish? FinishOf(LayerDescription layer) => layer switch
    {
        ReluDescription => new MapFinish(0, float.PositiveInfinity),
        Relu6Description => new MapFinish(0, 6),
        _ => null,
    };
}
