using System.Security.Cryptography;
using System.Text.RegularExpressions;
using StyleForge.Engine.Codecs;
using StyleForge.Models.Files;

namespace StyleForge.Hosting;

/// <summary>Finds files of which only a name and a hash are known: by the name, then by what the files of the folders hold. Each is hashed once.</summary>
/// <param name="folders">Absolute folders to look in, in order; those that cannot be read hold nothing.</param>
/// <param name="interrupted">A request to end.</param>
internal sealed partial class RecordedFiles(IEnumerable<string> folders, CancellationToken interrupted)
{
    private const int ShownDigits = 12;

    private readonly string[] _folders = [.. folders.Distinct()];
    private readonly Dictionary<string, string?> _hashes = new(StringComparer.Ordinal);

    /// <summary>The absolute path of a file, or the sentence for its absence.</summary>
    /// <param name="kind">What it is for, to begin the sentence: <c>The content picture</c>.</param>
    /// <param name="name">Its name, also with the number that a record gives to the second file of a name: <c>mask.png (2)</c>.</param>
    /// <param name="hash">SHA-256 of the file, lower-case hexadecimal.</param>
    public (string? Path, string? Problem) Find(string kind, string name, string hash)
    {
        string[] names = [Path.GetFileName(name), Number().Replace(Path.GetFileName(name), "")];
        string[] named = [.. _folders.SelectMany(folder => names.Distinct().Select(each => Path.Combine(folder, each))).Where(File.Exists)];
        if (named.Concat(_folders.SelectMany(Visible).Where(MayBeInput)).FirstOrDefault(path => HashOf(path) == hash) is { } found)
        {
            return (found, null);
        }

        var places = Listing.Of(_folders.Select(folder => $"\"{folder}\""));
        return (null, named.Length > 0
            ? $"{kind} \"{name}\" is another one: \"{named[0]}\" {Begin(HashOf(named[0]))}, but the picture was made of a file that {Begin(hash)}, which was not found in {places} either: name the folder of the right one with --inputs."
            : $"{kind} \"{name}\", which {Begin(hash)}, was not found in {places}, by its name or by what files hold: name its folder with --inputs.");
    }

    /// <summary><c>has the SHA-256 0123456789ab…</c>; of a hash that is null that the file cannot be read.</summary>
    public static string Begin(string? hash) => hash is null ? "cannot be read" : $"has the SHA-256 {hash[..Math.Min(hash.Length, ShownDigits)]}…";

    [GeneratedRegex(@" \(\d+\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    private static IEnumerable<string> Visible(string folder)
    {
        try
        {
            return [.. VisibleFiles.Of(folder, "*")];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // A folder may hold films as well, which take long to hash.
    private static bool MayBeInput(string path)
    {
        try
        {
            return new FileInfo(path).Length <= ImageLimits.Default.MaximumBytes;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Null where the file cannot be read.
    private string? HashOf(string path)
    {
        interrupted.ThrowIfCancellationRequested();
        if (!_hashes.TryGetValue(path, out var hash))
        {
            try
            {
                using var file = PlainFile.OpenRead(path);
                hash = Convert.ToHexStringLower(SHA256.HashData(file));
            }
            catch (IOException)
            {
                hash = null;
            }

            _hashes.Add(path, hash);
        }

        return hash;
    }
}
