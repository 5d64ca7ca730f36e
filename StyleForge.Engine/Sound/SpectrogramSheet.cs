using System.Globalization;
using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Sound;

/// <summary>Spectrograms one below the other as a picture: time to the right, frequency upwards on a logarithmic axis, 80 dB from dark to bright.</summary>
public static class SpectrogramSheet
{
    private const int PanelWidth = 900;
    private const int PanelHeight = 200;
    private const int Left = 76;
    private const int Right = 24;
    private const int Gap = 18;
    private const int Tick = 5;
    private const string Hertz = "Hz";
    private const double Range = 80;
    private const double LeastFrequency = 50;
    private static readonly double[] Frequencies = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
    private static readonly (float Red, float Green, float Blue) Paper = (0.985f, 0.98f, 0.97f);
    private static readonly (float Red, float Green, float Blue) Ink = (0.16f, 0.15f, 0.2f);

    // From night over plum and coral to the yellow of a candle.
    private static readonly (float Red, float Green, float Blue)[] Colours =
        [(0.04f, 0.03f, 0.12f), (0.22f, 0.08f, 0.36f), (0.52f, 0.15f, 0.42f), (0.82f, 0.29f, 0.33f), (0.96f, 0.57f, 0.26f), (0.99f, 0.91f, 0.66f)];

    /// <summary>Draws the sheet.</summary>
    /// <param name="clips">The sounds, each of 2048 samples or more, with what stands above it; letters that have a shape.</param>
    public static Picture Draw(IReadOnlyList<(string Title, SoundClip Clip)> clips)
    {
        var letters = new Lettering(2);
        var panel = letters.LineHeight + PanelHeight + letters.LineHeight + Gap;
        var picture = new Picture(Left + PanelWidth + Right, (clips.Count * panel) + Gap);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            picture.Plane(channel).Fill(Of(Paper, channel));
        }

        var transform = new ShortTimeFourier();
        for (var i = 0; i < clips.Count; i++)
        {
            var top = Gap + (i * panel) + letters.LineHeight;
            Write(picture, letters, clips[i].Title, Left, top - letters.LineHeight);
            Fill(picture, top, transform.Analyse(clips[i].Clip.Mixed()), clips[i].Clip.SampleRate);
            Write(picture, letters, Hertz, Left - (2 * Tick) - letters.Width(Hertz), top - letters.LineHeight);
            MarkFrequencies(picture, letters, top, clips[i].Clip.SampleRate);
            MarkSeconds(picture, letters, top, clips[i].Clip.Seconds);
        }

        return picture;
    }

    private static void Fill(Picture picture, int top, Spectrogram spectrogram, int rate)
    {
        var loudest = spectrogram.Values.Max(Decibels);
        for (var y = 0; y < PanelHeight; y++)
        {
            var (low, high) = (Bin(y + 1, rate), Bin(y, rate));
            for (var x = 0; x < PanelWidth; x++)
            {
                var level = Level(spectrogram, low, high, (double)x * spectrogram.Frames / PanelWidth, (x + 1.0) * spectrogram.Frames / PanelWidth);
                var colour = Colour(1 + ((level - loudest) / Range));
                for (var channel = 0; channel < Picture.Channels; channel++)
                {
                    picture.Plane(channel)[((top + y) * picture.Width) + Left + x] = Of(colour, channel);
                }
            }
        }
    }

    // The mean level of a pixel's bins and moments; of the nearest ones where it is smaller than one.
    private static double Level(Spectrogram spectrogram, double lowBin, double highBin, double from, double to)
    {
        var (firstBin, lastBin) = Whole(lowBin, highBin, spectrogram.Bins);
        var (first, last) = Whole(from, to, spectrogram.Frames);
        var sum = 0.0;
        for (var bin = firstBin; bin <= lastBin; bin++)
        {
            for (var frame = first; frame <= last; frame++)
            {
                sum += Decibels(spectrogram.Values[(bin * spectrogram.Frames) + frame]);
            }
        }

        return sum / (lastBin - firstBin + 1) / (last - first + 1);
    }

    private static (int First, int Last) Whole(double from, double to, int count)
    {
        var first = Math.Clamp((int)Math.Round(from), 0, count - 1);
        return (first, Math.Clamp((int)Math.Round(to) - 1, first, count - 1));
    }

    private static double Decibels(float value) => 20 * Math.Log10(Math.Max(1e-9, Math.Exp(value) - 1));

    private static double Bin(int y, int rate) => LeastFrequency * Math.Pow(rate / 2.0 / LeastFrequency, 1 - ((double)y / PanelHeight)) * ShortTimeFourier.Size / rate;

    private static void MarkFrequencies(Picture picture, Lettering letters, int top, int rate)
    {
        foreach (var frequency in Frequencies.Where(frequency => frequency < rate / 2.0))
        {
            var y = top + (int)Math.Round(PanelHeight * (1 - (Math.Log(frequency / LeastFrequency) / Math.Log(rate / 2.0 / LeastFrequency))));
            if (y - top < letters.LineHeight / 2)
            {
                continue; // Its number would stand in the title.
            }

            var text = frequency < 1000 ? frequency.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{frequency / 1000}k");
            Draw(picture, Left - Tick, y, Tick, 1);
            Write(picture, letters, text, Left - (2 * Tick) - letters.Width(text), y - (letters.LineHeight / 2));
        }
    }

    private static void MarkSeconds(Picture picture, Lettering letters, int top, double seconds)
    {
        var rough = seconds / 8;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var distance = power * ((rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
        for (var mark = 0; mark * distance <= seconds; mark++)
        {
            var x = Left + (int)Math.Round(mark * distance / seconds * PanelWidth);
            var text = string.Create(CultureInfo.InvariantCulture, $"{mark * distance:0.###}") + (mark == 0 ? " s" : "");
            var left = x - (letters.Width(text) / 2);
            Draw(picture, x, top + PanelHeight, 1, Tick);
            if (left + letters.Width(text) <= picture.Width)
            {
                Write(picture, letters, text, left, top + PanelHeight + 2);
            }
        }
    }

    private static void Draw(Picture picture, int left, int top, int width, int height)
    {
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
            {
                Blend(picture, x, y, 1);
            }
        }
    }

    private static void Write(Picture picture, Lettering letters, string text, int left, int top) => letters.Write(text, left, top, (x, y, share) => Blend(picture, x, y, share));

    private static void Blend(Picture picture, int x, int y, float share)
    {
        if (share <= 0 || x < 0 || y < 0 || x >= picture.Width || y >= picture.Height)
        {
            return;
        }

        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            ref var sample = ref picture.Plane(channel)[(y * picture.Width) + x];
            sample += share * (Of(Ink, channel) - sample);
        }
    }

    private static (float Red, float Green, float Blue) Colour(double level)
    {
        var at = Math.Clamp(level, 0, 1) * (Colours.Length - 1);
        var below = Math.Min((int)at, Colours.Length - 2);
        var (from, to, share) = (Colours[below], Colours[below + 1], (float)(at - below));
        return (from.Red + (share * (to.Red - from.Red)), from.Green + (share * (to.Green - from.Green)), from.Blue + (share * (to.Blue - from.Blue)));
    }

    private static float Of((float Red, float Green, float Blue) colour, int channel) => channel switch { 0 => colour.Red, 1 => colour.Green, _ => colour.Blue };
}
