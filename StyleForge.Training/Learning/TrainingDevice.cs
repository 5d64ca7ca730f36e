using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Torch;
using static TorchSharp.torch;

namespace StyleForge.Training.Learning;

/// <summary>Where a training runs, and what is said where it cannot.</summary>
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

    /// <summary>A device's name: <c>cpu</c> or <c>cuda:0</c>.</summary>
    public static string NameOf(Device device) =>
        device.type == TorchSharp.DeviceType.CPU ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"cuda:{Math.Max(0, device.index)}");

    /// <summary>Does something on the device, and says in a sentence what became of it where it failed.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="smaller">The options that make it need less memory: <c>--pairs or --side</c>.</param>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public static T Guard<T>(Func<T> work, string smaller)
    {
        try
        {
            return work();
        }
        catch (ExternalException failure)
        {
            throw TorchFailure.IsOutOfMemory(failure)
                ? new BackendMemoryException($"The device has too little memory for this training: lower {smaller}, or give --device cpu.", failure)
                : new BackendException($"The device failed at the training ({TorchFailure.Reason(failure)}): give --device cpu.", failure);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Device Open(string name) => device(name);
}
