using System.Globalization;
using StyleForge.Models.Kernels;

namespace StyleForge.Benchmarks.Kernels;

/// <summary>One line of a file of <c>Shapes/</c>: a convolution layer of a real network.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="SourceChannels">Channels in.</param>
/// <param name="DestinationChannels">Channels out.</param>
/// <param name="Extent">Height and width of the source.</param>
/// <param name="Kernel">Height and width of the kernel.</param>
/// <param name="Stride">Its step both ways.</param>
public sealed record LayerShape(string Name, int SourceChannels, int DestinationChannels, int Extent, int Kernel, int Stride)
{
    /// <summary>Proportional to the arithmetic of a pass.</summary>
    public long Work => (long)SourceChannels * DestinationChannels * Extent * Extent * Kernel * Kernel / (Stride * Stride);

    /// <summary>The window both ways, with half of what it covers on each side.</summary>
    public Window Window => Window.Same(Kernel, Stride);

    /// <summary>Reads all layers of a file. Where kernel and stride are left out they are 3 and 1.</summary>
    public static IEnumerable<LayerShape> Read(string file) =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Shapes", file))
        where line.Length > 0 && line[0] != '#'
        let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select new LayerShape(words[0], Number(words[1]), Number(words[2]), Number(words[3]), words.Length > 4 ? Number(words[4]) : 3, words.Length > 5 ? Number(words[5]) : 1);

    public override string ToString() => Name;

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
