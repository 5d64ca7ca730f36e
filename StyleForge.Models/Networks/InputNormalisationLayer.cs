using System.Numerics;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Networks;

/// <summary>
/// Turns a picture (RGB, 0 to 1) into what a network was trained on: <c>(range · picture[order(c)] − mean[c]) / deviation[c]</c>.
/// </summary>
internal sealed class InputNormalisationLayer<T>(InputConvention input) : Layer<T>("input")
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Summary => "normalisation";

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source;

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(source, input, workers);

    private sealed class Run(Shape source, InputConvention input, WorkerPool workers) : LayerRun<T>(source, source)
    {
        public override unsafe void Forward(Tensor<T> source, Tensor<T> destination) =>
            Scale(source.Pointer, destination.Pointer, backward: false);

        public override unsafe void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient) =>
            Scale(destinationGradient.Pointer, sourceGradient.Pointer, backward: true);

        private unsafe void Scale(T* from, T* to, bool backward)
        {
            var positions = SourceShape.Positions;
            for (var plane = 0; plane < SourceShape[0] * 3; plane++)
            {
                var channel = plane % 3;
                var read = input.Order == ChannelOrder.Bgr ? plane - channel + (2 - channel) : plane;
                var factor = T.CreateChecked(input.Range / input.Deviation[channel]);
                var work = backward
                    ? new ScaleWork(from + ((long)plane * positions), to + ((long)read * positions), positions, factor, T.Zero)
                    : new ScaleWork(from + ((long)read * positions), to + ((long)plane * positions), positions, factor, T.CreateChecked(-input.Mean[channel] / input.Deviation[channel]));
                workers.Run(work, work.Items);
            }
        }
    }

    /// <summary>One plane, cut into stretches: <c>to = factor · from + offset</c>.</summary>
    private readonly unsafe struct ScaleWork(T* from, T* to, int count, T factor, T offset) : IWork
    {
        private const int Stretch = 1 << 14;

        public int Items => (count + Stretch - 1) / Stretch;

        public void Do(int item, int worker)
        {
            var start = item * Stretch;
            var length = Math.Min(Stretch, count - start);
            for (var i = start; i < start + length; i++)
            {
                to[i] = (factor * from[i]) + offset;
            }
        }
    }
}
