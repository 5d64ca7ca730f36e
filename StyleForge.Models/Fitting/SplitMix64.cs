namespace StyleForge.Models.Fitting;

/// <summary>SplitMix64 of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014): the mixed values of a counter.</summary>
/// <param name="seed">Any number; the same one gives the same sequence.</param>
public struct SplitMix64(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += Step);

    /// <summary>The next number from 0 up to but not including 1, a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Another sequence, far from this one, for each number.</summary>
    public readonly SplitMix64 Jump(ulong number) => new(Mix(_state + Mix((number + 1) * Step)));

    /// <summary>Draws normal numbers of mean 0 by the method of Box and Muller (1958), in double precision, rounded to float32.</summary>
    /// <param name="destination">Overwritten.</param>
    /// <param name="deviation">Their standard deviation, 0 or more.</param>
    public void FillNormal(Span<float> destination, double deviation)
    {
        for (var i = 0; i < destination.Length; i += 2)
        {
            // 1 − u lies in (0, 1], so its logarithm is finite.
            var radius = deviation * Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * NextDouble());
            destination[i] = (float)(radius * cosine);
            if (i + 1 < destination.Length)
            {
                destination[i + 1] = (float)(radius * sine);
            }
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
