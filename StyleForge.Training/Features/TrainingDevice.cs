using System.Runtime.CompilerServices;
using StyleForge.Models.Torch;
using static TorchSharp.torch;

namespace StyleForge.Training.Features;

/// <summary>Where a training runs.</summary>
internal static class TrainingDevice
{
    /// <summary>Loads libtorch and finds a device.</summary>
    /// <param name="name"><c>auto</c> (a CUDA device where there is one), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of a processor to work on.</param>
    /// <exception cref="TorchUnavailableException">libtorch or the device cannot be used.</exception>
    public static Device Find(string name, int threads)
    {
        var found = name switch
        {
            "cpu" => null,
            "auto" => TorchCuda.All() is [var first, ..] ? first : null,
            _ => TorchCuda.Find(name)[0],
        };
        TorchLibrary.Load(threads);
        return Open(found ?? "cpu");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Device Open(string name) => device(name);
}
