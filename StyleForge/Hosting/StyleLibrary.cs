using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Models.Files;

namespace StyleForge.Hosting;

/// <summary>A bundled style.</summary>
/// <param name="Name">What <c>--style</c> takes: the manifest's name without its ending.</param>
/// <param name="Title">What the manifest calls it.</param>
/// <param name="Path">Absolute path of the manifest.</param>
internal sealed record BundledStyle(string Name, string Title, string Path);

/// <summary>The styles that come with the program: pictures in <c>styles/</c>, each with a manifest <c>NAME.json</c>.</summary>
/// <param name="environment">Tells where to look.</param>
internal sealed class StyleLibrary(HostEnvironment environment)
{
    /// <summary>The folder beside the executable or in the working directory; null where there is neither.</summary>
    public string? Folder { get; } =
        new[] { environment.ApplicationFolder, environment.WorkingDirectory }
            .Select(parent => System.IO.Path.Combine(parent, "styles"))
            .FirstOrDefault(Directory.Exists);

    /// <summary>All styles by name.</summary>
    /// <exception cref="CommandFailure">A manifest is broken.</exception>
    public IReadOnlyList<BundledStyle> All() => Folder is null
        ? []
        : [.. VisibleFiles.Of(Folder, "*.json").Select(Read)];

    /// <summary>The absolute path of a style's picture, which lies beside its manifest; null where there is no such style.</summary>
    public string? PictureOf(string name) => Folder is null || name.Length == 0 || name.AsSpan().ContainsAny('/', '\\', '*')
        ? null
        : ImageCodecs.Default.Extensions.Select(extension => System.IO.Path.Combine(Folder, name + extension)).FirstOrDefault(File.Exists);

    private static BundledStyle Read(string path)
    {
        try
        {
            using var manifest = JsonDocument.Parse(File.ReadAllBytes(path));
            var title = manifest.RootElement.TryGetProperty("title", out var text) ? text.GetString() : null;
            return new BundledStyle(System.IO.Path.GetFileNameWithoutExtension(path), title ?? "", path);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new CommandFailure($"{path}: The manifest of the style is broken: {exception.Message}", ExitCodes.Wrong, exception);
        }
    }
}
