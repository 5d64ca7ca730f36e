using System.Globalization;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Fitting;

/// <summary>
/// Finds the tensors of a network's layers in a weight file, whoever named them. A layer goes by torchvision's name
/// (<c>features.0</c>), by its tap as in Gatys' and Caffe's files (<c>conv1_1</c>), by its number alone where only the
/// convolutions were saved (<c>0</c>), or, for the classifier, by the numbers of files that came by way of Torch 7.
/// A wrapper around the network leaves its word in front of every name (<c>vgg.features.0</c>), and one that spreads work over
/// devices puts <c>module</c> anywhere; both are passed over. A file that has all names of the network's publisher
/// (<see cref="NetworkFacts.Names"/>) is read by those.
/// </summary>
internal sealed class WeightNames
{
    // More words than this around a network are another network around it.
    private const int MostWrappers = 2;

    // Files converted from Torch 7 (github.com/jcjohnson/pytorch-vgg) count the flattening as a layer.
    private static readonly Dictionary<string, string> TorchSeven = new() { ["classifier.0"] = "classifier.1", ["classifier.3"] = "classifier.4" };

    private readonly string _origin;
    private readonly Dictionary<string, string> _plain;

    private WeightNames(string origin, Dictionary<string, string> plain, string? stranger)
    {
        (_origin, _plain, Stranger) = (origin, plain, stranger);
    }

    /// <summary>A name that the network has no layer for; null where all of them belong to it.</summary>
    public string? Stranger { get; }

    /// <summary>How the file lays out kernels and matrices.</summary>
    public WeightLayout Layout { get; private init; }

    /// <summary>Reads the names of a file as those of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="names">All names of the file.</param>
    /// <param name="origin">What sentences call the file.</param>
    public static WeightNames Read(NetworkDescription network, IReadOnlyList<string> names, string origin)
    {
        if (network.Facts.Names is { } published && !published.Names.Values.Except(names).Any())
        {
            return new WeightNames(origin, new Dictionary<string, string>(published.Names), null) { Layout = published.Layout };
        }

        var known = new HashSet<string>(
            from layer in network.Layers
            from parameter in layer.Parameters
            from stem in Stems(layer)
            select $"{stem}.{parameter.Name}");
        WeightNames? asWritten = null;
        for (var wrappers = 0; wrappers <= MostWrappers; wrappers++)
        {
            if (Unwrap(names, wrappers) is not { } plain)
            {
                break;
            }

            var stranger = plain.FirstOrDefault(pair => !known.Contains(pair.Key)).Value;
            if (stranger is null)
            {
                return new WeightNames(origin, plain, null);
            }

            asWritten ??= new WeightNames(origin, plain, stranger);
        }

        return asWritten!;
    }

    /// <summary>The names in the file of a layer's tensors, in the order of its parameters; empty where the file has none of them.</summary>
    /// <exception cref="WeightFormatException">The file has a part of them.</exception>
    public string[] Find(LayerDescription layer)
    {
        if (layer.Parameters.Count == 0)
        {
            return [];
        }

        foreach (var stem in Stems(layer))
        {
            var names = layer.Parameters.Select(parameter => $"{stem}.{parameter.Name}").ToArray();
            var absent = names.Where(name => !_plain.ContainsKey(name)).ToArray();
            if (absent.Length == 0)
            {
                return [.. names.Select(name => _plain[name])];
            }

            if (absent.Length < names.Length)
            {
                throw new WeightFormatException($"'{_origin}' holds a part of {layer.Tap} only: '{absent[0]}' is missing.");
            }
        }

        return [];
    }

    private static IEnumerable<string> Stems(LayerDescription layer)
    {
        yield return layer.Name;
        yield return layer.Tap;
        if (layer is ConvolutionDescription && layer.Name.Split('.') is ["features", var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            yield return number;
        }

        if (TorchSeven.TryGetValue(layer.Name, out var shifted))
        {
            yield return shifted;
        }
    }

    // The names without so many words in front, each with the name as it is written; null where the words are not common to
    // all names, or two names become one.
    private static Dictionary<string, string>? Unwrap(IReadOnlyList<string> names, int wrappers)
    {
        var plain = new Dictionary<string, string>(StringComparer.Ordinal);
        var front = (string?)null;
        foreach (var name in names)
        {
            var words = name.Split('.').Where(word => word != "module").ToArray();
            if (words.Length <= wrappers)
            {
                return null;
            }

            var own = string.Join('.', words[..wrappers]);
            front ??= own;
            if (own != front || !plain.TryAdd(string.Join('.', words[wrappers..]), name))
            {
                return wrappers > 0 ? null : names.ToDictionary(written => written, written => written);
            }
        }

        return plain;
    }
}
