using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>What becomes of a sum before it is stored: another map is added, and it is held between two bounds.</summary>
/// <param name="floor">The lower bound: 0 for a rectifier, −∞ for none.</param>
/// <param name="ceiling">The upper bound: 6 for ReLU6, ∞ for none.</param>
internal readonly unsafe struct MapFinish(float floor, float ceiling)
{
    /// <summary>The sum as it is.</summary>
    public static MapFinish None { get; } = new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>Finishes a vector and stores it.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="addend">What is added to it; null for nothing.</param>
    /// <param name="destination">Where it goes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<V>(V sum, float* addend, float* destination)
        where V : struct, ILanes<V>
    {
        if (addend is not null)
        {
            sum = V.Add(sum, V.Load(addend));
        }

        // In this order a number that is none stays one.
        V.Store(V.Min(V.Create(ceiling), V.Max(V.Create(floor), sum)), destination);
    }
}
