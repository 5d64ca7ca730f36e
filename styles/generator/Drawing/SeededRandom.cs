using System.Numerics;

namespace StyleForge.Artwork.Drawing;

/// <summary>
/// PCG-XSH-RR with 64 bits of state and 32 of output (O'Neill 2014, <c>pcg-random.org</c>): the same numbers from the same
/// seed on every machine, which the framework's own generator does not promise.
/// </summary>
internal sealed class SeededRandom
{
    private const ulong Multiplier = 6364136223846793005;
    private readonly ulong _increment;
    private ulong _state;

    /// <summary>Starts one of 2^63 streams; different streams of one seed do not overlap.</summary>
    public SeededRandom(ulong seed, ulong stream = 0)
    {
        _increment = (stream << 1) | 1;
        _state = 0;
        NextUInt32();
        _state += seed;
        NextUInt32();
    }

    /// <summary>Any 32 bits.</summary>
    public uint NextUInt32()
    {
        var old = _state;
        _state = (old * Multiplier) + _increment;
        var shifted = (uint)(((old >> 18) ^ old) >> 27);
        return BitOperations.RotateRight(shifted, (int)(old >> 59));
    }

    /// <summary>0 included to 1 excluded, in steps of 2^-24.</summary>
    public float Next() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>From <paramref name="low"/> included to <paramref name="high"/> excluded.</summary>
    public float Range(float low, float high) => low + ((high - low) * Next());

    /// <summary>From <paramref name="low"/> included to <paramref name="high"/> excluded.</summary>
    public int Range(int low, int high) => low + (int)((NextUInt32() * (ulong)(high - low)) >> 32);

    /// <summary>True with the probability given.</summary>
    public bool Chance(float probability) => Next() < probability;

    /// <summary>A normal deviate of mean 0 and deviation 1 (Box and Muller 1958).</summary>
    public float Normal() => MathF.Sqrt(-2 * MathF.Log(1 - Next())) * MathF.Cos(MathF.Tau * Next());

    /// <summary>One of the items, each as likely.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Range(0, items.Count)];

    /// <summary>A point of the rectangle from (0, 0) to <paramref name="extent"/>.</summary>
    public Vector2 Point(Vector2 extent) => new(Next() * extent.X, Next() * extent.Y);
}
