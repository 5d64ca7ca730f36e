using Polly;
using Polly.Retry;
using StyleForge.Engine.Output;

namespace StyleForge.Hosting;

/// <summary>Makes a picture again whose files could not be read or written for the moment, after pauses that double. With its checkpoint, a picture that could only not be written goes on at its end.</summary>
/// <param name="options">How often and how long.</param>
/// <param name="time">Measures the pauses.</param>
internal sealed class Retries(RetryOptions options, TimeProvider time)
{
    /// <summary>Tries until the picture is made, cannot be, or was tried as often as allowed.</summary>
    /// <param name="render">One try.</param>
    /// <param name="tell">Takes a sentence before each pause.</param>
    /// <param name="cancellation">Gives up, also in the middle of a pause.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public RunReport Run(Func<RunReport> render, Action<string> tell, CancellationToken cancellation) =>
        options.Attempts == 1 ? render() : new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(TransientFault.Is(arguments.Outcome.Exception)),
                MaxRetryAttempts = options.Attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.Delay,
                MaxDelay = options.MaximumDelay,
                OnRetry = arguments =>
                {
                    tell(FormattableString.Invariant(
                        $"{arguments.Outcome.Exception!.Message.TrimEnd('.')}: try {arguments.AttemptNumber + 2} of {options.Attempts} in {arguments.RetryDelay.TotalSeconds:0.0} s."));
                    return ValueTask.CompletedTask;
                },
            })
            .Build()
            .Execute(_ => render(), cancellation);
}
