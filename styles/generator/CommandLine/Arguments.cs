using System.Globalization;

namespace StyleForge.Artwork.CommandLine;

/// <summary>What the person asked for.</summary>
/// <param name="Verb">styles, scenes, examples, list or help.</param>
/// <param name="Only">Name of the one picture wanted; null for all.</param>
/// <param name="Size">Pixels of the longer side.</param>
/// <param name="Samples">Paths a pixel of scenes; 0 for what the scene file says.</param>
/// <param name="Threads">Rows of scenes computed side by side.</param>
/// <param name="Out">Folder to write to; null for the repository's own.</param>
/// <param name="Check">True to compare with what is there instead of writing.</param>
internal sealed record Arguments(string Verb, string? Only, int Size, int Samples, int Threads, string? Out, bool Check)
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help = """
        Draws the style pictures and the content pictures of the example jobs, each from its own seed.

        Usage: dotnet run -c Release --project styles/generator -- <command> [options]

        Commands:
          styles               Draw the style pictures into styles/, with manifests and gallery.
          scenes               Trace the content pictures into jobs/examples/content/, with manifests.
          examples             Show the example jobs with the pictures that «styleforge batch jobs/examples» left in
                               output/, in docs/images/examples.jpg.
          list                 Name every picture.

        Options:
          --only NAME          Draw one picture alone.
          --size PIXELS        Length of the longer side, 32 to 4096 (default 768).
          --out FOLDER         Write there instead.
          --check              Draw again and compare with the files that are there; write nothing.
          --samples COUNT      Scenes: paths a pixel, 1 to 65536 (default: what the scene file says).
          --threads COUNT      Scenes: rows at a time, 1 to 64 (default: one a core); the picture does not depend on it.
          -h, --help           Show this.

        Exit codes: 0 done, 1 a picture differs (--check), 2 wrong usage or an unreadable scene or missing picture.
        """;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArtworkException">An argument is unknown, lacks its value, or is out of range.</exception>
    public static Arguments Parse(IReadOnlyList<string> words)
    {
        var found = new Arguments("help", null, 768, 0, Environment.ProcessorCount, null, false);
        if (words.Count == 0 || words.Any(word => word is "-h" or "--help"))
        {
            return found;
        }

        found = found with
        {
            Verb = words[0] is "styles" or "scenes" or "examples" or "list" ? words[0]
                : throw new ArtworkException($"The command '{words[0]}' is unknown: use styles, scenes, examples or list (--help says more)."),
        };
        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            found = word switch
            {
                "--check" => found with { Check = true },
                "--only" => found with { Only = Value() },
                "--out" => found with { Out = Value() },
                "--size" => found with { Size = Number(32, 4096) },
                "--samples" => found with { Samples = Number(1, 65536) },
                "--threads" => found with { Threads = Number(1, 64) },
                _ => throw new ArtworkException($"The option '{word}' is unknown: --help lists the options."),
            };

            string Value() => ++i < words.Count ? words[i] : throw new ArtworkException($"The option {word} needs a value after it.");

            int Number(int least, int greatest)
            {
                var text = Value();
                return int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= greatest
                    ? number
                    : throw new ArtworkException($"The option {word} takes a whole number from {least} to {greatest}, not '{text}'.");
            }
        }

        return found;
    }
}
