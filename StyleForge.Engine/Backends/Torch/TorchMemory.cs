using System.Runtime.InteropServices;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Torch;

namespace StyleForge.Engine.Backends.Torch;

/// <summary>What libtorch takes of memory, and what becomes of its running out of it, or failing otherwise.</summary>
internal static class TorchMemory
{
    /// <summary>Does something on a device.</summary>
    /// <param name="device">What the sentence calls the device.</param>
    /// <param name="what">What is worked on.</param>
    /// <param name="work">What to do.</param>
    /// <param name="makeRoom">Frees what can be spared, and says whether there was anything: then the work is tried once more. Null where there never is.</param>
    /// <exception cref="BackendMemoryException">libtorch ran out of memory.</exception>
    /// <exception cref="BackendException">libtorch failed otherwise.</exception>
    public static T Guard<T>(string device, string what, Func<T> work, Func<bool>? makeRoom = null)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return work();
            }
            catch (ExternalException failure)
            {
                if (!TorchFailure.IsOutOfMemory(failure))
                {
                    throw new BackendException($"{device} failed at {what} ({TorchFailure.Reason(failure)}): take the device cpu.", failure);
                }

                if (!isFirst || makeRoom?.Invoke() != true)
                {
                    throw new BackendMemoryException($"{device} has too little memory for {what}: lower size, or take the device cpu, which works on large pictures in windows.", failure);
                }
            }
        }
    }

    /// <summary>
    /// About how many bytes an evaluation on the processor takes: what autograd keeps of every layer, what the largest layers need
    /// for a while, and what the total variation does with the picture.
    /// </summary>
    public static long EvaluationBytes(NetworkDescription description, IReadOnlyList<string> taps, int height, int width)
    {
        // Measured with vgg19 and forge-vgg at 256 and 512 pixels: it takes 0.8 to 1.1 of this.
        const double perActivation = 2;
        const double perLargest = 8;
        const double perPicture = 16;
        var (sum, largest) = (0.0, 0.0);
        var deepest = taps.Max(description.IndexOfTap);
        foreach (var (layer, tap) in description.Layers.Zip(description.Taps).Take(deepest + 1))
        {
            double stride = tap.Stride ?? 1;
            var activations = tap.Channels * (height / stride) * (width / stride);
            sum += layer is ReluDescription ? 0 : activations; // A rectifier works in place.
            largest = Math.Max(largest, activations);
        }

        return (long)(sizeof(float) * ((perActivation * sum) + (perLargest * largest) + (perPicture * 3 * height * width)));
    }
}
