using System.CommandLine;
using StyleForge.Web;

namespace StyleForge.Commands;

/// <summary>The options that say where and for whom the live page is.</summary>
internal sealed class LiveArguments
{
    private readonly Option<string> _listen = new("--listen")
    {
        HelpName = "ADDRESS:PORT",
        Description = $"Where the page is; default {ListenAddress.Usual}, which only this machine reaches. Any other address needs a token. Port 0 takes one that is free.",
        DefaultValueFactory = _ => ListenAddress.Usual,
    };

    private readonly Option<string[]> _hosts = new("--host")
    {
        HelpName = "NAME",
        Description = "A name by which browsers call the page, as behind a reverse proxy; may be given again. Requests by other names are refused. Needs a token.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _token = new("--token-file")
    {
        HelpName = "FILE",
        Description = $"File with the token that lets people in, {AccessToken.ShortestLength} characters or more; else {AccessToken.Variable} may hold it.",
    };

    /// <summary>Adds the options to a command.</summary>
    public LiveArguments(Verb verb)
    {
        verb.Take(_listen);
        verb.Take(_hosts);
        verb.Take(_token);
    }

    /// <summary>The name of an option of these that is given; null where none is.</summary>
    /// <param name="result">The command line.</param>
    public string? Given(ParseResult result) =>
        ((Option[])[_listen, _hosts, _token]).FirstOrDefault(option => result.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>What the command line says.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="environment">Holds the token, the clock, and who hears of errors.</param>
    /// <param name="roots">The queue's folder, and where its pictures go; absolute paths.</param>
    /// <exception cref="CommandFailure">The address or the token is wrong, or there should be a token.</exception>
    public LiveOptions Read(ParseResult result, HostEnvironment environment, IReadOnlyList<string> roots)
    {
        var options = new LiveOptions(ListenAddress.Parse(result.GetRequiredValue(_listen)), roots)
        {
            Hosts = result.GetValue(_hosts) ?? [],
            Token = AccessToken.Read(environment, result.GetValue(_token)),
            Time = environment.Time,
            Tell = environment.Error.WriteLine,
        };
        options.RequireToken();
        return options;
    }
}
