using StyleForge.Artwork.Catalogue;

namespace StyleForge.Artwork.CommandLine;

/// <summary>Does what the arguments ask for.</summary>
/// <param name="output">Takes what was asked for.</param>
/// <param name="errors">Takes what went wrong.</param>
/// <param name="start">A folder inside the repository.</param>
internal sealed class Session(TextWriter output, TextWriter errors, string start)
{
    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public int Run(IReadOnlyList<string> words)
    {
        try
        {
            var arguments = Arguments.Parse(words);
            return arguments.Verb switch
            {
                "help" => Print(Arguments.Help),
                "list" => Print(string.Join('\n', ArtworkCatalogue.Styles.Concat(Scenes(arguments)).Select(a => $"{a.Name,-20} {a.Title}"))),
                "styles" => Draw(arguments, ArtworkCatalogue.Styles, Path.Combine(Repository(), "styles"), withGallery: true),
                "examples" => Show(arguments),
                _ => Draw(arguments, Scenes(arguments), Path.Combine(Repository(), "jobs", "examples", "content"), withGallery: false),
            };
        }
        catch (ArtworkException e)
        {
            errors.WriteLine(e.Message);
            return 2;
        }
    }

    private IReadOnlyList<Catalogue.Artwork> Scenes(Arguments arguments) =>
        ArtworkCatalogue.Scenes(Path.Combine(Repository(), "styles", "generator", "Scenes"), arguments.Samples, arguments.Threads);

    private int Show(Arguments arguments)
    {
        var folder = arguments.Out ?? Path.Combine(Repository(), "docs", "images");
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, "examples.jpg");
        new ExampleSheet(Repository()).Write(path);
        return Print($"examples: {new FileInfo(path).Length / 1024} KiB");
    }

    private int Print(string text)
    {
        output.WriteLine(text);
        return 0;
    }

    private int Draw(Arguments arguments, IReadOnlyList<Catalogue.Artwork> all, string home, bool withGallery)
    {
        var wanted = all.Where(a => arguments.Only is null || a.Name == arguments.Only).ToArray();
        if (wanted.Length == 0)
        {
            throw new ArtworkException($"There is no picture '{arguments.Only}': choose from {string.Join(", ", all.Select(a => a.Name))}.");
        }

        var folder = new PictureFolder(arguments.Out ?? home);
        var differing = 0;
        foreach (var artwork in wanted)
        {
            var canvas = artwork.Draw(arguments.Size);
            if (!arguments.Check)
            {
                output.WriteLine($"{artwork.Name}: {folder.Write(artwork, canvas) / 1024} KiB");
            }
            else if (folder.Compare(artwork, canvas) is { } difference)
            {
                errors.WriteLine(difference + ".");
                differing++;
            }
            else
            {
                output.WriteLine($"{artwork.Name}: the same");
            }
        }

        if (withGallery && !arguments.Check && arguments.Out is null)
        {
            File.WriteAllText(Path.Combine(home, "README.md"), Gallery.Page(all));
        }

        return differing == 0 ? 0 : 1;
    }

    /// <summary>The folder of StyleForge.sln, at or above the start.</summary>
    private string Repository()
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "StyleForge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new ArtworkException("StyleForge.sln was not found here or above: run the generator inside the repository.");
    }
}
