namespace StyleForge.Models.Kernels.Lanes;

/// <summary>
/// A handful of floats that are computed with at once. Kernels are written once over this and compiled for each width;
/// one lane is a width like any other, so tails need no second copy of the arithmetic.
/// </summary>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many floats.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Create(float value);

    /// <summary>Reads <see cref="Count"/> floats from any address.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Writes <see cref="Count"/> floats to any address.</summary>
    static abstract void Store(TSelf value, float* destination);

    /// <summary><c>x + y</c>.</summary>
    static abstract TSelf Add(TSelf x, TSelf y);

    /// <summary><c>x − y</c>.</summary>
    static abstract TSelf Subtract(TSelf x, TSelf y);

    /// <summary><c>x · y</c>.</summary>
    static abstract TSelf Multiply(TSelf x, TSelf y);

    /// <summary><c>x · y + z</c>, rounded once where the processor can; the same at every width of one processor.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    /// <summary>The larger of x and y; y where one of them is no number (on x86, where ARM gives the number that is none).</summary>
    static abstract TSelf Max(TSelf x, TSelf y);

    /// <summary>The smaller of x and y; y where one of them is no number (on x86, where ARM gives the number that is none).</summary>
    static abstract TSelf Min(TSelf x, TSelf y);

    /// <summary><c>x / y</c>.</summary>
    static abstract TSelf Divide(TSelf x, TSelf y);

    /// <summary><c>√x</c>.</summary>
    static abstract TSelf SquareRoot(TSelf x);

    /// <summary><c>eˣ</c>, the same at every width.</summary>
    static abstract TSelf Exponential(TSelf x);

    /// <summary>One bit for each lane of a mask, the first lane's lowest.</summary>
    static abstract uint Bits(TSelf mask);

    /// <summary>The mask whose lanes are set where the lowest <see cref="Count"/> bits are.</summary>
    static abstract TSelf Mask(uint bits);

    /// <summary>Writes past the caches, to an address aligned to the width: for what is not read again soon.</summary>
    static abstract void StoreStreaming(TSelf value, float* destination);

    /// <summary>All bits set in the lanes where <c>x &lt; y</c>, none in the others.</summary>
    static abstract TSelf Less(TSelf x, TSelf y);

    /// <summary>The bits of x that are set in the mask.</summary>
    static abstract TSelf And(TSelf mask, TSelf x);

    /// <summary>The bits that are set in x or in y.</summary>
    static abstract TSelf Or(TSelf x, TSelf y);

    /// <summary>The bits of x that are not set in the mask.</summary>
    static abstract TSelf AndNot(TSelf mask, TSelf x);
}
