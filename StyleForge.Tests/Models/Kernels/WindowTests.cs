using StyleForge.Models.Kernels;

namespace StyleForge.Tests.Models.Kernels;

public sealed class WindowTests
{
    [Fact]
    public void The_shape_law_counts_exactly_the_windows_that_fit()
    {
        foreach (var (window, source) in Many())
        {
            var padded = source + window.Before + window.After;
            var fitting = Enumerable.Range(0, padded).Count(start => start % window.Stride == 0 && start + window.Reach <= padded);
            if (fitting == 0)
            {
                Assert.Contains("too small", Assert.Throws<ArgumentException>(() => window.Destination(source)).Message, StringComparison.Ordinal);
                continue;
            }

            Assert.Equal(fitting, window.Destination(source));
            Assert.Equal(((padded - window.Reach) / window.Stride) + 1, window.Destination(source));

            // Ceiling: also a window that does not fit, if one before it left elements over and it starts before the padding after.
            var left = padded - window.Reach - ((fitting - 1) * window.Stride);
            var more = left > 0 && fitting * window.Stride < source + window.Before ? 1 : 0;
            Assert.Equal(fitting + more, window.Destination(source, ceiling: true));
        }
    }

    [Fact]
    public void Same_padding_keeps_the_extent_divided_by_the_stride()
    {
        foreach (var size in new[] { 1, 3, 5, 7 })
        {
            for (var source = 1; source < 30; source++)
            {
                for (var stride = 1; stride < 4; stride++)
                {
                    Assert.Equal((source + stride - 1) / stride, Window.Same(size, stride).Destination(source));
                }
            }
        }
    }

    private static IEnumerable<(Window Window, int Source)> Many() =>
        from size in Enumerable.Range(1, 4)
        from stride in Enumerable.Range(1, 3)
        from before in Enumerable.Range(0, 3)
        from after in Enumerable.Range(0, 3)
        from dilation in Enumerable.Range(1, 2)
        from source in Enumerable.Range(1, 9)
        where before < size && after < size
        select (new Window(size, stride, before, after, dilation), source);
}
