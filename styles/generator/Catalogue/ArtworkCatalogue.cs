using StyleForge.Artwork.Scenes;
using StyleForge.Artwork.Styles;

namespace StyleForge.Artwork.Catalogue;

/// <summary>Every picture that the generator can make.</summary>
internal static class ArtworkCatalogue
{
    private const string Generator = "styles/generator";

    /// <summary>The style pictures, in the order of the gallery.</summary>
    public static IReadOnlyList<Artwork> Styles { get; } =
    [
        .. StyleCatalogue.All.Select(s => new Artwork(
            s.Name, s.Title, s.Description, new Making(Generator, $"styles --only {s.Name}", s.Technique, s.Seed), s.SuggestedSettings, s.Draw)),
    ];

    /// <summary>The traced pictures of a folder of scene files, by name.</summary>
    /// <param name="folder">Where the scene files lie.</param>
    /// <param name="samples">Paths a pixel; 0 for what the scene file says.</param>
    /// <param name="threads">Rows computed side by side.</param>
    /// <exception cref="ArtworkException">A scene file cannot be read.</exception>
    public static IReadOnlyList<Artwork> Scenes(string folder, int samples, int threads) =>
    [
        .. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file =>
        {
            var scene = new ScenePicture(Path.GetFileNameWithoutExtension(file), SceneDocument.Read(file));
            var paths = samples > 0 ? samples : scene.Document.Samples;
            var made = new Making(
                Generator, $"scenes --only {scene.Name}", "Path traced with sampled sun and windows, then smoothed along surfaces.",
                scene.Document.Seed, $"{Generator}/Scenes/{scene.Name}.json", paths);
            return new Artwork(
                scene.Name, scene.Document.Title, scene.Document.Description, made, new Dictionary<string, double>(), size => scene.Draw(size, paths, threads));
        }),
    ];
}
