namespace StyleForge.Models.Networks;

/// <summary>SplitMix64 of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014): the mixed values of a counter.</summary>
internal struct SplitMix64(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += Step);

    /// <summary>The next number from 0 up to but not including 1, a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Another sequence, far from this one, for each number.</summary>
    public readonly SplitMix64 Jump(ulong number) => new(Mix(_state + Mix((number + 1) * Step)));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
