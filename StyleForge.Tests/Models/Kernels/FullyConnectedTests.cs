using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

[EveryWidth]
public sealed class FullyConnectedTests
{
    [Fact]
    public void Every_length_gives_exactly_the_double_reference_on_whole_numbers()
    {
        for (var inputs = 1; inputs <= 70; inputs++)
        {
            Compare(batch: 1 + (inputs % 3), inputs, outputs: 71 - inputs);
        }

        Compare(batch: 2, inputs: 2100, outputs: 37);
    }

    private static void Compare(int batch, int inputs, int outputs)
    {
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var layer = new FullyConnectedLayer<float>("fc", TensorFill.Whole([outputs, inputs], 1), TensorFill.Whole([outputs], 2));
        using var wide = new FullyConnectedLayer<double>(
            "fc", TensorFill.Widen(layer.Parameters[0].Value), TensorFill.Widen(layer.Parameters[1].Value));
        using var source = TensorFill.Whole([batch, inputs], 3);
        using var gradient = TensorFill.Whole([batch, outputs], 4);
        using var wideSource = TensorFill.Widen(source);
        using var wideGradient = TensorFill.Widen(gradient);
        using var destination = new Tensor<float>(gradient.Shape);
        using var wideDestination = new Tensor<double>(gradient.Shape);
        using var sourceGradient = new Tensor<float>(source.Shape);
        using var wideSourceGradient = new Tensor<double>(source.Shape);
        using var run = layer.Prepare(source.Shape, workers, pool);
        using var wideRun = wide.Prepare(source.Shape, workers, pool);

        run.Forward(source, destination);
        run.Backward(source, destination, gradient, sourceGradient);
        run.BackwardParameters(source, gradient);
        wideRun.Forward(wideSource, wideDestination);
        wideRun.Backward(wideSource, wideDestination, wideGradient, wideSourceGradient);
        wideRun.BackwardParameters(wideSource, wideGradient);

        Same(wideDestination, destination);
        Same(wideSourceGradient, sourceGradient);
        Same(wide.Parameters[0].Gradient, layer.Parameters[0].Gradient);
        Same(wide.Parameters[1].Gradient, layer.Parameters[1].Gradient);
    }

    private static void Same(Tensor<double> expected, Tensor<float> actual)
    {
        using var widened = TensorFill.Widen(actual);
        TensorAssert.Exact(expected, widened);
    }
}
