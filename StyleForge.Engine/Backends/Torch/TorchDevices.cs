using System.Globalization;
using System.Runtime.CompilerServices;
using StyleForge.Models.Torch;
using TorchSharp;

namespace StyleForge.Engine.Backends.Torch;

/// <summary>Which devices of libtorch a word means. Nothing is loaded for a word that is not libtorch's.</summary>
internal static class TorchDevices
{
    /// <summary>The word for libtorch on the processor.</summary>
    public const string Processor = "torch";

    /// <summary>The word for all CUDA devices; with a colon and a number it is one of them.</summary>
    public const string Cuda = "cuda";

    /// <summary>The devices that a word means: see <see cref="BackendEntry"/>.</summary>
    /// <exception cref="TorchUnavailableException">It means one of libtorch's that cannot be used here; the sentence says why.</exception>
    public static IReadOnlyList<string> Find(string word)
    {
        if (word == BackendCatalogue.Auto)
        {
            // A look at file names: libtorch takes a second to load, for nothing where it is not one for CUDA.
            return TorchLibrary.HasCuda && IsLoadable() ? Numbered(CudaCount()) : [];
        }

        if (word == Processor)
        {
            TorchLibrary.Load(threads: 1);
            return [Processor];
        }

        return word == Cuda || word.StartsWith(Cuda + ":", StringComparison.Ordinal) ? FindCuda(word) : [];
    }

    private static string[] FindCuda(string word)
    {
        TorchLibrary.Load(threads: 1);
        if (!TorchLibrary.HasCuda)
        {
            throw new TorchUnavailableException(
                $"device is \"{word}\", but the libtorch here is one for the processor: build with -p:TorchRuntime=cuda, or set {TorchLibrary.FolderVariable} to the folder of one for CUDA.");
        }

        var all = Numbered(CudaCount());
        if (all.Length == 0)
        {
            throw new TorchUnavailableException(
                $"device is \"{word}\", but libtorch finds no CUDA device that it can use: see with nvidia-smi that there is one, and that its driver is new enough.");
        }

        return word == Cuda ? all : all.Contains(word) ? [word] : throw new TorchUnavailableException(
            $"device is \"{word}\", but must be one of those that this machine has: {string.Join(", ", all)}.");
    }

    private static bool IsLoadable()
    {
        try
        {
            TorchLibrary.Load(threads: 1);
            return true;
        }
        catch (TorchUnavailableException)
        {
            return false; // The processor does it then; asked for by its word, the device says why not.
        }
    }

    private static string[] Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{Cuda}:{number}"))];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CudaCount() => torch.cuda.is_available() ? torch.cuda.device_count() : 0;
}
