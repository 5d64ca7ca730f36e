namespace StyleForge.Engine.Imaging;

/// <summary>
/// For each new sample along one axis: the source samples that it is made of, and their weights, which sum to 1. The source
/// is taken to go on with its edge sample beyond both ends.
/// </summary>
internal sealed class ResampleWeights
{
    private readonly int[] _first;
    private readonly float[] _weights;

    /// <summary>Computes the table.</summary>
    /// <param name="from">Samples of the source, 1 or more.</param>
    /// <param name="to">Samples wanted, 1 or more.</param>
    /// <param name="filter">How they are weighed; where the axis shrinks the filter widens, which keeps it free of aliasing.</param>
    public ResampleWeights(int from, int to, ResampleFilter filter)
    {
        // Positions in the source's own unit: sample i covers i to i + 1 and has its centre at i + 1/2.
        var scale = (double)from / to;
        var widening = Math.Max(scale, 1);
        var support = filter switch
        {
            ResampleFilter.Lanczos3 => 3 * widening,
            ResampleFilter.CatmullRom => 2 * widening,
            ResampleFilter.Triangle => widening,
            _ => scale / 2,
        };
        Taps = Math.Min((int)Math.Ceiling(support * 2) + 1, from);
        _first = new int[to];
        _weights = new float[checked(to * Taps)];
        var exact = new double[Taps];
        for (var sample = 0; sample < to; sample++)
        {
            var centre = (sample + 0.5) * scale;
            var low = (int)Math.Floor(centre - support);
            var high = (int)Math.Ceiling(centre + support);
            var first = Math.Clamp(low, 0, from - Taps);
            Array.Clear(exact);
            for (var position = low; position < high; position++)
            {
                var weight = filter switch
                {
                    ResampleFilter.Lanczos3 => Lanczos3((position + 0.5 - centre) / widening),
                    ResampleFilter.CatmullRom => CatmullRom((position + 0.5 - centre) / widening),
                    ResampleFilter.Triangle => Math.Max(0, 1 - Math.Abs((position + 0.5 - centre) / widening)),
                    _ => Math.Max(0, Math.Min(position + 1, centre + support) - Math.Max(position, centre - support)),
                };

                // What lies beyond an edge has the value of the edge, so its weight goes to the edge.
                exact[Math.Clamp(Math.Clamp(position, 0, from - 1) - first, 0, Taps - 1)] += weight;
            }

            var sum = exact.Sum();
            _first[sample] = first;
            for (var tap = 0; tap < Taps; tap++)
            {
                _weights[(sample * Taps) + tap] = (float)(exact[tap] / sum);
            }
        }
    }

    /// <summary>How many source samples make a new one.</summary>
    public int Taps { get; }

    /// <summary>The first source sample of a new sample; the others follow it.</summary>
    public int First(int sample) => _first[sample];

    /// <summary>The weights of a new sample, <see cref="Taps"/> of them.</summary>
    public ReadOnlySpan<float> Of(int sample) => _weights.AsSpan(sample * Taps, Taps);

    private static double Lanczos3(double x) => Math.Abs(x) < 3 ? Sinc(x) * Sinc(x / 3) : 0;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static double CatmullRom(double x)
    {
        x = Math.Abs(x);
        return x switch
        {
            < 1 => (((1.5 * x) - 2.5) * x * x) + 1,
            < 2 => (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2,
            _ => 0,
        };
    }
}
