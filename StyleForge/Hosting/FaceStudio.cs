using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Faces;
using StyleForge.Models.Fitting;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Hosting;

/// <summary>Looks at faces in picture files, with the networks that are on this machine.</summary>
internal sealed class FaceStudio : IDisposable
{
    private readonly HostEnvironment _environment;
    private readonly FaceSearch _search;
    private readonly WorkerPool _workers;

    /// <summary>Makes one; networks are opened when they are first needed.</summary>
    /// <param name="environment">Folders and picture formats.</param>
    /// <param name="search">How to look for faces.</param>
    /// <param name="threads">Threads to work on; null for one a processor.</param>
    public FaceStudio(HostEnvironment environment, FaceSearch search, int? threads)
    {
        (_environment, _search) = (environment, search);
        _workers = new WorkerPool(threads);
        Analysis = new FaceAnalysis(network => Open(environment, network), _workers);
    }

    /// <summary>The networks.</summary>
    public FaceAnalysis Analysis { get; }

    /// <summary>Opens the weights of a network of faces.</summary>
    /// <param name="environment">Says where weights lie.</param>
    /// <param name="network">The network.</param>
    /// <exception cref="CommandFailure">They are not on this machine, or cannot be read; the sentence says what to do.</exception>
    public static NetworkWeights<float> Open(HostEnvironment environment, NetworkDescription network)
    {
        var file = new WeightLibrary(environment).Find(network)
            ?? throw new CommandFailure($"The weights of {network.Name} are not on this machine: 'styleforge weights pull faces' fetches all networks of faces.");
        try
        {
            return NetworkWeights<float>.Read(network, file);
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    /// <summary>Reads a picture and finds its faces.</summary>
    /// <param name="path">Absolute path.</param>
    /// <exception cref="ImageFileException">It is no picture.</exception>
    public SeenPicture See(string path)
    {
        var picture = _environment.Codecs.Read(path).ToPicture();
        var shown = new FacePicture(picture.Samples, picture.Width, picture.Height);
        return new SeenPicture(path, picture, shown, [.. Analysis.Find(shown, _search).Select(face => new SeenFace(face))]);
    }

    /// <summary>The descriptor of a face.</summary>
    /// <param name="picture">The picture that it is on.</param>
    /// <param name="face">The face.</param>
    /// <returns>Null where less than a pixel of it is on the picture.</returns>
    public float[]? Describe(SeenPicture picture, SeenFace face) =>
        Analysis.Points(picture.Shown, face.Found.Box) is { } points ? Analysis.Descriptor(picture.Shown, points) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Analysis.Dispose();
        _workers.Dispose();
    }
}
