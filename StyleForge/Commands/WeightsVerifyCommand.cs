using System.CommandLine;
using StyleForge.Engine.Features;
using StyleForge.Hosting;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge weights verify [NAME|FILE]</c>: compares weight files with what their publishers state.</summary>
internal static class WeightsVerifyCommand
{
    /// <summary>The command.</summary>
    public static Verb Create(HostEnvironment environment)
    {
        var verb = new Verb("verify", "Compare weight files with the checksums that their publishers state.", "[NAME|FILE]")
        {
            Notes =
            [
                "An imported file counts as the file that it was made from. Exit codes: 0 all files are as published; 1 some file is not; 2 it cannot be read; 3 there are no weights to verify.",
            ],
            Examples =
            [
                ("weights verify", "The weights of every network, as renders find them."),
                ("weights verify ~/Downloads/vgg19-dcbb9e9d.pth", "A download, before it is imported."),
            ],
        };
        var subject = verb.Take(new Argument<string?>("subject")
        {
            HelpName = "NAME|FILE",
            Description = "A network, for the weights that its renders use, or a weight file; all networks where absent.",
            Arity = ArgumentArity.ZeroOrOne,
        });
        subject.CompletionSources.Add(_ => NetworkCatalogue.Every.Select(network => network.Name));
        verb.SetAction(result =>
        {
            var files = Files(environment, result.GetValue(subject));
            if (files.Count == 0)
            {
                throw new CommandFailure("There are no weights to verify on this machine: 'styleforge weights list' names those there are, 'styleforge weights pull vgg19' fetches some.", ExitCodes.NothingToDo);
            }

            // All of them, also after one that is not as published.
            var verdicts = files.ConvertAll(file => Verify(environment, file));
            return verdicts.Contains(false) ? ExitCodes.JobFailed : ExitCodes.Done;
        });
        return verb;
    }

    private static List<string> Files(HostEnvironment environment, string? subject)
    {
        var library = new WeightLibrary(environment);
        if (subject is not null && NetworkCatalogue.Every.FirstOrDefault(network => network.Name == subject) is { } named)
        {
            return library.Find(named) is { } found
                ? [found]
                : throw new CommandFailure(named.Facts.BuiltIn is { } builtIn ? Comes(named, builtIn) : FeatureWeights.Absent(named, "name the file itself"), ExitCodes.NothingToDo);
        }

        if (subject is not null && !Path.Exists(Path.GetFullPath(subject, environment.WorkingDirectory)))
        {
            throw new CommandFailure($"'{subject}' is neither a network nor a weight file.{UsageProblems.DidYouMean(subject, NetworkCatalogue.Every.Select(network => network.Name))}");
        }

        return subject is not null ? [subject] : [.. NetworkCatalogue.Every.Select(library.Find).OfType<string>()];
    }

    private static bool Verify(HostEnvironment environment, string file)
    {
        using var weights = WeightsShowCommand.Read(environment, file, keep: _ => false);
        var shown = Words.Path(weights.Origin, environment.WorkingDirectory);
        var sha256 = weights.Metadata.GetValueOrDefault(WeightProvenance.SourceSha256, weights.Sha256);
        var name = weights.Metadata.GetValueOrDefault(WeightProvenance.SourceFile, Path.GetFileName(weights.Origin));
        var all = NetworkCatalogue.Every.SelectMany(network => network.Facts.Variants.Select(variant => variant.Weights).Append(network.Facts.Weights)).OfType<PublishedWeights>();
        if (all.FirstOrDefault(published => published.Matches(sha256)) is { } match)
        {
            environment.Output.WriteLine($"{shown}: as published, {match.FileName} (SHA-256 {sha256})");
            return true;
        }

        environment.Output.WriteLine(all.FirstOrDefault(published => published.FileName == name) is { } meant
            ? $"{shown}: not as published: the SHA-256 should begin with {meant.Sha256Prefix}, but is {sha256}; {Again(meant)}"
            : $"{shown}: not among the published files that are known here (SHA-256 {sha256})");
        return false;
    }

    private static string Comes(NetworkDescription network, BuiltInWeights builtIn)
    {
        using var weights = builtIn.Read(keep: _ => false);
        return $"{network.Name} is built in ({Words.Bytes(builtIn.Bytes)}, licence {network.Facts.Licence}, SHA-256 {weights.Sha256}): there is no file to verify.";
    }

    private static string Again(PublishedWeights meant) => NetworkCatalogue.Every.FirstOrDefault(network => network.Facts.Weights == meant) is { } network
        ? $"fetch it again with 'styleforge weights pull {network.Name}'"
        : $"fetch it again from {meant.Place}";
}
