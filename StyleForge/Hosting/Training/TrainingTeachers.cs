using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Presentation;

namespace StyleForge.Hosting.Training;

/// <summary>The networks that a student learns from; at each tap the first that has it.</summary>
internal sealed class TrainingTeachers : IDisposable
{
    private readonly List<Network<float>> _networks = [];

    /// <summary>Reads them.</summary>
    /// <param name="request">Names their files, and the taps that they must have.</param>
    /// <param name="workingDirectory">Paths are shown relative to it.</param>
    /// <exception cref="CommandFailure">One cannot be used, or a tap is nobody's.</exception>
    public TrainingTeachers(TrainingRequest request, string workingDirectory)
    {
        try
        {
            if (request.Teachers.Count == 0)
            {
                using var weights = Vgg.Forge.Facts.BuiltIn!.Read();
                Add(Vgg.Forge, weights);
            }

            foreach (var file in request.Teachers)
            {
                using var weights = WeightFile.Read(file, WeightLimits.Default);
                var fitting = new[] { Vgg.Vgg19, Vgg.Vgg16 }.Select(network => (network, taps: Reach(network, weights))).MaxBy(fit => fit.taps);
                Add(fitting.network, weights);
            }
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }

        if (request.Recipe.Distillation.Taps.FirstOrDefault(tap => !_networks.Any(network => network.Taps.Any(known => known.Name == tap))) is { } missing)
        {
            Dispose();
            var names = request.Teachers.Count == 0 ? "The built-in network" : string.Join(" and ", request.Teachers.Select(file => Words.Path(file, workingDirectory)));
            throw new CommandFailure($"{names} holds no layer {missing}, which the student is to learn: name a teacher that goes further with --teacher.");
        }
    }

    /// <summary>The networks.</summary>
    public IReadOnlyList<Network<float>> Networks => _networks;

    /// <summary>The SHA-256 of their weights, with blanks between.</summary>
    public string Sha256 => string.Join(' ', _networks.Select(network => network.WeightsSha256));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var network in _networks)
        {
            network.Dispose();
        }
    }

    private static int Reach(NetworkDescription network, WeightSet weights)
    {
        try
        {
            return network.Fit(weights).Layers.Count;
        }
        catch (WeightFormatException)
        {
            return 0;
        }
    }

    private void Add(NetworkDescription network, WeightSet weights) =>
        _networks.Add(Network<float>.Build(network, weights, new NetworkOptions { Pooling = PoolingKind.Average, Border = BorderMode.Reflect }));
}
