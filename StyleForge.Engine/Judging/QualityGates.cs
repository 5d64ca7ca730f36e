using System.Globalization;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;
using StyleForge.Engine.Subjects;

namespace StyleForge.Engine.Judging;

/// <summary>What a finished picture must measure so that it is written. The bounds are settings; they change no picture.</summary>
internal static class QualityGates
{
    private const int LeastSteps = 10;

    /// <summary>False where so few steps were made that they show nothing yet.</summary>
    public static bool CanJudgeSteps(RenderPlan plan) => plan.Levels.Sum(level => level.Iterations) >= LeastSteps;

    /// <summary>Lets the picture pass, or says which gate it failed first.</summary>
    /// <param name="plan">What was wanted, with the bounds among its settings.</param>
    /// <param name="quality">What the picture measures.</param>
    /// <exception cref="QualityException">It failed.</exception>
    public static void Require(RenderPlan plan, PictureQuality quality)
    {
        var settings = plan.Settings;
        if (quality.NotNumbers > 0)
        {
            throw new QualityException(string.Create(
                CultureInfo.InvariantCulture,
                $"{quality.NotNumbers} samples of the finished picture are not a number: nothing was written. Lower learningRate, which is {settings.LearningRate}, or the weights of content and style."));
        }

        AtLeast(settings.GateContrast, "gateContrast", quality.Contrast, "contrast", "Take another start or other weights");
        AtMost(settings.GateFlatShare, "gateFlatShare", quality.FlatShare, "share of pixels of one value", "Take another start or other weights");
        AtMost(settings.GateClippedShare, "gateClippedShare", quality.ClippedShare, "share of samples beyond black or white", "Lower styleStrength or learningRate");

        // Without content cost a picture is free to show anything, and of noise a high style strength makes little that resembles the content.
        if (CanJudgeSteps(plan) && settings.ContentWeight > 0 && settings.Start == StartKind.Content)
        {
            AtLeast(settings.GateContentSimilarity, "gateContentSimilarity", quality.ContentSimilarity, "similarity to the content", "Lower styleStrength");
        }

        // A picture to start from may have had the style already.
        if (CanJudgeSteps(plan) && settings.Start != StartKind.File)
        {
            AtLeast(settings.GateStyleProgress, "gateStyleProgress", quality.StyleProgress, "progress towards the style", "Raise styleStrength or iterations");
        }
    }

    /// <summary>Lets the picture pass, or says which face came too far.</summary>
    /// <param name="plan">What was wanted.</param>
    /// <param name="faces">What became of the content's faces.</param>
    /// <exception cref="QualityException">A face passes for somebody else.</exception>
    public static void Require(RenderPlan plan, IReadOnlyList<FaceChange> faces)
    {
        if (faces.Count > 0 && plan.Settings.JudgesFaces)
        {
            AtMost(
                plan.Settings.GateFaceDistance, "gateFaceDistance", faces.Max(face => face.Distance), "largest distance of a face from the content's",
                plan.Settings.Protect.Contains(SubjectWords.Faces) ? "Raise protectStrength or lower styleStrength" : "Protect faces");
        }
    }

    // A bound of 0 lets everything pass, also what resembles the negative of its content.
    private static void AtLeast(double bound, string gate, double? measured, string what, string advice)
    {
        if (bound > 0 && measured < bound)
        {
            throw Failure(what, measured.Value, bound, "more", advice, $"lower {gate}");
        }
    }

    private static void AtMost(double bound, string gate, double measured, string what, string advice)
    {
        if (measured > bound)
        {
            throw Failure(what, measured, bound, "less", advice, $"raise {gate}");
        }
    }

    private static QualityException Failure(string what, double measured, double bound, string direction, string advice, string gate) =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"The finished picture's {what} is {measured:G4}, but must be {bound} or {direction}: nothing was written. {advice}, or {gate}."));
}
