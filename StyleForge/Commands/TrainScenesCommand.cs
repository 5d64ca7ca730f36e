using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Files;
using StyleForge.Presentation;
using StyleForge.Training.Detectors;

namespace StyleForge.Commands;

/// <summary><c>styleforge train scenes FOLDER</c>: draws scenes of shapes to learn detecting on.</summary>
internal static class TrainScenesCommand
{
    private const string Annotations = "annotations.json";

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("scenes", "Draw scenes of overlapping shapes, with annotations, to try detectors on.", "FOLDER [options]")
        {
            MakesFiles = true,
            Notes = ["Circles, squares and triangles of any colour, size and turn lie on an uneven ground, one to four a scene, at least seven tenths of each to be seen. Boxes and classes stand in "
                + $"{Annotations}, as COCO has them. A scene depends on these options and its number alone.",
                "With --landmarks arrows, houses and bells take their place, whose tip, shoulders and feet are marked as COCO's keypoints, and told hidden where another lies over them. With --single there is one "
                + "larger object a scene, and on a fifth of them none, as 'train detector --recipe one-object' takes them."],
            Examples =
            [
                ("train scenes shapes --count 2500", "Enough to learn from."),
                ("train scenes unseen --count 100 --seed 2", "Others, to measure by."),
                ("train scenes figures --single --landmarks --count 5000 --size 48", "One figure a scene, or none, with its corners."),
            ],
        };
        var folder = verb.Take(new Argument<string>("folder") { HelpName = "FOLDER", Description = "Where they go: a folder that is empty or not there yet." });
        var count = Whole(verb, "--count", "How many scenes, 1 to 100000; default 600.", 600, 1, 100_000);
        var size = Whole(verb, "--size", "Pixels across and down, 32 to 1024; default 96.", 96, 32, 1024);
        var seed = Whole(verb, "--seed", "Any whole number from 0; the same one gives the same scenes; default 1.", 1, 0, int.MaxValue);
        var single = verb.Take(new Option<bool>("--single") { Description = "One object a scene, or none." });
        var landmarks = verb.Take(new Option<bool>("--landmarks") { Description = "Figures with marked corners in place of plain shapes." });
        verb.SetAction(result =>
        {
            var path = Path.GetFullPath(result.GetRequiredValue(folder), environment.WorkingDirectory);
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw new CommandFailure($"{result.GetRequiredValue(folder)} is a folder with files in it already: name another, or empty it.");
            }

            var generator = new SceneGenerator((ulong)result.GetValue(seed), result.GetValue(size), isSingle: result.GetValue(single), hasLandmarks: result.GetValue(landmarks));
            try
            {
                Directory.CreateDirectory(path);
                var pictures = new List<AnnotatedPicture>();
                for (var number = 0; number < result.GetValue(count); number++)
                {
                    environment.Interrupted.ThrowIfCancellationRequested();
                    var scene = generator.Make(number);
                    var name = string.Create(CultureInfo.InvariantCulture, $"scene-{number:00000}.png");
                    environment.Codecs.Write(Path.Combine(path, name), scene.Picture.ToImageData());
                    pictures.Add(new AnnotatedPicture(name, scene.Picture.Width, scene.Picture.Height, scene.Objects));
                }

                CocoAnnotations.Write(Path.Combine(path, Annotations), new AnnotatedSet(generator.Classes, pictures) { Landmarks = generator.Landmarks });
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ImageFileException or FileWriteException)
            {
                throw new CommandFailure($"The scenes cannot be written: {failure.Message.TrimEnd('.')}.", ExitCodes.JobFailed, failure);
            }

            environment.Output.WriteLine(Words.Path(Path.Combine(path, Annotations), environment.WorkingDirectory));
            return ExitCodes.Done;
        });
        return verb;
    }

    private static Option<int> Whole(Verb verb, string name, string description, int absent, int least, int most) => verb.Take(new Option<int>(name)
    {
        HelpName = "NUMBER",
        Description = description,
        CustomParser = result => WholeNumbers.Read(result, name, least, most).FirstOrDefault(),
        DefaultValueFactory = _ => absent,
    });
}
