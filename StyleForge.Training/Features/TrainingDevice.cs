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
        TorchLibrary.Load(threads);
        return Choose(name);
    }

    // Apart, because it names types of TorchSharp.
    private static Device Choose(string name)
    {
        if (name == "cpu" || (name == "auto" && !HasCuda()))
        {
            return CPU;
        }

        if (!HasCuda())
        {
            throw new TorchUnavailableException(
                $"--device is {name}, but there is no CUDA device that libtorch can use: take a build with TorchRuntime=cuda or name a libtorch for CUDA with {TorchLibrary.FolderVariable}, or give --device cpu.");
        }

        var index = name.StartsWith("cuda:", StringComparison.Ordinal) ? int.Parse(name[5..], System.Globalization.CultureInfo.InvariantCulture) : 0;
        return index < cuda.device_count()
            ? device(TorchSharp.DeviceType.CUDA, index)
            : throw new TorchUnavailableException($"--device is {name}, but there are {cuda.device_count()} CUDA devices, counted from 0.");
    }

    // Without the files of a libtorch for CUDA the question alone would print a page.
    private static bool HasCuda() => TorchLibrary.HasCuda && cuda.is_available();
}
