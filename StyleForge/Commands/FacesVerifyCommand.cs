using System.CommandLine;
using StyleForge.Engine.Codecs;
using StyleForge.Hosting;
using StyleForge.Models.Faces;
using StyleForge.Models.Files;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge faces verify PICTURE PICTURE</c>: whether two pictures show one person; with a list of pairs how often that errs.</summary>
internal static class FacesVerifyCommand
{
    /// <summary>The command.</summary>
    public static Verb Create(HostEnvironment environment)
    {
        var verb = new Verb("verify", "Say whether two pictures show one person, or measure how often that errs.", "PICTURE PICTURE [options]")
        {
            Notes =
            [
                "Where a picture shows several faces, the largest counts, and a notice says so.",
                "With --pairs a list says of many pairs whether they show one person: a line a pair, «first.jpg,second.jpg,same» or «first.jpg,second.jpg,different», with commas or tabs, "
                    + "paths from the list's folder. Each picture is looked at once.",
                "Exit codes: 0 one person, or the list was measured; 1 two people; 2 a picture cannot be read or shows no face; 130 interrupted.",
            ],
            Examples =
            [
                ("faces verify passport.jpg visitor.jpg", "One person or two, and the distance."),
                ("faces verify --pairs pairs.csv --curve errors.svg", "False accepts and false rejects of each threshold, as a table and a picture."),
            ],
        };
        var typed = verb.Take(new Argument<string[]>("pictures") { HelpName = "PICTURE", Description = "Two picture files; - for standard input.", Arity = new ArgumentArity(0, 2) });
        var pairs = verb.Take(new Option<string?>("--pairs") { HelpName = "FILE", Description = "A list of pairs of pictures, to measure errors by." });
        var curve = verb.Take(new Option<string?>("--curve") { HelpName = "FILE", Description = "With --pairs: draw the errors of all thresholds into an SVG file." });
        var threshold = new DistanceOption(verb);
        var options = new FaceOptions(verb);
        verb.SetAction(result =>
        {
            var pictures = result.GetValue(typed) ?? [];
            var drawing = result.GetValue(curve) is { } svg ? Path.GetFullPath(svg, environment.WorkingDirectory) : null;
            if (result.GetValue(pairs) is { } list)
            {
                return pictures.Length == 0
                    ? Measure(environment, options, result, Path.GetFullPath(list, environment.WorkingDirectory), threshold.Of(result), drawing)
                    : throw new CommandFailure("Give two pictures, or a list of pairs with --pairs, not both.");
            }

            if (drawing is not null)
            {
                throw new CommandFailure("--curve draws what --pairs measures: name the list.");
            }

            return pictures.Length == 2
                ? Verify(environment, options, result, pictures, threshold.Of(result))
                : throw new CommandFailure($"Give two pictures, not {Words.Count(pictures.Length, "picture")}, or a list of pairs with --pairs.");
        });
        return verb;
    }

    private static int Verify(HostEnvironment environment, FaceOptions options, ParseResult result, string[] pictures, double threshold)
    {
        var holding = FaceOptions.Holding(environment, pictures);
        using var studio = options.Open(holding, result);
        var descriptors = pictures.Select(typed =>
        {
            environment.Interrupted.ThrowIfCancellationRequested();
            var path = FaceOptions.Full(environment, typed);
            return Describe(holding, studio, path) ?? throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} shows no face that could be found: take a picture from the front, or lower --score.");
        }).ToArray();
        var distance = FaceDistance.Between(descriptors[0], descriptors[1]);
        VerificationReport.WritePair(
            environment, FaceOptions.Full(environment, pictures[0]), FaceOptions.Full(environment, pictures[1]), distance, threshold, options.AsJson(result));
        return distance < threshold ? ExitCodes.Done : ExitCodes.JobFailed;
    }

    private static int Measure(HostEnvironment environment, FaceOptions options, ParseResult result, string list, double threshold, string? drawing)
    {
        var pairs = PairList.Read(list);
        using var studio = options.Open(environment, result);
        var descriptors = new Dictionary<string, float[]?>();
        foreach (var path in pairs.SelectMany(pair => (string[])[pair.First, pair.Second]).Distinct())
        {
            environment.Interrupted.ThrowIfCancellationRequested();
            descriptors.Add(path, Describe(environment, studio, path));
        }

        string[] faceless = [.. descriptors.Where(each => each.Value is null).Select(each => each.Key)];
        foreach (var path in faceless)
        {
            environment.Error.WriteLine($"{Words.Path(path, environment.WorkingDirectory)} shows no face that could be found: its pairs are left out.");
        }

        var measured = pairs
            .Where(pair => descriptors[pair.First] is not null && descriptors[pair.Second] is not null)
            .Select(pair => new FacePair(FaceDistance.Between(descriptors[pair.First], descriptors[pair.Second]), pair.IsSame))
            .ToList();
        if (!measured.Exists(pair => pair.IsSame) || !measured.Exists(pair => !pair.IsSame))
        {
            throw new CommandFailure("No pairs of one kind are left, so nothing can be said of errors: add pairs whose faces can be found.");
        }

        var errors = new VerificationCurve(measured);
        if (drawing is not null)
        {
            try
            {
                AtomicFile.Write(drawing, stream => VerificationPlot.Write(stream, errors, threshold));
            }
            catch (FileWriteException failure)
            {
                throw new CommandFailure(failure.Message, ExitCodes.JobFailed, failure);
            }
        }

        VerificationReport.WriteCurve(environment, errors, threshold, faceless, options.AsJson(result));
        return ExitCodes.Done;
    }

    private static float[]? Describe(HostEnvironment environment, FaceStudio studio, string path)
    {
        SeenPicture picture;
        try
        {
            picture = studio.See(path);
        }
        catch (ImageFileException refusal)
        {
            throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} {refusal.Problem}.", ExitCodes.Wrong, refusal);
        }

        if (picture.Faces.Count > 1)
        {
            environment.Error.WriteLine($"{Words.Path(path, environment.WorkingDirectory)} shows {picture.Faces.Count} faces: the largest counts.");
        }

        return picture.Faces.MaxBy(face => face.Found.Box.Area) is { } face ? studio.Describe(picture, face) : null;
    }
}
