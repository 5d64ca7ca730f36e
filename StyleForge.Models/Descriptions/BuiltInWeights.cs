using StyleForge.Models.Weights;

namespace StyleForge.Models.Descriptions;

/// <summary>A weight file that comes with the program, inside the assembly.</summary>
/// <param name="FileName">Its name: <c>forge-vgg.safetensors</c>.</param>
public sealed record BuiltInWeights(string FileName)
{
    /// <summary>What messages and reports call weights that come with the program.</summary>
    public const string Origin = "built in";

    /// <summary>Its size.</summary>
    public long Bytes
    {
        get
        {
            using var stream = Open();
            return stream.Length;
        }
    }

    /// <summary>Reads the weights; the caller disposes them.</summary>
    /// <param name="keep">Which tensors are wanted, by name; null for all.</param>
    public WeightSet Read(Predicate<string>? keep = null)
    {
        using var stream = Open();
        return WeightFile.Read(stream, Origin, WeightLimits.Default, keep);
    }

    private Stream Open() => typeof(BuiltInWeights).Assembly.GetManifestResourceStream(FileName)
        ?? throw new InvalidOperationException($"The assembly was built without the weights {FileName}.");
}
