using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Weights;

namespace StyleForge.Hosting;

/// <summary>Makes weights of any file those that this program finds.</summary>
internal static class WeightImport
{
    /// <summary>Writes weights into a folder, under torchvision's names, so that every other tool can read them too.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="network">Whose they are.</param>
    /// <param name="input">How they want their pictures.</param>
    /// <param name="folder">The folder.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="WeightFormatException">The weights are not this network's.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static string Keep(WeightSet weights, NetworkDescription network, InputConvention input, string folder)
    {
        var path = Path.Combine(folder, WeightLibrary.Imported(network)[0]);
        var metadata = new Dictionary<string, string>(weights.Metadata)
        {
            [WeightProvenance.SourceFile] = Path.GetFileName(weights.Origin),
            [WeightProvenance.SourceSha256] = weights.Sha256,
        };
        foreach (var (key, value) in input.Mean.Count > 0 ? InputMetadata.Of(input) : new Dictionary<string, string>())
        {
            metadata[key] = value;
        }

        WeightFile.Write(path, network.Rename(weights), metadata);
        foreach (var older in WeightLibrary.Imported(network).Skip(1))
        {
            File.Delete(Path.Combine(folder, older));
        }

        return path;
    }
}
