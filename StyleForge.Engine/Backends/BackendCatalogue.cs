using StyleForge.Engine.Backends.Managed;
using StyleForge.Engine.Backends.Torch;
using StyleForge.Models.Torch;

namespace StyleForge.Engine.Backends;

/// <summary>The backends that there are. One more is a folder beside <c>Managed</c> and an entry here.</summary>
public static class BackendCatalogue
{
    /// <summary>The word for whatever is best on this machine.</summary>
    public const string Auto = "auto";

    /// <summary>The word for the managed engine.</summary>
    public const string Processor = "cpu";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<BackendEntry> All { get; } =
    [
        new(word => word == Processor ? [Processor] : [], _ => new ManagedBackend()),
        new(TorchDevices.Find, device => new TorchBackend(device)),
    ];

    /// <summary>Why a device cannot be used on this machine, one sentence; null where it can.</summary>
    /// <param name="device">Its word.</param>
    public static string? Problem(string device)
    {
        try
        {
            return device == Auto || All.Any(entry => entry.Find(device).Count > 0) ? null : $"device is \"{device}\", which nothing on this machine goes by.";
        }
        catch (TorchUnavailableException refusal)
        {
            return refusal.Message;
        }
    }
}
