using StyleForge.Models.Descriptions;
using StyleForge.Training.Classifiers;
using StyleForge.Training.Examples;

namespace StyleForge.Hosting.Training;

/// <summary>What a command line asks to be trained as a classifier. Paths are absolute.</summary>
/// <param name="Data">The examples.</param>
/// <param name="Recipe">How to train.</param>
/// <param name="Device">Where: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
/// <param name="Threads">Threads to work on; null for one a processor.</param>
internal sealed record ClassifierRequest(string Data, ClassifierRecipe Recipe, string Device, int? Threads)
{
    /// <summary>The word for all layers but the head, where a tap to freeze up to is named.</summary>
    public const string Features = "features";

    /// <summary>The network; null for that of the weights to begin with, else for the usual one of such examples.</summary>
    public NetworkDescription? Network { get; init; }

    /// <summary>Weights to begin with; null for random ones.</summary>
    public string? From { get; init; }

    /// <summary>Pixels of a picture's side; null for the usual.</summary>
    public int? Size { get; init; }

    /// <summary>The share of each class that is held out, where <see cref="Validation"/> names no examples.</summary>
    public double HeldOut { get; init; } = 0.1;

    /// <summary>Examples to judge epochs by; null to hold some out.</summary>
    public string? Validation { get; init; }

    /// <summary>Examples to judge the network by in the end; null for those that lie with the data, if any.</summary>
    public string? Test { get; init; }

    /// <summary>How examples are read, but for channels and size.</summary>
    public ExampleOptions Reading { get; init; } = new();
}
