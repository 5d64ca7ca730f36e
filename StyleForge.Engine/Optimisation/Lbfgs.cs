using System.Numerics;
using StyleForge.Engine.Losses;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Optimisation;

/// <summary>
/// Limited-memory BFGS: steps along −H·g, where H is built by the two-loop recursion from the last few steps s and the changes
/// y of the gradient they brought (Nocedal and Wright 2006, algorithm 7.4; Liu and Nocedal 1989), starting from H₀ = yᵀs/yᵀy.
/// </summary>
/// <remarks>
/// <para>Departures from the paper: there is no line search, so a step costs one evaluation; it has the length
/// <see cref="LbfgsOptions.LearningRate"/>, and as long as no curvature is known 1/‖g‖₁ times that, whatever the size of the
/// gradient: torch.optim.LBFGS takes min(1, 1/‖g‖₁), which stands still where the objective's unit is small. A pair is remembered only if
/// yᵀs exceeds <see cref="LbfgsOptions.MinimumCurvature"/> times |gᵀs|, as in L-BFGS-B (Zhu et al. 1997). So nothing depends on the
/// unit: an objective a thousand times as large takes the same steps. Where the first steps find no such pair, as on a hilltop, each next one
/// goes four times as far, up to a tenth of the way from black to white on average.</para>
/// <para>What a line search would catch is caught afterwards: where the value is no number or has run away
/// (<see cref="LbfgsOptions.RiseLimit"/>), the best picture so far comes back, what was remembered is forgotten, and the steps
/// get shorter (<see cref="LbfgsOptions.RestartFactor"/>), then longer again as they succeed.</para>
/// </remarks>
public sealed unsafe class Lbfgs<T> : IOptimiser<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Recovery = 1.1;
    private const double Stride = 4;

    // How far a number of the picture may go on average while nothing is known: a tenth of the way from black to white.
    private const double LongestStride = 0.1;

    private readonly LbfgsOptions _options;
    private readonly SlabArithmetic<T> _slabs;
    private readonly Tensor<T> _best;
    private readonly Tensor<T>[] _s;
    private readonly Tensor<T>[] _y;
    private readonly double[] _rho;
    private readonly double[] _alpha;
    private Tensor<T> _gradient;
    private Tensor<T> _previousGradient;
    private Tensor<T> _direction;
    private double _initialCurvature;
    private double _firstValue;
    private double _bestValue = double.PositiveInfinity;
    private double _shortening = 1;
    private double _stretch = 1;
    private double _stepLength;
    private double _slope;
    private int _restarts;
    private int _restartsInARow;
    private bool _moved;
    private int _remembered;
    private int _newest;
    private int _iteration;

    /// <summary>Begins with nothing remembered.</summary>
    /// <param name="length">How many numbers the picture has.</param>
    /// <param name="options">How to step.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="pool">Where <c>2·history + 4</c> times the picture's memory is rented, until <see cref="Dispose"/>.</param>
    public Lbfgs(int length, LbfgsOptions options, WorkerPool workers, TensorPool pool)
    {
        _options = options;
        _slabs = new SlabArithmetic<T>(length, workers, pool);
        _gradient = pool.Rent<T>([length]);
        _previousGradient = pool.Rent<T>([length]);
        _direction = pool.Rent<T>([length]);
        _best = pool.Rent<T>([length]);
        _s = new Tensor<T>[options.History];
        _y = new Tensor<T>[options.History];
        _rho = new double[options.History];
        _alpha = new double[options.History];
        for (var slot = 0; slot < options.History; slot++)
        {
            _s[slot] = pool.Rent<T>([length]);
            _y[slot] = pool.Rent<T>([length]);
        }
    }

    /// <inheritdoc/>
    public string Name => "lbfgs";

    /// <summary>The bytes that are rented for pictures of a length.</summary>
    public static long BytesOf(long length, int history) => (((2L * history) + 4) * TensorPool.BytesOf<T>(length)) + SlabArithmetic<T>.BytesOf(length);

    /// <summary>How often a bad value made it go back to the best picture and take smaller steps.</summary>
    public int Restarts => _restarts;

    /// <summary>How many steps it remembers at the moment; at most <see cref="LbfgsOptions.History"/>.</summary>
    public int Remembered => _remembered;

    /// <inheritdoc/>
    /// <remarks>Where the value is no number or has run away, the picture comes back as the best one so far.</remarks>
    /// <exception cref="OptimisationException">
    /// The value or its gradient is no number at the first picture, or after <see cref="LbfgsOptions.MaximumRestarts"/> restarts it
    /// still is none or runs away. The picture is the best one so far.
    /// </exception>
    public double Step(IObjective<T> objective, Span<T> picture, Span<double> parts)
    {
        PictureLength.Require(_slabs.Length, objective.Length, "objective");
        PictureLength.Require(_slabs.Length, picture.Length, "picture");
        var value = objective.Evaluate(picture, _gradient.Span, parts);
        var gradientNorm = _slabs.SumOfMagnitudes(_gradient.Pointer);
        _iteration++;
        var isNumber = double.IsFinite(value) && double.IsFinite(gradientNorm);
        if (!isNumber || HasRunAway(value))
        {
            Restart(picture, isNumber ? value : double.NaN);
            return value;
        }

        if (value < _bestValue)
        {
            RememberBest(picture, value);
        }

        if (_moved)
        {
            RememberStep();
        }

        PointDown();
        Move(picture, gradientNorm);
        return value;
    }

    /// <inheritdoc/>
    /// <remarks>Not the gradient: each step begins with a new one.</remarks>
    public void Exchange(StateExchange state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Exchange(ref _iteration);
        state.Exchange(ref _firstValue);
        state.Exchange(ref _bestValue);
        state.Exchange(_best.Span);
        state.Exchange(ref _shortening);
        state.Exchange(ref _stretch);
        state.Exchange(ref _restarts);
        state.Exchange(ref _restartsInARow);
        state.Exchange(ref _moved);
        state.Exchange(ref _stepLength);
        state.Exchange(ref _slope);
        state.Exchange(_direction.Span);
        state.Exchange(_previousGradient.Span);
        state.Exchange(ref _initialCurvature);
        state.Exchange(ref _newest, most: _s.Length - 1);
        state.Exchange(ref _remembered, most: _s.Length);
        for (var age = 0; age < _remembered; age++)
        {
            var i = Slot(age);
            state.Exchange(_s[i].Span);
            state.Exchange(_y[i].Span);
            state.Exchange(ref _rho[i]);
        }
    }

    /// <summary>Hands the memory back to the pool.</summary>
    public void Dispose()
    {
        foreach (var tensor in (ReadOnlySpan<Tensor<T>>)[.. _s, .. _y, _gradient, _previousGradient, _direction, _best])
        {
            tensor.Dispose();
        }

        _slabs.Dispose();
    }

    private bool HasRunAway(double value) => value - _bestValue > _options.RiseLimit * Math.Abs(_firstValue);

    private void RememberBest(Span<T> picture, double value)
    {
        picture.CopyTo(_best.Span);
        _firstValue = _iteration == 1 ? value : _firstValue;
        _bestValue = value;
        _restartsInARow = 0;
        _shortening = Math.Min(1, _shortening * Recovery);
    }

    /// <summary>Keeps the last step s and the change y of the gradient, if the objective curves upward between them.</summary>
    private void RememberStep()
    {
        // y takes the place of the gradient before, which nobody needs any more; s = t·d that of the direction.
        var y = _previousGradient.Pointer;
        var d = _direction.Pointer;
        var ys = _stepLength * _slabs.Combine(y, 1, _gradient.Pointer, -1, _previousGradient.Pointer, d);
        if (!(ys > _options.MinimumCurvature * _stepLength * Math.Abs(_slope)))
        {
            _stretch *= Stride;
            return;
        }

        _slabs.Combine(d, _stepLength, d, 0, d, d);
        _newest = (_newest + 1) % _s.Length;
        (_s[_newest], _direction) = (_direction, _s[_newest]);
        (_y[_newest], _previousGradient) = (_previousGradient, _y[_newest]);
        _rho[_newest] = 1 / ys;
        _initialCurvature = ys / _slabs.Dot(y, y);
        _remembered = Math.Min(_remembered + 1, _s.Length);
        _stretch = 1;
    }

    /// <summary>The direction d = −H·g, in which the value falls with the slope gᵀd.</summary>
    private void PointDown()
    {
        if (_remembered == 0 || !((_slope = RecurseTwice()) < 0))
        {
            // Nothing is known, or rounding has spoilt what was: straight down.
            _remembered = 0;
            _slope = _slabs.Combine(_direction.Pointer, -1, _gradient.Pointer, 0, _gradient.Pointer, _gradient.Pointer);
        }
    }

    /// <summary>The two-loop recursion (Nocedal and Wright 2006, algorithm 7.4) for −g, each sum taken on the way past.</summary>
    /// <returns>gᵀd, the slope along the direction.</returns>
    private double RecurseTwice()
    {
        var d = _direction.Pointer;
        var dot = _slabs.Combine(d, -1, _gradient.Pointer, 0, _gradient.Pointer, _s[_newest].Pointer);
        for (var age = 0; age < _remembered; age++)
        {
            var i = Slot(age);
            _alpha[i] = _rho[i] * dot;
            var next = age + 1 < _remembered ? _s[Slot(age + 1)] : _y[i];
            dot = _slabs.Combine(d, 1, d, -_alpha[i], _y[i].Pointer, next.Pointer);
        }

        var factor = _initialCurvature;
        dot *= factor;
        for (var age = _remembered - 1; age >= 0; age--)
        {
            var i = Slot(age);
            var beta = _rho[i] * dot;
            var next = age > 0 ? _y[Slot(age - 1)] : _gradient;
            dot = _slabs.Combine(d, factor, d, _alpha[i] - beta, _s[i].Pointer, next.Pointer);
            factor = 1;
        }

        return dot;
    }

    private int Slot(int age) => (_newest - age + _s.Length) % _s.Length;

    private void Move(Span<T> picture, double gradientNorm)
    {
        _stepLength = _options.LearningRate * _shortening;
        if (_remembered == 0)
        {
            // On level ground there is nowhere to go.
            _stepLength *= gradientNorm > 0 ? Math.Min(_stretch, Math.Max(1, LongestStride * _slabs.Length)) / gradientNorm : 0;
        }

        fixed (T* x = picture)
        {
            _slabs.Combine(x, 1, x, _stepLength, _direction.Pointer, _direction.Pointer);
        }

        (_gradient, _previousGradient) = (_previousGradient, _gradient);
        _moved = true;
    }

    private void Restart(Span<T> picture, double value)
    {
        if (double.IsPositiveInfinity(_bestValue))
        {
            throw new OptimisationException(
                "The loss of the first picture is not a number: a picture, a weight of the network or a weight of the loss is none or is far too large.");
        }

        _best.Span.CopyTo(picture);
        if (_restartsInARow == _options.MaximumRestarts)
        {
            var what = double.IsNaN(value) ? "is no longer a number" : $"rose from {_bestValue:G4} to {value:G4}";
            throw new OptimisationException(FormattableString.Invariant(
                $"The loss {what} at iteration {_iteration}, after {_restartsInARow} restarts with ever smaller steps: lower learningRate ({_options.LearningRate}), or use the optimiser adam."));
        }

        _restarts++;
        _restartsInARow++;
        _shortening *= _options.RestartFactor;
        _remembered = 0;
        _stretch = 1;
        _moved = false;
    }
}
