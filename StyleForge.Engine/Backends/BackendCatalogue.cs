using StyleForge.Engine.Backends.Managed;

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
    ];
}
