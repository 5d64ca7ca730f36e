namespace StyleForge.Models.Networks;

/// <summary>Addresses of files that their publishers keep beside their code.</summary>
internal static class GitHub
{
    /// <summary>A file as it was at one commit.</summary>
    /// <param name="repository">Owner and name.</param>
    /// <param name="commit">All digits of the commit.</param>
    /// <param name="path">The file's path.</param>
    public static Uri File(string repository, string commit, string path) => new($"https://raw.githubusercontent.com/{repository}/{commit}/{path}");
}
