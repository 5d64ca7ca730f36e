using StyleForge.Engine.Imaging;
using StyleForge.Engine.Settings;
using StyleForge.Models.Fitting;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Running;

/// <summary>Where the optimiser starts at the smallest pyramid level.</summary>
internal static class StartPicture
{
    /// <summary>Makes the picture to start from, at the size of the first level.</summary>
    public static Picture Make(RenderSettings settings, RenderInputs inputs, int width, int height, WorkerPool workers)
    {
        var start = settings.Start switch
        {
            StartKind.Content => Resampler.Resize(inputs.Content, width, height, workers: workers),
            StartKind.File => Resampler.Resize(inputs.Start!, width, height, workers: workers),
            StartKind.Noise => Grey(width, height),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Start, message: null),
        };
        AddNoise(start.Samples, settings.Start == StartKind.Noise && settings.Noise == 0 ? DefaultDeviation : settings.Noise, settings.Seed);
        return start;
    }

    // Noise alone needs some: 0.1 spans the tones without leaving 0 to 1 more than rarely.
    private const double DefaultDeviation = 0.1;

    private static Picture Grey(int width, int height)
    {
        var picture = new Picture(width, height);
        picture.Samples.AsSpan().Fill(0.5f);
        return picture;
    }

    private static void AddNoise(Span<float> samples, double deviation, long seed)
    {
        if (deviation == 0)
        {
            return;
        }

        var noise = new float[samples.Length];
        new SplitMix64((ulong)seed).FillNormal(noise, deviation);
        for (var i = 0; i < noise.Length; i++)
        {
            samples[i] += noise[i];
        }
    }
}
