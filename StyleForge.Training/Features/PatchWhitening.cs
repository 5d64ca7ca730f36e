using StyleForge.Training.Networks;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Features;

/// <summary>
/// Coordinates in which what a convolution sees is white. Neighbouring pixels and channels vary together, a hundred times more than
/// apart from each other, so plain gradients learn last what is fine or rare. With the second moments of channels A = L·Lᵀ and those of
/// the nine places of a patch S = R·Rᵀ, a kernel W is moved as V = Lᵀ·W·R, whose gradient is L⁻¹·G·R⁻ᵀ.
/// </summary>
/// <remarks>
/// The input's half of the curvature of K-FAC (Grosse and Martens 2016, "A Kronecker-factored approximate Fisher matrix for convolution layers");
/// <see cref="Muon"/> takes the place of the output's half. Departure: the places of a patch have moments of their own, the same for all channels, so that
/// the matrices stay small.
/// </remarks>
internal sealed class PatchWhitening : IDisposable
{
    private const int Places = 9;
    private const int Samples = 8192;
    private const double Damping = 1e-2;

    private readonly (Tensor Channels, Tensor Places)[] _moments;
    private readonly (Tensor Channels, Tensor Places)[] _inverses;

    /// <summary>Begins with what is white already.</summary>
    public PatchWhitening(ParameterPack kernels, Device device)
    {
        Tensor Unit(long length) => eye(length, device: device).DetachFromDisposeScope();
        _moments = [.. kernels.Shapes.Select(shape => (Unit(shape[1]), Unit(Places)))];
        _inverses = [.. kernels.Shapes.Select(shape => (Unit(shape[1]), Unit(Places)))];
    }

    /// <summary>A and S of each convolution, one after the other.</summary>
    public IEnumerable<Tensor> Moments => _moments.SelectMany(moments => (Tensor[])[moments.Channels, moments.Places]);

    /// <summary>Measures anew.</summary>
    /// <param name="sources">What each convolution sees, less its centres, with the border of one around: <c>(N, C, H + 2, W + 2)</c>.</param>
    /// <param name="kept">How much of the earlier moments is kept, 0 to below 1.</param>
    public void Measure(IReadOnlyList<Tensor> sources, double kept)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        for (var index = 0; index < _moments.Length; index++)
        {
            using var own = NewDisposeScope();
            var source = sources[index];
            var (count, channels, height, width) = (source.shape[0], source.shape[1], source.shape[2], source.shape[3]);
            var stride = Math.Max(1, (long)Math.Sqrt((double)count * height * width / Samples));
            var patches = nn.functional.unfold(source, 3, stride: stride).view(count, channels, Places, -1);
            var middles = patches.select(2, Places / 2).transpose(0, 1).reshape(channels, -1);
            var places = patches.transpose(0, 2).reshape(Places, -1);
            var (a, s) = (middles.mm(middles.t()) / Held(middles.shape[1]), places.mm(places.t()));
            _moments[index].Channels.mul_(Held(kept)).add_(a, Held(1 - kept));
            _moments[index].Places.mul_(Held(kept)).add_(s / s.diagonal().mean().Plus(1e-12), Held(1 - kept));
        }

        Factor();
    }

    /// <summary>Finds L⁻¹ and R⁻¹ of the moments as they are.</summary>
    public void Factor()
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        foreach (var (moments, inverses) in _moments.Zip(_inverses))
        {
            inverses.Channels.copy_(Inverse(moments.Channels));
            inverses.Places.copy_(Inverse(moments.Places));
        }
    }

    /// <summary>L⁻¹·G·R⁻ᵀ.</summary>
    /// <param name="index">The convolution.</param>
    /// <param name="gradient">G: <c>(oc, ic, 3, 3)</c>.</param>
    /// <returns><c>(oc, ic, 9)</c>.</returns>
    public Tensor Gradient(int index, Tensor gradient) => Product(_inverses[index].Channels, gradient.flatten(2), _inverses[index].Places.t());

    /// <summary>The move of W that moves V so: L⁻ᵀ·M·R⁻¹.</summary>
    /// <param name="index">The convolution.</param>
    /// <param name="move">M: <c>(oc, ic, 9)</c>.</param>
    public Tensor Move(int index, Tensor move) => Product(_inverses[index].Channels.t(), move, _inverses[index].Places);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (channels, places) in _moments.Concat(_inverses))
        {
            channels.Dispose();
            places.Dispose();
        }
    }

    // channels · kernel · places for each output, as two products of large matrices.
    private static Tensor Product(Tensor channels, Tensor kernel, Tensor places)
    {
        using var scope = NewDisposeScope();
        var (outputs, inputs) = (kernel.shape[0], kernel.shape[1]);
        var mixed = channels.mm(kernel.transpose(0, 1).reshape(inputs, -1)).view(inputs, outputs, Places);
        return mixed.transpose(0, 1).reshape(-1, Places).mm(places).view(outputs, inputs, Places).MoveToOuterDisposeScope();
    }

    private static Tensor Inverse(Tensor moments)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var unit = eye(moments.shape[0], device: moments.device);
        return linalg.solve_triangular(linalg.cholesky(moments.Plus(unit * (moments.diagonal().mean() * Held(Damping)))), unit, false).MoveToOuterDisposeScope();
    }
}
