using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Execution;

/// <summary>
/// Turns a picture (RGB, 0 to 1) into what a network was trained on: <c>(range · picture[order(c)] − mean[c]) / deviation[c]</c>; where there are no means, nothing.
/// </summary>
internal sealed class InputNormalisationLayer<T>(InputConvention input) : Layer<T>("input")
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
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
            var channels = input.Mean.Count;
            if (channels == 0)
            {
                new Span<T>(from, SourceShape.ElementCount).CopyTo(new Span<T>(to, SourceShape.ElementCount));
            }

            for (var plane = 0; plane < SourceShape[0] * channels; plane++)
            {
                var channel = plane % channels;
                var picture = (long)(input.Order == ChannelOrder.Bgr ? plane - channel + (channels - 1 - channel) : plane) * positions;
                var normalised = (long)plane * positions;
                var factor = input.Range / input.Deviation[channel];
                if (backward)
                {
                    Scale(from + normalised, to + picture, factor, offset: 0);
                }
                else
                {
                    Scale(from + picture, to + normalised, factor, -input.Mean[channel] / input.Deviation[channel]);
                }
            }
        }

        // One plane: to = factor · from + offset.
        private unsafe void Scale(T* from, T* to, double factor, double offset)
        {
            if (typeof(T) == typeof(float))
            {
                Traversal.Run(new Affine((float)factor, (float)offset), (float*)from, (float*)from, (float*)to, SourceShape.Positions, workers);
                return;
            }

            for (var i = 0; i < SourceShape.Positions; i++)
            {
                to[i] = (T.CreateChecked(factor) * from[i]) + T.CreateChecked(offset);
            }
        }
    }

    private readonly struct Affine(float factor, float offset) : IOperator
    {
        public V Apply<V>(V x, V y)
            where V : struct, ILanes<V> => V.MultiplyAdd(x, V.Create(factor), V.Create(offset));
    }
}
