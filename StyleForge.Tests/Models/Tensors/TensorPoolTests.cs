using StyleForge.Models.Tensors;

namespace StyleForge.Tests.Models.Tensors;

public sealed class TensorPoolTests
{
    [Fact]
    public void Memory_comes_back_and_is_lent_again()
    {
        using var pool = new TensorPool();
        nint first;
        unsafe
        {
            using var tensor = pool.Rent<float>([3, 100]);
            first = (nint)tensor.Pointer;
            Assert.Equal(0, first % 64);
            Assert.Equal(1, pool.Outstanding);
        }

        Assert.Equal(0, pool.Outstanding);
        var bytes = pool.Bytes;
        unsafe
        {
            // A little smaller, of another type, and still the same memory.
            using var tensor = pool.Rent<double>([149]);
            Assert.Equal(first, (nint)tensor.Pointer);
        }

        Assert.Equal(bytes, pool.Bytes);
        Assert.Equal(bytes, pool.PeakBytes);
    }

    [Fact]
    public void A_zeroed_tensor_is_zero_even_in_used_memory()
    {
        using var pool = new TensorPool();
        using (var used = pool.Rent<float>([64]))
        {
            used.Span.Fill(7);
        }

        using var tensor = pool.RentZeroed<float>([64]);
        Assert.False(tensor.Span.ContainsAnyExcept(0f));
    }

    [Fact]
    public void A_disposed_tensor_is_not_touched_again_and_disposal_may_be_repeated()
    {
        using var pool = new TensorPool();
        var tensor = pool.Rent<float>([8]);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Equal(0, pool.Outstanding);
        Assert.Throws<ObjectDisposedException>(() => tensor.Span.Length);
    }

    [Fact]
    public void Trimming_frees_what_nobody_holds_and_disposal_frees_the_rest_when_it_comes_back()
    {
        var pool = new TensorPool();
        var held = pool.Rent<float>([1000]);
        pool.Rent<float>([5000]).Dispose();
        var all = pool.Bytes;
        pool.Trim();
        Assert.InRange(pool.Bytes, 4000, all - 20000);
        pool.Dispose();
        Assert.True(pool.Bytes > 0);
        held.Dispose();
        Assert.Equal(0, pool.Bytes);
        Assert.Equal(0, pool.Outstanding);
        Assert.Throws<ObjectDisposedException>(() => pool.Rent<float>([1]));
    }

    [Fact]
    public void Scratch_is_counted_like_a_tensor()
    {
        using var pool = new TensorPool();
        using (pool.RentScratch(100))
        {
            Assert.Equal(1, pool.Outstanding);
        }

        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void Several_threads_may_rent_at_once()
    {
        using var pool = new TensorPool();
        Parallel.For(0, 2000, i =>
        {
            using var tensor = pool.Rent<float>([1 + (i % 300)]);
            tensor.Span.Fill(i);
            Assert.False(tensor.Span.ContainsAnyExcept((float)i));
        });
        Assert.Equal(0, pool.Outstanding);
    }
}
