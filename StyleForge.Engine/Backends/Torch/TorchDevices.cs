using StyleForge.Models.Torch;

namespace StyleForge.Engine.Backends.Torch;

/// <summary>Which devices of libtorch a word means. Nothing is loaded for a word that is not libtorch's.</summary>
internal static class TorchDevices
{
    /// <summary>The word for libtorch on the processor.</summary>
    public const string Processor = "torch";

    /// <summary>The devices that a word means: see <see cref="BackendEntry"/>.</summary>
    /// <exception cref="TorchUnavailableException">It means one of libtorch's that cannot be used here; the sentence says why.</exception>
    public static IReadOnlyList<string> Find(string word)
    {
        if (word == BackendCatalogue.Auto)
        {
            return TorchCuda.All();
        }

        if (word == Processor)
        {
            TorchLibrary.Load(threads: 1);
            return [Processor];
        }

        return TorchCuda.IsMeant(word) ? TorchCuda.Find(word) : [];
    }
}
