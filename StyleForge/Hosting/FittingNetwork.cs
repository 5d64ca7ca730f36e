using System.Globalization;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;

namespace StyleForge.Hosting;

/// <summary>A network that the weights of a file fit.</summary>
/// <param name="Network">The network as the catalogue has it.</param>
/// <param name="Fitted">The network with the file's widths, up to the last layer that the file holds.</param>
internal sealed record FittingNetwork(NetworkDescription Network, NetworkDescription Fitted)
{
    /// <summary>True where every layer of the file is as wide as the catalogue's.</summary>
    public bool IsAsWide => Fitted.Layers.SequenceEqual(Network.Layers.Take(Fitted.Layers.Count));

    /// <summary>True where the file holds every layer.</summary>
    public bool IsComplete => Fitted.Layers.Count == Network.Layers.Count;

    /// <summary><c>complete, 143,667,240 parameters</c>, or <c>complete to relu5_1, 1,606,752 parameters</c> where layers are absent.</summary>
    public string Extent
    {
        get
        {
            var end = IsComplete ? "" : $" to {Fitted.Layers[^1].Tap}";
            var parameters = Fitted.Layers.Sum(layer => layer.ParameterCount);
            return string.Create(CultureInfo.InvariantCulture, $"complete{end}, {parameters:N0} parameters");
        }
    }

    /// <summary><c>vgg19, complete, 143,667,240 parameters</c>.</summary>
    public override string ToString() => $"{Network.Name}, {Extent}";

    /// <summary>The named network, fitted.</summary>
    /// <exception cref="CommandFailure">The weights are not that network's; the sentence says why.</exception>
    public static FittingNetwork Of(WeightSet weights, NetworkDescription network)
    {
        try
        {
            return new FittingNetwork(network, network.Fit(weights));
        }
        catch (WeightFormatException refusal)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    /// <summary>
    /// All networks that the weights fit, in the catalogue's order. Those that pictures are rendered through may end early, as renders seldom look at their ends; of any other
    /// the first layers alone are nothing.
    /// </summary>
    /// <param name="weights">The weights.</param>
    public static IReadOnlyList<FittingNetwork> All(WeightSet weights)
    {
        var fitting = new List<FittingNetwork>();
        foreach (var network in NetworkCatalogue.Every)
        {
            try
            {
                var fit = new FittingNetwork(network, network.Fit(weights));
                if (fit.IsComplete || NetworkCatalogue.All.Contains(network))
                {
                    fitting.Add(fit);
                }
            }
            catch (WeightFormatException)
            {
                // The answer that was asked for: not this one.
            }
        }

        return fitting;
    }

    /// <summary>
    /// The one network that the weights can only be meant for: the only one that they fit, or, as most files fit networks of
    /// other widths too, the only one that is as wide. What comes with the program is never replaced unasked.
    /// </summary>
    /// <param name="weights">The weights.</param>
    /// <param name="naming">How a person names the one that is meant.</param>
    /// <exception cref="CommandFailure">There is none, or there are several; the sentence lists them.</exception>
    public static FittingNetwork Only(WeightSet weights, string naming = "with --as")
    {
        var fitting = All(weights).Where(fit => fit.IsAsWide || fit.Network.Facts.BuiltIn is null).ToList();
        if (fitting.Count == 0)
        {
            throw new CommandFailure(
                $"'{weights.Origin}' fits no network: its first tensors are {string.Join(", ", weights.Names.Take(3))}. "
                + $"The networks are {string.Join(", ", NetworkCatalogue.Every.Select(network => network.Name))}; name one {naming} to hear what keeps the file from it.");
        }

        var asWide = fitting.Where(fit => fit.IsAsWide && fit.Network.Facts.BuiltIn is null).ToList();
        return fitting.Count == 1 ? fitting[0]
            : asWide.Count == 1 ? asWide[0]
            : throw new CommandFailure($"'{weights.Origin}' fits several networks: {string.Join("; ", fitting)}. Name the one that is meant {naming}.");
    }
}
