namespace StyleForge.Models.Kernels;

/// <summary>
/// How a kernel slides along one spatial dimension. The shape law is
/// <c>floor((n + before + after − (dilation·(size − 1) + 1)) / stride + 1)</c>, or ceil where a pooling layer asks for it.
/// </summary>
/// <param name="Size">Extent of the kernel, 1 or more.</param>
/// <param name="Stride">Step between two positions, 1 or more.</param>
/// <param name="Before">Padding before the first element, 0 or more.</param>
/// <param name="After">Padding after the last element, 0 or more.</param>
/// <param name="Dilation">Step between two taps of the kernel, 1 or more; 1 means none.</param>
public readonly record struct Window(int Size, int Stride = 1, int Before = 0, int After = 0, int Dilation = 1)
{
    /// <summary>What the kernel covers of its source: <c>dilation·(size − 1) + 1</c>.</summary>
    public int Reach => (Dilation * (Size - 1)) + 1;

    /// <summary>
    /// True where the padding follows from the source, as TensorFlow's «same»: <c>ceil(n / stride)</c> positions, and of the padding that they
    /// need the odd element after the source. <see cref="Before"/> and <see cref="After"/> are 0 until <see cref="Over"/> has seen one.
    /// </summary>
    public bool FollowsSource { get; init; }

    /// <summary>No padding: only whole windows count.</summary>
    public static Window Valid(int size, int stride = 1, int dilation = 1) => new(size, stride, 0, 0, dilation);

    /// <summary>Padding that keeps <c>ceil(n / stride)</c> for odd sizes: half the reach on each side, the odd one after.</summary>
    public static Window Same(int size, int stride = 1, int dilation = 1)
    {
        var total = dilation * (size - 1);
        return new Window(size, stride, total / 2, total - (total / 2), dilation);
    }

    /// <summary>TensorFlow's «same»: see <see cref="FollowsSource"/>.</summary>
    public static Window SameAsTensorFlow(int size, int stride = 1, int dilation = 1) => new(size, stride, Dilation: dilation) { FollowsSource = true };

    /// <summary>This window with the padding that it has over a source of the given extent.</summary>
    public Window Over(int source)
    {
        if (!FollowsSource)
        {
            return this;
        }

        var total = Math.Max((((source - 1) / Stride) * Stride) + Reach - source, 0);
        return new Window(Size, Stride, total / 2, total - (total / 2), Dilation);
    }

    /// <summary>The least extent of the source that has as many positions as wanted.</summary>
    /// <param name="destination">Positions, 1 or more.</param>
    /// <param name="ceiling">As for <see cref="Destination"/>.</param>
    public int Source(int destination, bool ceiling = false)
    {
        var source = FollowsSource ? 1 : Math.Max(1, Reach - Before - After);
        while (Destination(source, ceiling) < destination)
        {
            source++;
        }

        return source;
    }

    /// <summary>The extent of the destination for a source of the given extent.</summary>
    /// <param name="source">Extent of the source, 1 or more.</param>
    /// <param name="ceiling">Count a last window that starts inside the padded source but does not fit (never one that
    /// would start in the padding after it), as Caffe and PyTorch's ceil_mode do.</param>
    /// <exception cref="ArgumentException">The source is too small for one window.</exception>
    public int Destination(int source, bool ceiling = false)
    {
        if (FollowsSource)
        {
            return Over(source).Destination(source, ceiling);
        }

        var room = source + Before + After - Reach;
        if (room < 0)
        {
            throw new ArgumentException($"An extent of {source} is too small: a window of {Size} with padding {Before}+{After} and dilation {Dilation} needs at least {Reach - Before - After}.", nameof(source));
        }

        var count = ((ceiling ? room + Stride - 1 : room) / Stride) + 1;
        return ceiling && (count - 1) * Stride >= source + Before ? count - 1 : count;
    }
}
