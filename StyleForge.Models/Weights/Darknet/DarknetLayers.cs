namespace StyleForge.Models.Weights.Darknet;

/// <summary>Works out, section by section, what each layer of a Darknet configuration takes and gives, and what it has in the weight file.</summary>
internal static class DarknetLayers
{
    private const int MostChannels = 1 << 20;
    private const int MostSide = 1 << 16;

    /// <summary>The layers; the first section, which is the network's own, is none.</summary>
    /// <exception cref="WeightFormatException">A section is not known, or its settings cannot be; the sentence has its line.</exception>
    public static IReadOnlyList<DarknetLayer> Of(IReadOnlyList<DarknetSection> sections)
    {
        var network = sections[0];
        var source = new DarknetLayer(
            network, network.Whole("channels", 3, 1, MostChannels), network.Whole("height", null, 1, MostSide), network.Whole("width", null, 1, MostSide), []);
        var layers = new List<DarknetLayer>();
        foreach (var section in sections.Skip(1))
        {
            source = Next(section, source, layers);
            layers.Add(source);
        }

        return layers;
    }

    private static DarknetLayer Next(DarknetSection section, DarknetLayer source, List<DarknetLayer> layers)
    {
        var same = source with { Section = section, Tensors = [] };
        switch (section.Name)
        {
            case "convolutional" or "conv":
                return Convolution(section, source, layers.Count);
            case "connected" or "conn":
                return Connected(section, source, layers.Count);
            case "batchnorm":
                return same with { Tensors = [.. Normalisation($"{layers.Count}.", source.Channels)] };
            case "maxpool" or "max":
                var (stride, size) = (section.Whole("stride", 1, 1, MostSide), section.Whole("size", section.Whole("stride", 1, 1, MostSide), 1, MostSide));
                var padding = section.Whole("padding", size - 1, 0, MostSide);
                return same with { Height = Extent(section, source.Height + padding, size, stride), Width = Extent(section, source.Width + padding, size, stride) };
            case "avgpool" or "avg":
                return same with { Height = 1, Width = 1 };
            case "upsample":
                var times = section.Whole("stride", 2, 1, MostSide);
                return same with { Height = Bounded(section, (long)source.Height * times, MostSide), Width = Bounded(section, (long)source.Width * times, MostSide) };
            case "route":
                return Route(section, layers);
            case "shortcut":
                foreach (var from in section.Wholes("from"))
                {
                    Before(section, layers, from);
                }

                return same;
            case "dropout" or "yolo" or "region" or "detection" or "softmax" or "soft" or "cost" or "activation" or "logistic" or "l2norm" or "normalization" or "lrn":
                return same;
            default:
                throw section.Wrong(section.Line, $"[{section.Name}] is a layer that is not read; the others are convolutional, connected, batchnorm, maxpool, avgpool, "
                    + "upsample, route, shortcut, dropout, normalization, activation, softmax, yolo, region and their like");
        }
    }

    private static DarknetLayer Convolution(DarknetSection section, DarknetLayer source, int index)
    {
        var filters = section.Whole("filters", 1, 1, MostChannels);
        var size = section.Whole("size", 1, 1, 1024);
        var stride = section.Whole("stride", 1, 1, MostSide);
        var groups = section.Whole("groups", 1, 1, MostChannels);
        var padding = section.Whole("pad", 0, 0, MostSide) != 0 ? size / 2 : section.Whole("padding", 0, 0, MostSide);
        if (source.Channels % groups != 0 || filters % groups != 0)
        {
            throw section.Wrong(section.Line, $"[{section.Name}] has {groups} groups, which divide {source.Channels} input and {filters} output channels into no equal parts");
        }

        List<DarknetTensor> tensors = [new($"{index}.biases", [filters])];
        if (section.Whole("batch_normalize", 0, 0, 1) == 1)
        {
            tensors.AddRange(Normalisation($"{index}.", filters));
        }

        tensors.Add(new DarknetTensor($"{index}.weights", [filters, source.Channels / groups, size, size]));
        return new DarknetLayer(
            section, filters, Extent(section, source.Height + (2 * padding), size, stride), Extent(section, source.Width + (2 * padding), size, stride), tensors);
    }

    private static DarknetLayer Connected(DarknetSection section, DarknetLayer source, int index)
    {
        var outputs = section.Whole("output", 1, 1, MostChannels);
        List<DarknetTensor> tensors = [new($"{index}.biases", [outputs]), new($"{index}.weights", [outputs, (long)source.Channels * source.Height * source.Width])];
        if (section.Whole("batch_normalize", 0, 0, 1) == 1)
        {
            tensors.AddRange(Normalisation($"{index}.", outputs));
        }

        return new DarknetLayer(section, outputs, 1, 1, tensors);
    }

    private static IEnumerable<DarknetTensor> Normalisation(string prefix, int channels) =>
        [new(prefix + "scales", [channels]), new(prefix + "rolling_mean", [channels]), new(prefix + "rolling_variance", [channels])];

    private static DarknetLayer Route(DarknetSection section, List<DarknetLayer> layers)
    {
        var (groups, group) = (section.Whole("groups", 1, 1, MostChannels), section.Whole("group_id", 0, 0, MostChannels));
        var sources = section.Wholes("layers").Select(from => Before(section, layers, from)).ToList();
        if (group >= groups || sources.Exists(source => source.Height != sources[0].Height || source.Width != sources[0].Width || source.Channels % groups != 0))
        {
            throw section.Wrong(section.Line, "[route] takes layers of unequal size, or parts of their channels that there are not");
        }

        var channels = sources.Sum(source => (long)source.Channels / groups);
        return sources[0] with { Section = section, Channels = Bounded(section, channels, MostChannels), Tensors = [] };
    }

    // Below 0 it is counted back from here.
    private static DarknetLayer Before(DarknetSection section, List<DarknetLayer> layers, int from)
    {
        var index = from < 0 ? layers.Count + from : from;
        return index >= 0 && index < layers.Count ? layers[index]
            : throw section.Wrong(section.Line, $"[{section.Name}] takes layer {from}, but there are {layers.Count} before it, from 0");
    }

    private static int Extent(DarknetSection section, int whole, int size, int stride) => whole >= size ? Bounded(section, ((whole - size) / stride) + 1, MostSide)
        : throw section.Wrong(section.Line, $"[{section.Name}] is {size} wide, more than the {whole} that it looks at");

    private static int Bounded(DarknetSection section, long number, int most) => number <= most ? (int)number
        : throw section.Wrong(section.Line, $"[{section.Name}] gives an extent of {number}, more than the {most} that are allowed");
}
