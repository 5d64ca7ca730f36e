using System.Numerics;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015) with the means and variances that training has measured. After a convolution that only it reads it becomes
/// part of that where weights are fitted, unless <see cref="NetworkOptions.KeepsNormalisation"/> says otherwise.
/// </summary>
/// <param name="Name">The stem of the weights' names.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Channels">Channels of the source.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record BatchNormalisationDescription(string Name, string Tap, int Channels, double Epsilon = 1e-5) : LayerDescription(Name, Tap)
{
    /// <summary>True where each channel has a factor that was learned; without one it is 1.</summary>
    public bool HasScale { get; init; } = true;

    /// <inheritdoc/>
    public override string Summary => "batch normalisation";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Shape Shape)> Parameters => HasScale
        ? [("weight", [Channels]), ("bias", [Channels]), ("running_mean", [Channels]), ("running_var", [Channels])]
        : [("bias", [Channels]), ("running_mean", [Channels]), ("running_var", [Channels])];

    /// <summary>Weights and biases; means and variances are measured.</summary>
    public override long ParameterCount => (HasScale ? 2L : 1L) * Channels;

    internal override bool WorksInPlace => true;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank > 1 && source[1] == Channels
        ? source
        : throw new ArgumentException($"{Tap} takes {Channels} channels, not a source of shape {source}.", nameof(source));

    internal override LayerDescription Fit(Shape source, IReadOnlyList<Shape> shapes)
    {
        foreach (var ((name, _), shape) in Parameters.Zip(shapes))
        {
            if (shape != [source[1]])
            {
                throw new ArgumentException($"'{Name}.{name}' has the shape {shape}, but the layer before {Tap} gives {source[1]} channels.");
            }
        }

        return this with { Channels = source[1] };
    }

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) =>
        new BatchNormalisationLayer<T>(Name, HasScale ? parameters[0] : Ones<T>(), parameters[^3], parameters[^2], parameters[^1], Epsilon);

    private Tensor<T> Ones<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var ones = new Tensor<T>([Channels]);
        ones.Span.Fill(T.One);
        return ones;
    }
}
