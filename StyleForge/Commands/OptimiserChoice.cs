using System.CommandLine;
using StyleForge.Training.Learning;

namespace StyleForge.Commands;

/// <summary>The options that say how weights move in a training.</summary>
internal sealed class OptimiserChoice
{
    private readonly OptimiserOptions _defaults;
    private readonly Option<OptimiserKind?> _kind;
    private readonly Option<double?> _rate;
    private readonly Option<double?> _momentum;
    private readonly Option<double?> _decay;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="defaults">What stands in where they are not given.</param>
    /// <param name="rate">What is said of <c>--learning-rate</c>.</param>
    /// <param name="mostRate">The largest learning rate.</param>
    public OptimiserChoice(Verb verb, OptimiserOptions defaults, FormattableString rate, double mostRate)
    {
        _defaults = defaults;
        _kind = WordChoice.Take<OptimiserKind>(
            verb, "--optimiser", $"How weights move: «sgd», «momentum», «nesterov», «rmsprop», «adam» or «adamw» (weight decay apart from the gradient); default {defaults.Kind.ToString().ToLowerInvariant()}.");
        _rate = RealNumbers.Take(verb, "--learning-rate", "NUMBER", rate, 0, mostRate, isAbove: true);
        _momentum = RealNumbers.Take(
            verb, "--momentum", "SHARE", $"How much of the running sum of gradients momentum and nesterov keep at a step, from 0 to 0.9999; default {defaults.Momentum}.", 0, 0.9999);
        _decay = RealNumbers.Take(
            verb, "--weight-decay", "NUMBER", $"How strongly kernels and matrices are drawn to 0, from 0 to 1; default {defaults.WeightDecay}. Biases and normalisations are not.", 0, 1);
    }

    /// <summary>How weights move.</summary>
    public OptimiserOptions Read(ParseResult result) => new()
    {
        Kind = result.GetValue(_kind) ?? _defaults.Kind,
        Momentum = result.GetValue(_momentum) ?? _defaults.Momentum,
        WeightDecay = result.GetValue(_decay) ?? _defaults.WeightDecay,
    };

    /// <summary>How far; null where nothing is said.</summary>
    public double? Rate(ParseResult result) => result.GetValue(_rate);
}
