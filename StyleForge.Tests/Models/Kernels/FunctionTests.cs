using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Maps;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

/// <summary>Functions with a form for vectors against the same functions in double.</summary>
[EveryWidth]
public sealed class FunctionTests
{
    // Each with how far off it may be: relative to the value where it is large, to 1 where it is small. A power is off by a few 2⁻²⁴ of itself.
    private static readonly (ActivationDescription Function, double Relative, double Absolute)[] Functions =
    [
        (new LeakyReluDescription("x", "x", 0.1), 2e-7, 0),
        (new EluDescription("x", "x", 1.3), 5e-7, 2e-7),
        (new HardSwishDescription("x", "x"), 5e-7, 0),
        (new SigmoidDescription("x", "x"), 2e-6, 0),
        (new TanhGeluDescription("x", "x"), 1e-6, 1e-6),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Functions.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_number_of_numbers_gives_the_function_in_double(int number)
    {
        var (function, relative, absolute) = Functions[number];
        float[] special = [0, 1e-6f, -1e-6f, -1e-3f, -0.3f, -0.5f, -1, -3, 3, 20, -20, 0.7f];
        for (var length = 1; length <= 60; length++)
        {
            using var source = TensorFill.Uniform<float>([length], length);
            for (var i = 0; i < length; i++)
            {
                source.Span[i] = i < special.Length ? special[(i + length) % special.Length] : 8 * source.Span[i];
            }

            using var wide = TensorFill.Widen(source);
            Run(function.Build<double>([], new NetworkOptions()), wide);
            Run(function.Build<float>([], new NetworkOptions()), source);
            for (var i = 0; i < length; i++)
            {
                Assert.InRange(Math.Abs(source.Span[i] - wide.Span[i]), 0, (relative * Math.Abs(wide.Span[i])) + absolute);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void What_is_no_number_stays_none_and_the_ends_are_what_they_tend_to(int number)
    {
        var function = Functions[number].Function;
        using var source = new Tensor<float>([33]);
        source.Span.Fill(100);
        source.Span[3] = float.NaN;
        source.Span[32] = float.NaN;
        Run(function.Build<float>([], new NetworkOptions()), source);
        Assert.True(float.IsNaN(source.Span[3]) && float.IsNaN(source.Span[32]));
        Assert.Equal(function is SigmoidDescription ? 1 : 100, source.Span[0]);
    }

    [VectorFact]
    public unsafe void A_map_gets_what_a_tensor_gets()
    {
        var layer = Functions[1].Function.Build<float>([], new NetworkOptions());
        Assert.True(((IVectorFunction)layer).HasVectors);
        foreach (var shape in new Shape[] { [1, 20, 5], [1, 16, 9, 13], [1, 3, 2, 3, 7], [1, 40, 1, 700] })
        {
            using var planar = TensorFill.Uniform<float>(shape, 1);
            using var back = new Tensor<float>(shape);
            int[] extents = [.. Enumerable.Repeat(1, 5 - shape.Rank), .. shape.Skip(2)];
            MapLayout from = new(shape[1], 16, extents, [0, 1, 2], [1, 0, 3]), to = new(shape[1], 16, extents, [0, 0, 0], [0, 0, 1]);
            using var source = new Tensor<float>([(int)from.Length]);
            using var destination = new Tensor<float>([(int)to.Length]);
            using var workers = new WorkerPool(2);
            new MapCopy(from).Fill(planar.Pointer, source.Pointer, workers);
            new MapActivation((IVectorFunction)layer, from, to).Run(source.Pointer, destination.Pointer, workers);
            new MapCopy(to).Read(destination.Pointer, back.Pointer, workers);
            Run(layer, planar);
            TensorAssert.SameBits(planar, back);
        }
    }

    // In place, as a run does it.
    private static void Run<T>(Layer<T> layer, Tensor<T> numbers)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var run = layer.Prepare(numbers.Shape, workers, pool);
        run.Forward(numbers, numbers);
    }
}
