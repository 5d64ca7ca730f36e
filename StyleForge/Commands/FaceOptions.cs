using System.CommandLine;
using StyleForge.Engine.Codecs;
using StyleForge.Hosting;
using StyleForge.Models.Faces;
using StyleForge.Models.Networks;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary>The options of all commands that look for faces.</summary>
internal sealed class FaceOptions
{
    private const string Ssd = "ssd";
    private const string Tiny = "tiny";

    private readonly Option<string> _detector;
    private readonly Option<int?> _size;
    private readonly Option<double?> _score;
    private readonly Option<int?> _threads;
    private readonly Option<bool> _json;

    /// <summary>Adds them to a command.</summary>
    public FaceOptions(Verb verb)
    {
        _detector = verb.Take(new Option<string>("--detector")
        {
            HelpName = "NAME",
            Description = "The network that finds faces: ssd (default), which finds small and turned ones too, or tiny, which is several times as fast.",
            DefaultValueFactory = _ => Ssd,
        });
        _detector.AcceptOnlyFromAmong(Ssd, Tiny);
        _size = verb.Take(new Option<int?>("--size")
        {
            HelpName = "PIXELS",
            Description = $"Side that pictures are brought to for the tiny detector, a multiple of {TinyFaceDetector.Cell}; default 416. Larger finds smaller faces.",
            CustomParser = result =>
            {
                var size = WholeNumbers.Read(result, "--size", FaceSearch.LeastSize, FaceSearch.MostSize).FirstOrDefault();
                if (size % TinyFaceDetector.Cell > 0)
                {
                    result.AddError($"--size is {size}, but must be a multiple of {TinyFaceDetector.Cell}: take {size / TinyFaceDetector.Cell * TinyFaceDetector.Cell}.");
                }

                return size;
            },
        });
        _score = verb.Take(new Option<double?>("--score")
        {
            HelpName = "NUMBER",
            Description = "The score from which on a box is a face, 0.01 to 0.99; default 0.5.",
            CustomParser = result => RealNumbers.Read(result, "--score", 0.01, 0.99),
        });
        _threads = verb.Take(new Option<int?>("--threads", "-t")
        {
            HelpName = "NUMBER",
            Description = "Threads to work on, 1 to 1024; default one for each processor.",
            CustomParser = result => WholeNumbers.Read(result, "--threads", 1, 1024).FirstOrDefault(),
        });
        _json = verb.Take(new Option<bool>("--json") { Description = "Answer in JSON, for other programs." });
    }

    /// <summary>An argument of a picture or more.</summary>
    public static Argument<string[]> Pictures(Verb verb) =>
        verb.Take(new Argument<string[]>("pictures") { HelpName = "PICTURE...", Description = "Picture files; - for standard input.", Arity = ArgumentArity.OneOrMore });

    /// <summary>True where the answer is to be JSON.</summary>
    public bool AsJson(ParseResult result) => result.GetValue(_json);

    /// <summary>Opens what looks at faces.</summary>
    /// <exception cref="CommandFailure">The options do not go together.</exception>
    public FaceStudio Open(HostEnvironment environment, ParseResult result)
    {
        var isTiny = result.GetRequiredValue(_detector) == Tiny;
        if (!isTiny && result.GetValue(_size) is not null)
        {
            throw new CommandFailure("--size is of the tiny detector: say --detector tiny, or leave it out. The other one always looks at 512 pixels.");
        }

        var search = new FaceSearch { Detector = isTiny ? FaceDetectorKind.Tiny : FaceDetectorKind.Ssd };
        return new FaceStudio(
            environment, search with { Size = result.GetValue(_size) ?? search.Size, Threshold = result.GetValue(_score) ?? search.Threshold }, result.GetValue(_threads));
    }

    /// <summary>Looks at each picture. One that is none is told in a sentence, and the others are looked at.</summary>
    /// <param name="environment">Takes sentences, and hears requests to end.</param>
    /// <param name="studio">Looks.</param>
    /// <param name="typed">The pictures as they were typed.</param>
    /// <param name="unread">How many were no pictures.</param>
    public static List<SeenPicture> See(HostEnvironment environment, FaceStudio studio, IEnumerable<string> typed, out int unread)
    {
        var seen = new List<SeenPicture>();
        unread = 0;
        foreach (var path in typed.Select(path => Full(environment, path)).Distinct())
        {
            environment.Interrupted.ThrowIfCancellationRequested();
            try
            {
                seen.Add(studio.See(path));
            }
            catch (ImageFileException refusal)
            {
                environment.Error.WriteLine($"{Words.Path(path, environment.WorkingDirectory)} {refusal.Problem}.");
                unread++;
            }
        }

        return seen;
    }

    /// <summary>The absolute path of a file that was typed.</summary>
    public static string Full(HostEnvironment environment, string typed) => Path.GetFullPath(HandedOverFiles.PathOf(typed), environment.WorkingDirectory);

    /// <summary>An environment in which pictures that were handed over through pipes can be read like others.</summary>
    public static HostEnvironment Holding(HostEnvironment environment, IEnumerable<string> typed) => HandedOverFiles.Hold(environment, typed.Select(HandedOverFiles.PathOf));
}
