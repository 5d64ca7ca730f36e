using System.Numerics;
using StyleForge.Models.Kernels.FullyConnected;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>
/// One step of a long short-term memory: features <c>(N, F)</c> and the state before it <c>(N, 2·H)</c>, hidden state and then cell, become the state
/// after it. Forward only.
/// </summary>
public sealed class LstmCellLayer<T> : JoiningLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly string[] Names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"];

    /// <summary>Makes a layer that owns its weights, whose rows are those of the gates: in, forget, new, out.</summary>
    /// <param name="name">The name within the network.</param>
    /// <param name="parameters"><c>weight_ih (4·H, F)</c>, <c>weight_hh (4·H, H)</c>, <c>bias_ih (4·H)</c>, <c>bias_hh (4·H)</c>.</param>
    public LstmCellLayer(string name, IReadOnlyList<Tensor<T>> parameters)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = [.. Names.Zip(parameters, (own, tensor) => new Parameter<T>($"{name}.{own}", tensor))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    private int Features => Parameters[0].Value.Shape[1];

    private int Hidden => Parameters[1].Value.Shape[1];

    /// <inheritdoc/>
    public override Shape DestinationShape(IReadOnlyList<Shape> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var batch = sources[0][0];
        LayerShapes.Require(Name, "features", sources[0], [batch, Features]);
        LayerShapes.Require(Name, "state", sources[1], [batch, 2 * Hidden]);
        return sources[1];
    }

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(IReadOnlyList<Shape> sources, WorkerPool workers, TensorPool pool) => new Run(this, sources[0], DestinationShape(sources), workers, pool);

    private sealed class Run : JoiningRun
    {
        private readonly LstmCellLayer<T> _layer;
        private readonly WorkerPool _workers;
        private readonly Tensor<T> _hidden;
        private readonly Tensor<T> _gates;
        private readonly Tensor<T> _recurrent;

        public Run(LstmCellLayer<T> layer, Shape source, Shape destination, WorkerPool workers, TensorPool pool)
            : base(source, destination)
        {
            (_layer, _workers) = (layer, workers);
            _hidden = pool.Rent<T>([source[0], layer.Hidden]);
            _gates = pool.Rent<T>([source[0], 4 * layer.Hidden]);
            _recurrent = pool.Rent<T>([source[0], 4 * layer.Hidden]);
        }

        public override void Forward(IReadOnlyList<Tensor<T>> sources, Tensor<T> destination)
        {
            var (state, parameters, size) = (sources[1], _layer.Parameters, _layer.Hidden);
            for (var row = 0; row < SourceShape[0]; row++)
            {
                state.Span.Slice(2 * row * size, size).CopyTo(_hidden.Span[(row * size)..]);
            }

            FullyConnected.Forward(sources[0], parameters[0].Value, parameters[2].Value, _gates, _workers);
            FullyConnected.Forward(_hidden, parameters[1].Value, parameters[3].Value, _recurrent, _workers);
            for (var row = 0; row < SourceShape[0]; row++)
            {
                var gates = _gates.Span.Slice(4 * row * size, 4 * size);
                var recurrent = _recurrent.Span.Slice(4 * row * size, 4 * size);
                var before = state.Span.Slice(((2 * row) + 1) * size, size);
                var after = destination.Span.Slice(2 * row * size, 2 * size);
                for (var i = 0; i < size; i++)
                {
                    T Gate(Span<T> x, Span<T> h, int number) => x[(number * size) + i] + h[(number * size) + i];
                    var cell = (Logistic(Gate(gates, recurrent, 1)) * before[i]) + (Logistic(Gate(gates, recurrent, 0)) * T.Tanh(Gate(gates, recurrent, 2)));
                    after[size + i] = cell;
                    after[i] = Logistic(Gate(gates, recurrent, 3)) * T.Tanh(cell);
                }
            }
        }

        public override void Backward(
            IReadOnlyList<Tensor<T>> sources, Tensor<T> destination, Tensor<T> destinationGradient, IReadOnlyList<Tensor<T>> sourceGradients) =>
            throw new NotSupportedException("This layer has no gradient by its sources here: libtorch finds it.");

        protected override void Dispose(bool disposing)
        {
            _hidden.Dispose();
            _gates.Dispose();
            _recurrent.Dispose();
            base.Dispose(disposing);
        }

        private static T Logistic(T x) => T.One / (T.One + T.Exp(-x));
    }
}
