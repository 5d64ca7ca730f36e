using StyleForge.Models.Fitting;
using StyleForge.Models.Torch;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Features;
using StyleForge.Training.Networks;
using static TorchSharp.torch;

namespace StyleForge.Tests.Training;

public class MuonTests
{
    [TorchTheory]
    [InlineData(5, 12, ScalarType.Float32)]
    [InlineData(12, 5, ScalarType.Float32)]
    [InlineData(12, 5, ScalarType.BFloat16)]
    public void Orthogonalised_matrices_have_singular_values_near_1_and_their_own_vectors(int rows, int columns, ScalarType precision)
    {
        using var scope = NewDisposeScope();
        var matrix = Normal(5, rows, columns);

        var result = Muon.Orthogonalise(matrix, precision).to(ScalarType.Float32);

        var values = linalg.svdvals(result);
        Assert.InRange(values.min().item<float>(), 0.6f, 1.25f);
        Assert.InRange(values.max().item<float>(), 0.6f, 1.25f);

        // The same singular vectors: aligned with what went in, which has the sum of its singular values with the nearest orthogonal matrix.
        Assert.True((result * matrix).sum().item<float>() > 0.75 * linalg.svdvals(matrix).sum().item<float>());
    }

    [TorchFact]
    public void Whitened_gradients_are_those_in_coordinates_where_patches_are_white()
    {
        using var scope = NewDisposeScope();
        const int inputs = 4, outputs = 3;
        using var kernels = new ParameterPack([Normal(1, outputs, inputs, 3, 3)]);
        using var whitening = new PatchWhitening(kernels, CPU);

        // Smooth, and channels that are mixtures of each other.
        var source = nn.functional.avg_pool2d(nn.functional.conv2d(Normal(2, 6, inputs, 44, 44), Normal(3, inputs, inputs, 1, 1)), 3, 1);
        whitening.Measure([source], 0);

        // What became of the moments: Σ (L⁻¹·x·R⁻ᵀ)² over patches x is their number, but for the damping and the places' dependence on channels.
        var patches = nn.functional.unfold(source, 3).transpose(1, 2).reshape(-1, inputs, 3, 3);
        var white = whitening.Gradient(0, patches).flatten(1);
        var moments = white.t().mm(white).Over(white.shape[0]);
        var plain = patches.flatten(1).t().mm(patches.flatten(1)).Over(patches.shape[0]);
        double Spread(Tensor symmetric) => linalg.eigvalsh(symmetric).max().item<float>() / linalg.eigvalsh(symmetric).min().item<float>();
        Assert.True(Spread(plain) > 500, $"{Spread(plain)}");
        Assert.True(Spread(moments) < 10, $"{Spread(moments)}");
        Assert.Equal(1, moments.diagonal().mean().item<float>(), 0.2);

        // V = Lᵀ·W·R is moved by M where W is moved by L⁻ᵀ·M·R⁻¹, so both moves change the loss alike: ⟨L⁻¹·G·R⁻ᵀ, M⟩ = ⟨G, L⁻ᵀ·M·R⁻¹⟩.
        var (gradient, move) = (Normal(4, outputs, inputs, 3, 3), Normal(5, outputs, inputs, 9));
        var (inV, inW) = ((whitening.Gradient(0, gradient) * move).sum().item<float>(), (gradient.flatten(2) * whitening.Move(0, move)).sum().item<float>());
        Assert.Equal(inV, inW, 1e-3 * Math.Abs(inV));
    }

    [TorchFact]
    public void Moments_are_a_running_mean()
    {
        using var scope = NewDisposeScope();
        using var kernels = new ParameterPack([Normal(1, 2, 3, 3, 3)]);
        using var whitening = new PatchWhitening(kernels, CPU);
        Tensor Channels() => whitening.Moments.First().clone();
        var (one, two) = (Normal(6, 2, 3, 12, 12), Normal(7, 2, 3, 12, 12).Times(3));

        whitening.Measure([one], 0);
        var first = Channels();
        whitening.Measure([two], 0);
        var second = Channels();
        whitening.Measure([one], 0.25);

        Assert.True((Channels() - second.Times(0.25).Plus(first.Times(0.75))).abs().max().item<float>() < 1e-4);
    }

    private static Tensor Normal(ulong seed, params long[] shape)
    {
        var numbers = new float[shape.Aggregate(1L, (product, extent) => product * extent)];
        new SplitMix64(seed).FillNormal(numbers, 1);
        return tensor(numbers, shape);
    }
}
