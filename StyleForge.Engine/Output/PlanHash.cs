using System.Security.Cryptography;
using System.Text;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Output;

/// <summary>
/// What a picture is made of and how, as one number. Two renders have the same exactly where their settings and levels are the
/// same and their inputs and weights hold the same bytes, whatever they are called and wherever they lie.
/// </summary>
public static class PlanHash
{
    /// <summary>The hash of a plan: SHA-256 of its JSON, in which each file stands as the hash of its bytes, in lower-case hexadecimal.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="hashOf">The SHA-256 of an input picture's file by its absolute path.</param>
    /// <param name="weightsSha256">The SHA-256 of the network's weights.</param>
    public static string Of(RenderPlan plan, Func<string, string> hashOf, string weightsSha256)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(hashOf);
        var nameless = plan with
        {
            Name = "",
            JobFile = null,
            ContentPath = hashOf(plan.ContentPath),
            OutputPath = "",
            Styles = [.. plan.Styles.Select(style => style with { Path = hashOf(style.Path), MaskPath = style.MaskPath is { } mask ? hashOf(mask) : null })],
            Settings = plan.Settings with
            {
                WeightsFile = weightsSha256,
                StartImage = plan.Settings.StartImage is { } start ? hashOf(start) : null,
            },
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RenderPlanJson.Write(nameless))));
    }
}
