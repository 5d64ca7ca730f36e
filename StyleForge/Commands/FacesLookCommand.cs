using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Models.Networks;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge faces detect|landmarks|expressions|live PICTURE...</c>: what faces there are, and what they look like.</summary>
internal static class FacesLookCommand
{
    /// <summary>Where faces are.</summary>
    public static Verb Detect(HostEnvironment environment)
    {
        var verb = new Verb("detect", "Find faces.", "PICTURE... [options]")
        {
            Notes = ["Boxes are in pixels from the upper left corner. The score says how sure the network is; faces in profile, small, dark or painted ones are often missed."],
            Examples =
            [
                ("faces detect group.jpg -o found.jpg", "The faces, as a table and drawn on a copy."),
                ("faces detect photos/*.jpg --detector tiny --json", "Many pictures quickly, for another program."),
            ],
        };
        return Looking(verb, environment, (_, _, _, face) => face);
    }

    /// <summary>Their points.</summary>
    public static Verb Landmarks(HostEnvironment environment)
    {
        var verb = new Verb("landmarks", "Find the 68 points of faces: jaw, brows, nose, eyes, mouth.", "PICTURE... [options]")
        {
            Notes = ["Points are x,y in pixels from the upper left corner, part by part in the order of the iBUG 300-W annotation; left and right are the picture's."],
            Examples = [("faces landmarks portrait.jpg -o points.png", "The points, as a table and drawn on a copy.")],
        };
        var tiny = verb.Take(new Option<bool>("--tiny") { Description = "Take the network of a fifth of the size." });
        return Looking(verb, environment, (result, studio, picture, face) => face with { Points = studio.Analysis.Points(picture.Shown, face.Found.Box, result.GetValue(tiny)) });
    }

    /// <summary>What they express.</summary>
    public static Verb Expressions(HostEnvironment environment)
    {
        var verb = new Verb("expressions", "Say what faces seem to express.", "PICTURE... [options]")
        {
            Notes =
            [
                $"The answer is a probability of each of {string.Join(", ", FaceFeatures.ExpressionNames)}, as people labelled pictures of acted faces. It says what a face looks "
                    + "like, not what somebody feels.",
            ],
            Examples = [("faces expressions portrait.jpg", "Seven probabilities a face.")],
        };
        return Looking(verb, environment, (_, studio, picture, face) => face with
        {
            Expressions = studio.Analysis.Points(picture.Shown, face.Found.Box) is { } points ? studio.Analysis.Expressions(picture.Shown, points) : null,
        });
    }

    /// <summary>Whether they are live.</summary>
    public static Verb Live(HostEnvironment environment)
    {
        var verb = new Verb("live", "Say whether faces are live, or photographs and screens that show one.", "PICTURE... [options]")
        {
            Notes =
            [
                "The network looks at the surroundings of a face, so it needs the picture as the camera gave it: 2.7 times the face's box, neither cropped nor enlarged. It was trained "
                    + "on pictures of phones and webcams, and portraits of other cameras mislead it.",
                "A probability of 0.5 or more is called live. It is no proof: do not let a door depend on it alone.",
            ],
            Examples = [("faces live webcam.png", "The probability that each face is live.")],
        };
        return Looking(verb, environment, (_, studio, picture, face) => face with { Liveness = studio.Analysis.Liveness(picture.Shown, face.Found.Box) });
    }

    private static Verb Looking(Verb verb, HostEnvironment environment, Func<ParseResult, FaceStudio, SeenPicture, SeenFace, SeenFace> ask)
    {
        var typed = FaceOptions.Pictures(verb);
        var options = new FaceOptions(verb);
        var drawing = new FaceDrawingOption(verb);
        verb.SetAction(result =>
        {
            var pictures = result.GetRequiredValue(typed);
            var places = drawing.Places(environment, result, pictures);
            var holding = FaceOptions.Holding(environment, pictures);
            using var studio = options.Open(holding, result);
            List<SeenPicture> seen =
            [
                .. FaceOptions.See(holding, studio, pictures, out var unread)
                    .Select(picture => picture with { Faces = [.. picture.Faces.Select(face => ask(result, studio, picture, face))] }),
            ];
            FaceDrawingOption.Write(environment, seen, places);
            if (options.AsJson(result))
            {
                FacesReport.WriteJson(environment, seen, hasIdentities: false);
            }
            else
            {
                FacesReport.WriteText(environment, seen);
            }

            return ExitCodes.Of(seen.Count, unread);
        });
        return verb;
    }
}
