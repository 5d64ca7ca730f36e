using StyleForge.Models.Descriptions;
using StyleForge.Models.Files;

namespace StyleForge.Hosting;

/// <summary>Finds weight files on this machine, without opening them.</summary>
/// <param name="environment">Folders and variables.</param>
internal sealed class WeightLibrary(HostEnvironment environment)
{
    /// <summary>Environment variable with a folder to look in first.</summary>
    public const string Variable = "STYLEFORGE_WEIGHTS";

    private static readonly string[] Endings = [".safetensors", ".pth", ".pt", ".th", ".onnx"];

    /// <summary>Where imported files go.</summary>
    public string UserFolder { get; } = new UserFolders(environment).Weights;

    /// <summary>The folders that are looked in, in order.</summary>
    public IReadOnlyList<string> Folders { get; } =
    [
        .. environment.Variable(Variable) is { } named ? [Path.GetFullPath(named, environment.WorkingDirectory)] : Array.Empty<string>(),
        new UserFolders(environment).Weights,
        new UserFolders(environment).TorchCheckpoints,
    ];

    /// <summary>
    /// The weight file of a network: in each folder first the one imported under the network's name
    /// (<c>vgg19.safetensors</c>, or <c>vgg19.pth</c> where somebody put a file as it was), then the published one under its own name (<c>vgg19-dcbb9e9d.pth</c>).
    /// </summary>
    /// <returns>An absolute path; null where no folder has one.</returns>
    public string? Find(NetworkDescription network) => Present(network).FirstOrDefault();

    /// <summary>All weight files of a network, the one that renders use first.</summary>
    public IEnumerable<string> Present(NetworkDescription network) => Folders.Distinct()
        .SelectMany(folder => Names(network).Select(name => Path.Combine(folder, name)))
        .Where(File.Exists);

    /// <summary>The weight file that renders use although another is here too; null where they use that one.</summary>
    public string? Before(NetworkDescription network, string path) => Find(network) is { } found && found != path ? found : null;

    /// <summary>Makes the user's weights folder where it is absent, and gives its path.</summary>
    /// <exception cref="CommandFailure">It cannot be made.</exception>
    public string MakeUserFolder()
    {
        try
        {
            return Directory.CreateDirectory(UserFolder).FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(
                $"The weights folder {UserFolder} cannot be made: {failure.Message} Set XDG_DATA_HOME to a folder that can be written to.", ExitCodes.JobFailed, failure);
        }
    }

    /// <summary>All weight files of the folders, by folder and name.</summary>
    public IEnumerable<FileInfo> Files() =>
        from folder in Folders.Distinct()
        where Directory.Exists(folder)
        from path in VisibleFiles.Of(folder, "*")
        let file = new FileInfo(path)
        where Endings.Contains(file.Extension)
        select file;

    /// <summary>Names under which imported weights of a network are found: the one that <c>weights import</c> writes, then an older one.</summary>
    public static IReadOnlyList<string> Imported(NetworkDescription network) => [$"{network.Name}.safetensors", $"{network.Name}.pth"];

    private static IEnumerable<string> Names(NetworkDescription network) =>
    [
        .. Imported(network),
        .. network.Facts.Weights is { Place: ServerPlace } published ? [published.FileName] : Array.Empty<string>(),
    ];
}
