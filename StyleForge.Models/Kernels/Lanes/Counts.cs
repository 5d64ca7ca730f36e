namespace StyleForge.Models.Kernels.Lanes;

/// <summary>The numbers from 1 to 12, for kernels that keep so many rows in registers.</summary>
internal static class Counts
{
    /// <summary>1.</summary>
    public readonly struct One : ICount
    {
        /// <inheritdoc/>
        public static int Count => 1;
    }

    /// <summary>2.</summary>
    public readonly struct Two : ICount
    {
        /// <inheritdoc/>
        public static int Count => 2;
    }

    /// <summary>3.</summary>
    public readonly struct Three : ICount
    {
        /// <inheritdoc/>
        public static int Count => 3;
    }

    /// <summary>4.</summary>
    public readonly struct Four : ICount
    {
        /// <inheritdoc/>
        public static int Count => 4;
    }

    /// <summary>5.</summary>
    public readonly struct Five : ICount
    {
        /// <inheritdoc/>
        public static int Count => 5;
    }

    /// <summary>6.</summary>
    public readonly struct Six : ICount
    {
        /// <inheritdoc/>
        public static int Count => 6;
    }

    /// <summary>7.</summary>
    public readonly struct Seven : ICount
    {
        /// <inheritdoc/>
        public static int Count => 7;
    }

    /// <summary>8.</summary>
    public readonly struct Eight : ICount
    {
        /// <inheritdoc/>
        public static int Count => 8;
    }

    /// <summary>9.</summary>
    public readonly struct Nine : ICount
    {
        /// <inheritdoc/>
        public static int Count => 9;
    }

    /// <summary>10.</summary>
    public readonly struct Ten : ICount
    {
        /// <inheritdoc/>
        public static int Count => 10;
    }

    /// <summary>11.</summary>
    public readonly struct Eleven : ICount
    {
        /// <inheritdoc/>
        public static int Count => 11;
    }

    /// <summary>12.</summary>
    public readonly struct Twelve : ICount
    {
        /// <inheritdoc/>
        public static int Count => 12;
    }
}
