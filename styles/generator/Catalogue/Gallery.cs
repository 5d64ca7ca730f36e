using System.Text;

namespace StyleForge.Artwork.Catalogue;

/// <summary>The page that shows the style pictures.</summary>
internal static class Gallery
{
    private const int Columns = 3;

    /// <summary>Markdown for <c>styles/README.md</c>.</summary>
    public static string Page(IReadOnlyList<Artwork> artworks)
    {
        var page = new StringBuilder();
        page.Append("# Styles\n\n");
        page.Append("Style pictures that anyone may use for anything (CC0-1.0). Each was drawn by the program in `generator/` from a seed, ");
        page.Append("and has a manifest beside it with its title, its making, its checksum and suggested settings.\n\n");
        page.Append(string.Concat(Enumerable.Repeat("| ", Columns))).Append("|\n");
        page.Append(string.Concat(Enumerable.Repeat("|:---:", Columns))).Append("|\n");
        foreach (var row in artworks.Chunk(Columns))
        {
            foreach (var artwork in row)
            {
                page.Append("| <img src=\"").Append(artwork.Name).Append(".jpg\" width=\"240\" alt=\"").Append(artwork.Title).Append("\"><br>**")
                    .Append(artwork.Name).Append("**<br>").Append(artwork.Description).Append(' ');
            }

            page.Append("|\n");
        }

        page.Append("\nDraw them again:\n\n```\ndotnet run -c Release --project styles/generator -- styles\n");
        page.Append("dotnet run -c Release --project styles/generator -- styles --check\n");
        page.Append("dotnet run -c Release --project styles/generator -- scenes\n");
        page.Append("dotnet run -c Release --project styles/generator -- examples\n```\n\n");
        page.Append("`scenes` traces the content pictures of the example jobs from the scene files in `generator/Scenes`; `examples` shows those jobs ");
        page.Append("with the pictures that `styleforge batch jobs/examples` left in `output/`, for the front page; `--help` lists all options.\n");
        page.Append("To add a style, derive a class from `StylePicture` in `generator/Styles`, name it in `StyleCatalogue`, and draw.\n");
        return page.ToString();
    }
}
