using StyleForge.Engine.Imaging;
using StyleForge.Models.Volumes;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Reports;

/// <summary>Three slices through the labels of a volume, grey with coloured labels: from above, from the front, from the side.</summary>
internal static class VolumeSlices
{
    private const int Scale = 2;
    private const int Gap = 24;
    private const int Rim = 14;
    private const int Letters = 2;
    private const float Paper = 0.045f;
    private const float Ink = 0.82f;
    private const float Faint = 0.6f;
    private const float Cover = 0.45f;

    // The share of the head's voxels that are as bright as white or brighter, and of the range that still counts as air.
    private const double WhiteShare = 0.005;
    private const int Air = 24;

    /// <summary>Draws the picture; the slices go through the middle of what is labelled, or of the volume where nothing is.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="labels">A label for each of its voxels.</param>
    /// <param name="known">What the labels are.</param>
    /// <param name="counts">How much there is of each.</param>
    public static Picture Draw(ConformedVolume volume, byte[] labels, IReadOnlyList<VolumeLabel> known, IReadOnlyList<SegmentLabel> counts)
    {
        var (first, second, third) = Middle(volume.Extents, labels);
        var white = White(volume.Voxels);
        var extents = volume.Extents;
        View[] views =
        [
            new("axial", "R", "L", "A", "P", extents.First, extents.Third, (x, y) => extents.Place(x, second, extents.Third - 1 - y)),
            new("coronal", "R", "L", "S", "I", extents.First, extents.Second, (x, y) => extents.Place(x, y, third)),
            new("sagittal", "A", "P", "S", "I", extents.Third, extents.Second, (x, y) => extents.Place(first, y, extents.Third - 1 - x)),
        ];
        var shown = views.Select(view => (View: view, Box: Box(view, volume.Voxels))).ToArray();
        var lettering = new Lettering(Letters);
        var height = shown.Max(view => view.Box.Height) * Scale;
        var width = shown.Sum(view => (view.Box.Width * Scale) + Gap) + Gap;
        var picture = new Picture(Math.Max(width, Gap + LegendWidth(lettering, known, counts)), Gap + height + (2 * lettering.LineHeight) + (2 * Gap));
        Array.Fill(picture.Samples, Paper);
        var left = Gap;
        foreach (var (view, box) in shown)
        {
            var top = Gap + ((height - (box.Height * Scale)) / 2);
            Lay(picture, view, box, left, top, volume.Voxels, labels, known, white);
            Mark(picture, lettering, view, left, top, box.Width * Scale, box.Height * Scale);
            Write(picture, lettering, view.Name, left + (((box.Width * Scale) - lettering.Width(view.Name)) / 2), Gap + height + (Gap / 3), Ink);
            left += (box.Width * Scale) + Gap;
        }

        WriteLegend(picture, lettering, known, counts, Gap + height + lettering.LineHeight + Gap);
        return picture;
    }

    private static (int First, int Second, int Third) Middle(VoxelExtents extents, byte[] labels)
    {
        var (count, first, second, third) = (0L, 0L, 0L, 0L);
        for (var voxel = 0; voxel < labels.Length; voxel++)
        {
            if (labels[voxel] > 0)
            {
                count++;
                first += voxel / (extents.Second * extents.Third);
                second += voxel / extents.Third % extents.Second;
                third += voxel % extents.Third;
            }
        }

        return count == 0 ? (extents.First / 2, extents.Second / 2, extents.Third / 2) : ((int)(first / count), (int)(second / count), (int)(third / count));
    }

    private static float White(byte[] voxels)
    {
        var counts = new long[byte.MaxValue + 1];
        foreach (var voxel in voxels)
        {
            counts[voxel]++;
        }

        var (white, above) = (byte.MaxValue, 0L);
        var bright = (long)(counts.Skip(Air).Sum() * WhiteShare);
        while (white > Air && above + counts[white] <= bright)
        {
            above += counts[white--];
        }

        return white;
    }

    // What is no air, with a rim; all of it where everything is dark.
    private static (int Left, int Top, int Width, int Height) Box(View view, byte[] voxels)
    {
        var (left, top, right, bottom) = (view.Width, view.Height, -1, -1);
        for (var y = 0; y < view.Height; y++)
        {
            for (var x = 0; x < view.Width; x++)
            {
                if (voxels[view.Place(x, y)] > Air)
                {
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
                }
            }
        }

        if (right < 0)
        {
            return (0, 0, view.Width, view.Height);
        }

        (left, top) = (Math.Max(0, left - Rim), Math.Max(0, top - Rim));
        return (left, top, Math.Min(view.Width, right + Rim + 1) - left, Math.Min(view.Height, bottom + Rim + 1) - top);
    }

    private static void Lay(
        Picture picture, View view, (int Left, int Top, int Width, int Height) box, int left, int top, byte[] voxels, byte[] labels, IReadOnlyList<VolumeLabel> known, float white)
    {
        var (width, height) = (box.Width * Scale, box.Height * Scale);
        var grey = Enlarged(place => Math.Min(1, voxels[place] / white), ResampleFilter.CatmullRom);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var channel = 0; channel < Picture.Channels; channel++)
                {
                    picture.Plane(channel)[((top + y) * picture.Width) + left + x] = Math.Clamp(grey[(y * width) + x], 0, 1);
                }
            }
        }

        for (var label = 1; label < known.Count; label++)
        {
            var here = (byte)label;
            var share = Enlarged(place => labels[place] == here ? 1 : 0, ResampleFilter.CatmullRom);
            float[] colour = [known[label].Red / 255f, known[label].Green / 255f, known[label].Blue / 255f];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var covered = Cover * Math.Clamp(share[(y * width) + x], 0, 1);
                    for (var channel = 0; channel < Picture.Channels; channel++)
                    {
                        ref var sample = ref picture.Plane(channel)[((top + y) * picture.Width) + left + x];

                        // The grey below still shows through the colour.
                        sample += covered * ((colour[channel] * (0.35f + (0.65f * Math.Clamp(grey[(y * width) + x], 0, 1)))) + ((1 - Cover) * 0.25f * colour[channel]) - (sample * 0.9f));
                    }
                }
            }
        }

        float[] Enlarged(Func<int, float> value, ResampleFilter filter)
        {
            var plane = new float[box.Width * box.Height];
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = value(view.Place(box.Left + (i % box.Width), box.Top + (i / box.Width)));
            }

            return Resampler.ResizePlane(plane, box.Width, box.Height, width, height, filter);
        }
    }

    private static void Mark(Picture picture, Lettering lettering, View view, int left, int top, int width, int height)
    {
        var line = lettering.LineHeight;
        Write(picture, lettering, view.Left, left + (Gap / 4), top + ((height - line) / 2), Faint);
        Write(picture, lettering, view.Right, left + width - (Gap / 4) - lettering.Width(view.Right), top + ((height - line) / 2), Faint);
        Write(picture, lettering, view.Top, left + ((width - lettering.Width(view.Top)) / 2), top, Faint);
        Write(picture, lettering, view.Bottom, left + ((width - lettering.Width(view.Bottom)) / 2), top + height - line, Faint);
    }

    private static int LegendWidth(Lettering lettering, IReadOnlyList<VolumeLabel> known, IReadOnlyList<SegmentLabel> counts) =>
        known.Skip(1).Select((_, number) => lettering.Width(Legend(counts[number + 1])) + (2 * Gap) + lettering.LineHeight).Sum();

    private static void WriteLegend(Picture picture, Lettering lettering, IReadOnlyList<VolumeLabel> known, IReadOnlyList<SegmentLabel> counts, int top)
    {
        var (left, side) = (Gap, lettering.LineHeight / 2);
        for (var label = 1; label < known.Count; label++)
        {
            float[] colour = [known[label].Red / 255f, known[label].Green / 255f, known[label].Blue / 255f];
            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                for (var y = 0; y < side; y++)
                {
                    picture.Plane(channel).Slice(((top + (side / 2) + y) * picture.Width) + left, side).Fill(colour[channel]);
                }
            }

            var text = Legend(counts[label]);
            Write(picture, lettering, text, left + side + (Gap / 2), top, Ink);
            left += side + (Gap / 2) + lettering.Width(text) + (2 * Gap);
        }
    }

    private static string Legend(SegmentLabel label) => $"{label.Name} {SegmentReport.Millilitres(label.Millilitres)} ml";

    private static void Write(Picture picture, Lettering lettering, string text, int left, int top, float brightness) =>
        lettering.Write(text, left, top, (x, y, inked) =>
        {
            if (x < 0 || x >= picture.Width || y < 0 || y >= picture.Height)
            {
                return;
            }

            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                ref var sample = ref picture.Plane(channel)[(y * picture.Width) + x];
                sample += (brightness - sample) * inked;
            }
        });

    /// <summary>A direction to look from: what lies at each side, and which voxel is where.</summary>
    private sealed record View(string Name, string Left, string Right, string Top, string Bottom, int Width, int Height, Func<int, int, int> Place);
}
