using StyleForge.Engine.Objectives;

namespace StyleForge.Engine.Backends;

/// <summary>A kind of backend that can be chosen: an entry of <see cref="BackendCatalogue.All"/>.</summary>
/// <param name="Find">
/// Gives the devices that a word means to it, of those that work on this machine: <c>cuda</c> may mean several, <c>cuda:1</c> one;
/// <see cref="BackendCatalogue.Auto"/> means those that are rather to be taken than the processor. None for words of other kinds; throws <see cref="Models.Torch.TorchUnavailableException"/> where it cannot be used that is asked for by a word of this kind.
/// </param>
/// <param name="Open">Makes the backend on one of these devices; the caller disposes it.</param>
public sealed record BackendEntry(Func<string, IReadOnlyList<string>> Find, Func<string, IBackend> Open);
