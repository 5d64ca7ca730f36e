using System.Globalization;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Weights;
using StyleForge.Models.Weights.Darknet;

namespace StyleForge.Models.Networks;

/// <summary>A network that a Darknet configuration describes. What its layer N gives has the tap <c>layerN</c>.</summary>
/// <param name="Description">The network, with the names of its weights in Darknet's files.</param>
/// <param name="Sections">Its sections, one a layer.</param>
/// <param name="Taps">For each section the tap that shows what it gives; of one that changes nothing, what it reads.</param>
internal sealed record DarknetNetwork(NetworkDescription Description, IReadOnlyList<DarknetSection> Sections, IReadOnlyList<string> Taps)
{
    /// <summary>How Darknet's networks want their pictures: RGB, 0 to 1, as they are.</summary>
    public static InputConvention Input { get; } = new() { Order = ChannelOrder.Rgb, Range = 1, Mean = [0, 0, 0], Deviation = [1, 1, 1] };

    /// <summary>Makes a network of a configuration.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sections">The sections, the network's own first.</param>
    /// <param name="facts">What must be known of it; the source is the configuration's.</param>
    /// <exception cref="WeightFormatException">There is a layer or a function that no network here has; the sentence has its line.</exception>
    public static DarknetNetwork Read(string name, IReadOnlyList<DarknetSection> sections, NetworkFacts facts)
    {
        var network = sections[0];
        facts = facts with { Source = [1, network.Whole("channels", 3, 1, 1 << 20), network.Whole("height", null, 1, 1 << 16), network.Whole("width", null, 1, 1 << 16)] };
        var list = new LayerList(facts.Source);
        var taps = new List<string>();
        foreach (var layer in DarknetLayers.Of(sections))
        {
            try
            {
                taps.Add(Add(list, layer, taps));
            }
            catch (ArgumentException refusal)
            {
                throw layer.Section.Wrong(layer.Section.Line, $"[{layer.Section.Name}] cannot be run: {refusal.Message.TrimEnd('.')}");
            }
        }

        facts = facts with { Names = PublishedNames.Spell(WeightLayout.Torch, list.Layers, NameThere) };
        return new DarknetNetwork(new NetworkDescription(name, facts, list.Layers), [.. sections.Skip(1)], taps);
    }

    // conv7.weight is 7.weights, norm7.running_var is 7.rolling_variance.
    private static string NameThere(LayerDescription layer, string parameter)
    {
        var (kind, number) = (layer.Name[..4], layer.Name[4..]);
        return $"{number}." + (kind, parameter) switch
        {
            ("conv", "weight") => "weights",
            ("norm", "weight") => "scales",
            ("norm", "running_mean") => "rolling_mean",
            ("norm", "running_var") => "rolling_variance",
            _ => "biases",
        };
    }

    private static string Add(LayerList list, DarknetLayer layer, List<string> taps)
    {
        var (section, number) = (layer.Section, taps.Count.ToString(CultureInfo.InvariantCulture));
        var (before, tap) = (taps.Count > 0 ? taps[^1] : NetworkDescription.Picture, $"layer{number}");
        switch (section.Name)
        {
            case "convolutional" or "conv":
                AddConvolution(list.From(before), layer, number, tap);
                return tap;
            case "maxpool" or "max":
                var size = section.Whole("size", section.Whole("stride", 1, 1, 1 << 16), 1, 1 << 16);
                var padding = section.Whole("padding", size - 1, 0, 1 << 16);
                var window = new Window(size, section.Whole("stride", 1, 1, 1 << 16), padding / 2, padding - (padding / 2));
                list.From(before).Then(new PoolingDescription(tap, tap, window) { Kind = PoolingKind.Maximum });
                return tap;
            case "avgpool" or "avg":
                list.From(before).GlobalAverage(tap);
                return tap;
            case "upsample":
                list.From(before).Then(new UpsamplingDescription(tap, tap, section.Whole("stride", 2, 1, 1 << 16)));
                return tap;
            case "route" when section.Whole("groups", 1, 1, 1 << 20) == 1:
                string[] joined = [.. section.Wholes("layers").Select(From)];
                return joined is [var only] ? only : list.Join(tap, joined).Last;
            case "shortcut":
                AddActivation(list.Sum(Before(section, "linear", $"sum{number}", tap), [before, .. section.Wholes("from").Select(From)]), section, "linear", number, tap);
                return tap;
            case "dropout" or "yolo":
                return before; // The first works in training alone, the second says how to read what it is given.
            default:
                throw section.Wrong(section.Line, $"[{section.Name}]{(section.Name == "route" ? " of some of the channels" : "")} cannot be run; "
                    + "what can are convolutional, maxpool, avgpool, upsample, route of whole layers, shortcut, dropout and yolo");
        }

        string From(int from) => taps[from < 0 ? taps.Count + from : from];
    }

    private static void AddConvolution(LayerList list, DarknetLayer layer, string number, string tap)
    {
        var section = layer.Section;
        var size = section.Whole("size", 1, 1, 1024);
        var padding = section.Whole("pad", 0, 0, 1 << 16) != 0 ? size / 2 : section.Whole("padding", 0, 0, 1 << 16);
        var (stride, groups) = (section.Whole("stride", 1, 1, 1 << 16), section.Whole("groups", 1, 1, 1 << 20));
        var after = Before(section, "logistic", $"linear{number}", tap);
        if (section.Whole("batch_normalize", 0, 0, 1) == 1)
        {
            list.Convolution($"conv{number}", layer.Channels, size, stride, padding, groups: groups, bias: false)
                .Then(new BatchNormalisationDescription($"norm{number}", after, layer.Channels, Epsilon: 0));
        }
        else
        {
            list.Convolution($"conv{number}", layer.Channels, size, stride, padding, groups: groups, tap: after);
        }

        AddActivation(list, section, "logistic", number, tap);
    }

    // The tap of what an activation follows; without one it is the section's own.
    private static string Before(DarknetSection section, string usual, string inner, string tap) => Activation(section, usual) == "linear" ? tap : inner;

    private static string Activation(DarknetSection section, string usual) => section.Options.TryGetValue("activation", out var option) ? option.Value : usual;

    private static void AddActivation(LayerList list, DarknetSection section, string usual, string number, string tap)
    {
        var name = $"act{number}";
        switch (Activation(section, usual))
        {
            case "linear":
                break;
            case "leaky":
                list.Then(new LeakyReluDescription(name, tap, 0.1));
                break;
            case "relu":
                list.Then(new ReluDescription(name, tap));
                break;
            case "relu6":
                list.Then(new Relu6Description(name, tap));
                break;
            case "logistic":
                list.Then(new SigmoidDescription(name, tap));
                break;
            case "tanh":
                list.Then(new TanhDescription(name, tap));
                break;
            default:
                var option = section.Options["activation"];
                throw section.Wrong(option.Line, $"«activation» of [{section.Name}] is '{option.Value}', but must be linear, leaky, relu, relu6, logistic or tanh");
        }
    }
}
