using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace StyleForge.Models.Torch;

/// <summary>The CUDA devices that libtorch can compute on. Each is tried once: a card that libtorch counts may be too old for its kernels.</summary>
public static class TorchCuda
{
    /// <summary>The word for all of them; with a colon and a number it is one of them.</summary>
    public const string Word = "cuda";

    // Null for a device that works; else what it said.
    private static readonly Lazy<string?[]> Complaints = new(TryAll);

    /// <summary>Whether a word is for CUDA devices.</summary>
    public static bool IsMeant(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word == Word || word.StartsWith(Word + ":", StringComparison.Ordinal);
    }

    /// <summary>All that work here, as <c>cuda:0</c> and so on. Nothing is loaded where libtorch is not one for CUDA.</summary>
    public static IReadOnlyList<string> All() => TorchLibrary.HasCuda && IsLoadable() ? Working() : [];

    /// <summary>The devices that a word means, one or more.</summary>
    /// <param name="word"><c>cuda</c>, or <c>cuda:1</c> and so on.</param>
    /// <exception cref="TorchUnavailableException">None can be used; the sentence says why.</exception>
    public static IReadOnlyList<string> Find(string word)
    {
        TorchLibrary.Load(threads: 1);
        if (!TorchLibrary.HasCuda)
        {
            throw new TorchUnavailableException(
                $"device is \"{word}\", but the libtorch here is one for the processor: build with -p:TorchRuntime=cuda, or set {TorchLibrary.FolderVariable} to the folder of one for CUDA.");
        }

        if (Complaints.Value.Length == 0)
        {
            throw new TorchUnavailableException(
                $"device is \"{word}\", but libtorch finds no CUDA device that it can use: see with nvidia-smi that there is one, and that its driver is new enough.");
        }

        var working = Working();
        if (word == Word && working.Length > 0)
        {
            return working;
        }

        var asked = word == Word ? 0 : Array.IndexOf(Numbered(Complaints.Value.Length), word);
        if (asked < 0)
        {
            throw new TorchUnavailableException(
                $"device is \"{word}\", but must be one of those that this machine has: {string.Join(", ", Numbered(Complaints.Value.Length))}.");
        }

        return Complaints.Value[asked] is { } complaint
            ? throw new TorchUnavailableException(
                $"device is \"{word}\", but libtorch {TorchLibrary.Version} cannot compute on it: {complaint}. Take a libtorch that was built for this card with {TorchLibrary.FolderVariable}, or the device cpu.")
            : [word];
    }

    /// <summary>Tries a convolution, a product of matrices and their gradient.</summary>
    /// <returns>What the device said against it; null where it works, or lacks nothing but memory, which it may have later.</returns>
    internal static string? Complaint(torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        try
        {
            var x = torch.ones([1, 2, 5, 5], device: device).requires_grad_();
            var f = F.conv2d(x, torch.ones([3, 2, 3, 3], device: device)).reshape(3, -1);
            f.mm(f.t()).sum().backward();
            return float.IsFinite(x.grad!.sum().item<float>()) ? null : "it computes what is no number";
        }
        catch (ExternalException failure)
        {
            return TorchFailure.IsOutOfMemory(failure) ? null : TorchFailure.Reason(failure);
        }
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

    private static string[] Working() => [.. Numbered(Complaints.Value.Length).Where((_, number) => Complaints.Value[number] is null)];

    private static string[] Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{Word}:{number}"))];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string?[] TryAll() =>
        torch.cuda.is_available() ? [.. Enumerable.Range(0, torch.cuda.device_count()).Select(number => Complaint(torch.device(DeviceType.CUDA, number)))] : [];
}
