using System.Globalization;

namespace StyleForge.Benchmarks.Kernels;

/// <summary>One line of a file of <c>Shapes/</c>: a convolution layer of a real network.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="SourceChannels">Channels in.</param>
/// <param name="DestinationChannels">Channels out.</param>
/// <param name="Extent">Height and width.</param>
public sealed record LayerShape(string Name, int SourceChannels, int DestinationChannels, int Extent)
{
    /// <summary>Proportional to the arithmetic of a pass.</summary>
    public long Work => (long)SourceChannels * DestinationChannels * Extent * Extent;

    /// <summary>Reads all layers of a file.</summary>
    public static IEnumerable<LayerShape> Read(string file) =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Shapes", file))
        where line.Length > 0 && line[0] != '#'
        let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select new LayerShape(words[0], Number(words[1]), Number(words[2]), Number(words[3]));

    public override string ToString() => Name;

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
