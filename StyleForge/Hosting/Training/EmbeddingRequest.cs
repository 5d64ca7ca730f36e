using StyleForge.Training.Embeddings;

namespace StyleForge.Hosting.Training;

/// <summary>What a command line asks to be trained as an embedding. Paths are absolute.</summary>
/// <param name="Data">The pictures, a folder for each class.</param>
/// <param name="Recipe">How to train.</param>
/// <param name="Device">Where: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
/// <param name="Threads">Threads to work on; null for one a processor.</param>
internal sealed record EmbeddingRequest(string Data, EmbeddingRecipe Recipe, string Device, int? Threads)
{
    /// <summary>Pixels of a picture's side.</summary>
    public int Size { get; init; } = 28;

    /// <summary>Groups that are held out; null for a fifth of them by chance.</summary>
    public IReadOnlyList<string>? HeldOut { get; init; }

    /// <summary>True to train on turned pictures as classes of their own.</summary>
    public bool Turns { get; init; }

    /// <summary>Questions to judge the network by in the end; null for none.</summary>
    public string? Runs { get; init; }

    /// <summary>Questions about held-out classes in the end, of each kind.</summary>
    public int Questions { get; init; } = 2000;

    /// <summary>How many looks at each picture the questions are answered by a second time, 2 or more; null for not at all.</summary>
    public int? Views { get; init; }

    /// <summary>How it is trained, in words.</summary>
    public string Describe() => Turns ? $"{Recipe.Describe()}; turned classes too" : Recipe.Describe();
}
