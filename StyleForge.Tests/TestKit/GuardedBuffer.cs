using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.TestKit;

/// <summary>
/// A tensor whose last element is the last before a page that may not be touched, and whose first has a strip of NaN
/// before it: a read or write past the end ends the process, one before the start is found by <see cref="Check"/> or by
/// the NaN it fetched. Where pages cannot be protected both ends are strips.
/// </summary>
internal sealed unsafe partial class GuardedBuffer : IDisposable
{
    private const int Strip = 64;
    private readonly byte* _memory;
    private readonly nuint _length;
    private readonly bool _protected = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    [SuppressMessage("Usage", "CA1816:Dispose methods should call SuppressFinalize", Justification = "The tensor must never free memory that is not its own.")]
    public GuardedBuffer(Shape shape)
    {
        var page = (nuint)Environment.SystemPageSize;
        var bytes = (nuint)(shape.ElementCount + Strip) * sizeof(float);
        var usable = (bytes + page - 1) / page * page;
        _length = usable + page;
        if (_protected)
        {
            // Read and write, private and anonymous; the two systems number «anonymous» differently.
            _memory = (byte*)Map(null, _length, 3, OperatingSystem.IsMacOS() ? 0x1002 : 0x22, -1, 0);
            Assert.True((nint)_memory != -1, "No memory for a guarded buffer.");
            Assert.Equal(0, Protect(_memory + usable, page, 0));
        }
        else
        {
            _memory = (byte*)NativeMemory.AlignedAlloc(_length, page);
        }

        new Span<float>(_memory, (int)(usable / sizeof(float))).Fill(float.NaN);
        var first = (float*)(_memory + usable) - shape.ElementCount;
        new Span<float>(first, shape.ElementCount).Clear();
        Tensor = new Tensor<float>(shape, first, shape.ElementCount, owner: null);
        GC.SuppressFinalize(Tensor);
    }

    /// <summary>The tensor; not to be disposed by itself.</summary>
    public Tensor<float> Tensor { get; }

    /// <summary>A guarded copy.</summary>
    public static GuardedBuffer Of(Tensor<float> original)
    {
        var buffer = new GuardedBuffer(original.Shape);
        original.Span.CopyTo(buffer.Tensor.Span);
        return buffer;
    }

    /// <summary>Fails if the strip before the first element was written to.</summary>
    public void Check()
    {
        for (var i = 1; i <= Strip; i++)
        {
            Assert.True(float.IsNaN(Tensor.Pointer[-i]), $"Element −{i} was overwritten.");
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
