namespace StyleForge.Web;

/// <summary>A submission whose pictures lie in a folder of their own until the queue has taken them.</summary>
internal sealed class Upload : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("styleforge-upload-");

    /// <summary>What was sent as text, by the part's name.</summary>
    public Dictionary<string, string> Texts { get; } = [];

    /// <summary>The names of the files that were sent, as they were sent, by the part's name.</summary>
    public Dictionary<string, string?> Names { get; } = [];

    /// <summary>Where the file of a part lies.</summary>
    public string FileOf(string part) => Path.Combine(_folder.FullName, part);

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
