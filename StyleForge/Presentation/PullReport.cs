using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Hosting;
using StyleForge.Models.Descriptions;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>What became of all weights that were asked for.</summary>
/// <param name="environment">Where to print.</param>
/// <param name="pulled">One a network.</param>
internal sealed class PullReport(HostEnvironment environment, IReadOnlyList<PulledWeights> pulled)
{
    /// <summary>Writes it: paths or JSON on standard output, sentences on standard error.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public int Write(bool asJson, bool isQuiet)
    {
        // A package that cannot be had fails for all that is in it: once is enough to say so.
        var alike = pulled.Where(weights => weights.Status == PullStatus.Failed).GroupBy(weights => weights.Failure).Where(group => group.Count() > 1).ToDictionary(group => group.Key!, group => group.ToList());
        foreach (var weights in pulled)
        {
            if (weights.Status == PullStatus.Failed && alike.TryGetValue(weights.Failure!, out var group))
            {
                if (weights == group[0])
                {
                    WriteAlike(group);
                }

                continue;
            }

            var isFailure = weights.Status is PullStatus.Failed or PullStatus.Unfinished;
            var isTold = !(asJson || isQuiet);
            if (isFailure || isTold)
            {
                environment.Error.WriteLine(Sentence(weights));
            }

            if (isTold && weights.Before is { } before)
            {
                environment.Error.WriteLine($"Renders of {weights.Network.Name} still use {Shown(before)}, which comes first; take it away to use {Shown(weights.Path!)}.");
            }

            if (!isFailure && !asJson && weights.Path is not null)
            {
                environment.Output.WriteLine(weights.Path);
            }
        }

        if (asJson)
        {
            new JsonLines(environment.Output).WriteDocument(new PullAnswer(pulled.Select(Entry)));
        }

        return pulled.Any(weights => weights.Status == PullStatus.Unfinished) ? ExitCodes.Interrupted
            : pulled.Any(weights => weights.Status == PullStatus.Failed) ? ExitCodes.JobFailed
            : pulled.All(weights => weights.Status is PullStatus.BuiltIn or PullStatus.Unpublished) ? ExitCodes.NothingToDo
            : ExitCodes.Done;
    }

    private void WriteAlike(List<PulledWeights> failed)
    {
        environment.Error.WriteLine($"{Listing.Of(failed.Select(weights => weights.Network.Name))}: {failed[0].Failure}."
            + (failed[0].MayPass ? " Without internet here, for each of them:" : ""));
        foreach (var weights in failed.Where(weights => weights.MayPass))
        {
            environment.Error.WriteLine($"  {Elsewhere(weights)}");
        }
    }

    private static string Sentence(PulledWeights weights)
    {
        var name = weights.Network.Name;
        var kept = weights.Kept > 0 ? $" {Words.Bytes(weights.Kept)} are kept, and the same command goes on from there."
            : weights.IsSpoilt ? " It is not kept."
            : "";
        return weights.Status switch
        {
            PullStatus.Pulled => $"{name}: {Words.Bytes(weights.Bytes!.Value)} in {Words.Duration(weights.Elapsed)}, as published (SHA-256 {weights.Sha256}).",
            PullStatus.Present => $"{name} is here already, as published (SHA-256 {weights.Sha256}).",
            PullStatus.BuiltIn => $"{name} comes with the program: there is nothing to fetch.",
            PullStatus.Unpublished => $"{name}: nobody publishes its weights; take in your own with 'styleforge weights import FILE --as {name}'.",
            PullStatus.Unfinished => $"Interrupted: the weights of {name} are not here yet.{kept}",
            _ => $"{name}: {weights.Failure}.{kept}"
                + (weights.MayPass ? $" Without internet here, {Elsewhere(weights)}." : ""),
        };
    }

    private static string Elsewhere(PulledWeights weights) => weights.Network.Facts.Weights!.Place is PackagePlace package
        ? $"run '{PackageArchives.ByHand(package)}' elsewhere and use 'styleforge weights import FILE --member {Path.GetFileName(package.Member)} --as {weights.Network.Name}'"
        : $"fetch {weights.Network.Facts.Weights.Place} elsewhere and use 'styleforge weights import FILE --as {weights.Network.Name}'";

    private static PulledEntry Entry(PulledWeights weights) => new(
        weights.Network.Name,
        JsonNamingPolicy.CamelCase.ConvertName(weights.Status.ToString()),
        weights.Status is PullStatus.Pulled or PullStatus.Present ? weights.Path : null,
        weights.Before,
        weights.Url?.ToString(),
        weights.Network.Facts.Weights?.Place is PackagePlace package ? package.ToString() : null,
        weights.Bytes,
        weights.Sha256,
        weights.ResumedAt,
        weights.Kept,
        Math.Round(weights.Elapsed.TotalSeconds, 3),
        weights.Failure);

    private string Shown(string path) => Words.Path(path, environment.WorkingDirectory);
}
