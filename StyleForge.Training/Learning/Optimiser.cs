using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Learning;

/// <summary>Moves all numbers of a network at once. What it keeps from step to step is numbers as many as the network's, so that a checkpoint holds all of it.</summary>
internal sealed class Optimiser : IDisposable
{
    private const double Epsilon = 1e-8;
    private const double SquaresOfRmsprop = 0.99;
    private const double MeanOfAdam = 0.9;

    private readonly OptimiserOptions _options;
    private readonly Tensor _numbers;
    private readonly Tensor? _decays;
    private readonly Tensor? _mean;
    private readonly Tensor? _squares;

    /// <summary>Takes numbers and decays, which stay the caller's.</summary>
    /// <param name="options">How to move them.</param>
    /// <param name="numbers">All of them in a row.</param>
    /// <param name="decays">For each 1 where it is drawn to 0, else 0. Null where all are.</param>
    public Optimiser(OptimiserOptions options, Tensor numbers, Tensor? decays = null)
    {
        (_options, _numbers, _decays) = (options, numbers, decays);
        using var scope = NewDisposeScope();
        _mean = options.Kind is OptimiserKind.Sgd or OptimiserKind.Rmsprop ? null : zeros_like(numbers);
        _squares = options.Kind is OptimiserKind.Rmsprop or OptimiserKind.Adam or OptimiserKind.Adamw ? zeros_like(numbers) : null;
        _mean?.DetachFromDisposeScope();
        _squares?.DetachFromDisposeScope();
    }

    /// <summary>What it keeps, by name.</summary>
    public IEnumerable<(string Name, Tensor Numbers)> State
    {
        get
        {
            if (_mean is not null)
            {
                yield return ("optimiser mean", _mean);
            }

            if (_squares is not null)
            {
                yield return ("optimiser squares", _squares);
            }
        }
    }

    /// <summary>Moves the numbers.</summary>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="step">Steps done before this one.</param>
    public void Step(Tensor gradient, double rate, int step)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        if (_options.WeightDecay > 0)
        {
            var drawn = _decays is null ? _numbers : _decays * _numbers;
            if (_options.Kind == OptimiserKind.Adamw)
            {
                _numbers.add_(drawn, Held(-rate * _options.WeightDecay));
            }
            else
            {
                gradient = gradient.add(drawn, Held(_options.WeightDecay));
            }
        }

        switch (_options.Kind)
        {
            case OptimiserKind.Sgd:
                _numbers.add_(gradient, Held(-rate));
                break;
            case OptimiserKind.Momentum:
                _numbers.add_(_mean!.mul_(Held(_options.Momentum)).add_(gradient, One), Held(-rate));
                break;
            case OptimiserKind.Nesterov:
                _mean!.mul_(Held(_options.Momentum)).add_(gradient, One);
                _numbers.add_(gradient.add(_mean, Held(_options.Momentum)), Held(-rate));
                break;
            case OptimiserKind.Rmsprop:
                _squares!.mul_(Held(SquaresOfRmsprop)).addcmul_(gradient, gradient, Held(1 - SquaresOfRmsprop));
                _numbers.addcdiv_(gradient, _squares.sqrt().add_(Held(Epsilon), One), Held(-rate));
                break;
            default:
                // The running means begin at 0 and are brought up to what they would be had they always run.
                _mean!.mul_(Held(MeanOfAdam)).add_(gradient, Held(1 - MeanOfAdam));
                _squares!.mul_(Held(_options.Squares)).addcmul_(gradient, gradient, Held(1 - _options.Squares));
                var (mean, squares) = (1 - Math.Pow(MeanOfAdam, step + 1), 1 - Math.Pow(_options.Squares, step + 1));
                _numbers.addcdiv_(_mean, _squares.div(Held(squares)).sqrt_().add_(Held(Epsilon), One), Held(-rate / mean));
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean?.Dispose();
        _squares?.Dispose();
    }
}
