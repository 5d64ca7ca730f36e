using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace StyleForge.Hosting.Download;

/// <summary>
/// Tries again what may pass: after pauses that double, with some chance in them so that the machines of a studio do not come
/// back all at once. A server that failed all tries of one file is left alone for a while, so that the next file fails at once.
/// </summary>
/// <param name="options">How often and how long.</param>
/// <param name="time">Measures the pauses.</param>
internal sealed class Persistence(DownloadOptions options, TimeProvider time)
{
    private static readonly ResiliencePropertyKey<bool> HasAdvanced = new("has advanced");

    private readonly Dictionary<string, ResiliencePipeline> _breakers = [];

    /// <summary>How many tries in a row may fail.</summary>
    public int Attempts => options.Attempts;

    /// <summary>Tries until it succeeds, fails for good, or has failed too often in a row.</summary>
    /// <param name="host">The server; what it did to earlier files is remembered.</param>
    /// <param name="attempt">One try.</param>
    /// <param name="retrying">Called before each pause with the reason, its length and the number of the try that follows.</param>
    /// <param name="cancellation">Gives up, also in the middle of a pause.</param>
    /// <exception cref="DownloadFailure">It failed.</exception>
    public async ValueTask RunAsync(
        string host, Func<CancellationToken, ValueTask<AttemptOutcome>> attempt, Action<DownloadFailure, TimeSpan, int> retrying, CancellationToken cancellation)
    {
        while (true)
        {
            var brought = 0L;
            var context = ResilienceContextPool.Shared.Get(cancellation);
            try
            {
                await Pipeline(host, retrying).ExecuteAsync(
                    async running =>
                    {
                        var outcome = await attempt(running.CancellationToken).ConfigureAwait(false);
                        brought += outcome.Brought;
                        running.Properties.Set(HasAdvanced, outcome.Brought > 0);
                        outcome.ThrowFailure();
                    },
                    context).ConfigureAwait(false);
                return;
            }
            catch (BrokenCircuitException broken)
            {
                throw new DownloadFailure($"{host} failed too often just now and is left alone for a while", broken);
            }
            catch (DownloadFailure failure) when (failure.MayPass && brought >= options.Progress)
            {
                // A long file over a poor line: it comes on, so the count of tries begins anew.
                retrying(failure, TimeSpan.Zero, 1);
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
            }
        }
    }

    private ResiliencePipeline Pipeline(string host, Action<DownloadFailure, TimeSpan, int> retrying) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is DownloadFailure { MayPass: true }),
            MaxRetryAttempts = options.Attempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.FirstDelay,
            MaxDelay = options.LongestDelay,
            DelayGenerator = static arguments => ValueTask.FromResult((arguments.Outcome.Exception as DownloadFailure)?.After),
            OnRetry = arguments =>
            {
                retrying((DownloadFailure)arguments.Outcome.Exception!, arguments.RetryDelay, arguments.AttemptNumber + 2);
                return ValueTask.CompletedTask;
            },
        })
        .AddPipeline(Breaker(host))
        .Build();

    // Counts the tries that brought nothing at all, over all files from one server.
    private ResiliencePipeline Breaker(string host)
    {
        if (!_breakers.TryGetValue(host, out var breaker))
        {
            _breakers[host] = breaker = new ResiliencePipelineBuilder { TimeProvider = time }
                .AddCircuitBreaker(new CircuitBreakerStrategyOptions
                {
                    ShouldHandle = static arguments => ValueTask.FromResult(
                        arguments.Outcome.Exception is DownloadFailure { MayPass: true } && !arguments.Context.Properties.GetValue(HasAdvanced, false)),
                    FailureRatio = 1,
                    MinimumThroughput = options.Attempts,
                    SamplingDuration = options.BreakDuration + (options.Attempts * (options.LongestDelay + options.ConnectTimeout + options.StallTimeout)),
                    BreakDuration = options.BreakDuration,
                })
                .Build();
        }

        return breaker;
    }
}
