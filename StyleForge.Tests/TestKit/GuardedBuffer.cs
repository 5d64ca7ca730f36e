using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.TestKit;

/// <summary>
/// A tensor between two pages that may not be touched. One of its ends lies at a page, so that a read or write past it ends the process; between the other end and its
/// page is a strip of NaN, where a write is found by <see cref="Check"/>, and a read by the NaN that it fetched. Where pages cannot be protected both ends are strips.
/// </summary>
internal sealed unsafe partial class GuardedBuffer : IDisposable
{
    private const int Strip = 64;
    private readonly byte* _memory;
    private readonly nuint _length;
    private readonly bool _protected = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>Makes one of zeros.</summary>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="startsAtPage">True where its first element lies at a page, false where its last does.</param>
    [SuppressMessage("Usage", "CA1816:Dispose methods should call SuppressFinalize", Justification = "The tensor must never free memory that is not its own.")]
    public GuardedBuffer(Shape shape, bool startsAtPage = false)
    {
        var page = (nuint)Environment.SystemPageSize;
        var bytes = (nuint)(shape.ElementCount + Strip) * sizeof(float);
        var usable = (bytes + page - 1) / page * page;
        _length = page + usable + page;
        if (_protected)
        {
            // Read and write, private and anonymous; the two systems number «anonymous» differently.
            _memory = (byte*)Map(null, _length, 3, OperatingSystem.IsMacOS() ? 0x1002 : 0x22, -1, 0);
            Assert.True((nint)_memory != -1, "No memory for a guarded buffer.");
        }
        else
        {
            _memory = (byte*)NativeMemory.AlignedAlloc(_length, page);
        }

        new Span<float>(_memory, (int)(_length / sizeof(float))).Fill(float.NaN);
        var start = _memory + page;
        var end = start + usable;
        if (_protected)
        {
            Assert.Equal(0, Protect(_memory, page, 0));
            Assert.Equal(0, Protect(end, page, 0));
        }

        var first = startsAtPage ? (float*)start : (float*)end - shape.ElementCount;
        new Span<float>(first, shape.ElementCount).Clear();
        Tensor = new Tensor<float>(shape, first, shape.ElementCount, owner: null);
        GC.SuppressFinalize(Tensor);
        StartsAtPage = startsAtPage;
    }

    /// <summary>Which end lies at a page: for tests of both.</summary>
    public static IEnumerable<bool> Ends => [false, true];

    /// <summary>True where its first element lies at a page, false where its last does.</summary>
    public bool StartsAtPage { get; }

    /// <summary>The tensor; not to be disposed by itself.</summary>
    public Tensor<float> Tensor { get; }

    /// <summary>A guarded copy.</summary>
    public static GuardedBuffer Of(Tensor<float> original, bool startsAtPage = false)
    {
        var buffer = new GuardedBuffer(original.Shape, startsAtPage);
        original.Span.CopyTo(buffer.Tensor.Span);
        return buffer;
    }

    /// <summary>Fails if a strip beside the tensor was written to.</summary>
    public void Check()
    {
        for (var i = 1; i <= Strip; i++)
        {
            if (!_protected || !StartsAtPage)
            {
                Assert.True(float.IsNaN(Tensor.Pointer[-i]), $"Element −{i} was overwritten.");
            }

            if (!_protected || StartsAtPage)
            {
                Assert.True(float.IsNaN(Tensor.Pointer[Tensor.Length - 1 + i]), $"Element {i} past the end was overwritten.");
            }
        }
    }

    public void Dispose()
    {
        if (_protected)
        {
            _ = Unmap(_memory, _length);
        }
        else
        {
            NativeMemory.AlignedFree(_memory);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(void* address, nuint length);
}
