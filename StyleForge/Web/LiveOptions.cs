using System.Net;

namespace StyleForge.Web;

/// <summary>How the live page is served.</summary>
/// <param name="Listen">Address and port; port 0 takes any that is free.</param>
/// <param name="Roots">The queue's folder, and where its pictures go: no picture outside them is shown, whatever names it. Absolute paths.</param>
internal sealed record LiveOptions(IPEndPoint Listen, IReadOnlyList<string> Roots)
{
    /// <summary>Names by which browsers may call this server, beside its own address.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Who brings it may come in; null lets everybody in, which <see cref="RequireToken"/> allows on this machine alone.</summary>
    public AccessToken? Token { get; init; }

    /// <summary>What a request may bring along.</summary>
    public UploadLimits Uploads { get; init; } = new();

    /// <summary>How old what is told of the queue may be.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a stream of events may be silent.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Streams of events at the same time.</summary>
    public int Listeners { get; init; } = 64;

    /// <summary>Wrong tokens a minute, after which none is looked at for the rest of it.</summary>
    public int WrongTokensAMinute { get; init; } = 20;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Hears, in one sentence, of errors that are the program's own.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>Refuses to open the page to other machines without a token.</summary>
    /// <exception cref="CommandFailure">It listens on more than this machine, or goes by other names, and has no token.</exception>
    public void RequireToken()
    {
        if (Token is not null)
        {
            return;
        }

        var reason = !IPAddress.IsLoopback(Listen.Address) ? $"--listen is {Listen}, which other machines can reach"
            : Hosts.Count > 0 ? $"--host is {Hosts[0]}, by which other machines can reach the page"
            : null;
        if (reason is not null)
        {
            throw new CommandFailure(
                $"{reason}: give a token with --token-file FILE or {AccessToken.Variable} ({AccessToken.ShortestLength} characters or more, such as 'openssl rand -hex 32' makes).");
        }
    }
}
