using System.Globalization;
using StyleForge.Models.Volumes;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Writes what was found in a volume.</summary>
internal static class SegmentReport
{
    /// <summary>Counts the voxels of each label.</summary>
    /// <param name="labels">What the labels are.</param>
    /// <param name="volume">The volume.</param>
    /// <param name="slices">For each of its slices its labels.</param>
    public static IReadOnlyList<SegmentLabel> Count(IReadOnlyList<VolumeLabel> labels, Volume volume, IReadOnlyList<byte[]> slices)
    {
        var counts = new long[labels.Count];
        foreach (var label in slices.SelectMany(slice => slice))
        {
            counts[label]++;
        }

        return [.. labels.Select((label, number) => new SegmentLabel(number, label.Name, counts[number], counts[number] * volume.VoxelVolume / 1000))];
    }

    /// <summary>A row a label: its name, voxels and millilitres, the background left out, and a row for all of them.</summary>
    public static void WriteText(TextWriter output, IReadOnlyList<SegmentLabel> labels)
    {
        var table = new TextTable(">label", "tissue", ">voxels", ">ml");
        foreach (var label in labels.Skip(1))
        {
            table.Add(label.Label.ToString(CultureInfo.InvariantCulture), label.Name, Voxels(label.Voxels), Millilitres(label.Millilitres));
        }

        table.Add("", "together", Voxels(labels.Skip(1).Sum(label => label.Voxels)), Millilitres(labels.Skip(1).Sum(label => label.Millilitres)));
        table.Write(output);
    }

    /// <summary><c>1,234.5</c>.</summary>
    public static string Millilitres(double amount) => amount.ToString("N1", CultureInfo.InvariantCulture);

    private static string Voxels(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
