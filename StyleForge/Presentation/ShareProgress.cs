using System.Globalization;

namespace StyleForge.Presentation;

/// <summary>Shows how much of a work is done: a bar on a terminal, elsewhere a line now and then.</summary>
/// <param name="environment">The terminal, standard error and the clock.</param>
/// <param name="isQuiet">True to show nothing.</param>
internal sealed class ShareProgress(HostEnvironment environment, bool isQuiet)
{
    /// <summary>Does a work.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="work">Does it, and tells the share that is done, 0 to 1; a request to end is thrown at it there.</param>
    /// <exception cref="OperationCanceledException">There was a request to end.</exception>
    public T During<T>(string name, Func<Action<double>, T> work)
    {
        var start = environment.Time.GetTimestamp();
        if (environment.Terminal is { } terminal && !isQuiet)
        {
            var bars = new ProgressBars(terminal);
            return bars.During(() =>
            {
                var bar = bars.Add(name);
                return work(share =>
                {
                    environment.Interrupted.ThrowIfCancellationRequested();
                    if (bar is not null)
                    {
                        bar.Value = share;
                    }
                });
            });
        }

        var last = start;
        return work(share =>
        {
            environment.Interrupted.ThrowIfCancellationRequested();
            if (!isQuiet && share < 1 && environment.Time.GetElapsedTime(last) >= PlainProgress.Pause)
            {
                last = environment.Time.GetTimestamp();
                var left = environment.Time.GetElapsedTime(start) * ((1 - share) / share);
                environment.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {100 * share:0} %, {Words.Duration(left)} left"));
            }
        });
    }
}
