using System.Security.Cryptography;
using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Features;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Output;

/// <summary>Tells the pictures that are done from those that only look so. Each input file is hashed once.</summary>
/// <param name="codecs">Read the pictures.</param>
/// <param name="weights">Have the weights of the plans.</param>
public sealed class FinishedPictures(ImageCodecs codecs, FeatureWeights weights)
{
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    /// <summary>
    /// Says why what lies at a plan's output is not the plan's picture, in a clause that can follow its name; null where it is: whole, with a
    /// record of the same <see cref="PlanHash"/>.
    /// </summary>
    /// <param name="plan">A plan whose output is there, whose inputs can be read and whose weights are right.</param>
    /// <param name="withFewer">True where it may have fewer iterations than the plan.</param>
    /// <exception cref="IOException">An input can no longer be read.</exception>
    public string? Fault(RenderPlan plan, bool withFewer = false)
    {
        ArgumentNullException.ThrowIfNull(plan);
        try
        {
            var texts = codecs.Read(plan.OutputPath).Texts;
            return Recorded(plan, texts) switch
            {
                null => "has no record that tells what it was made of",
                var (hash, _) when hash == HashOf(plan) => null,
                var (hash, iterations) when withFewer && plan.WithIterations(iterations) is { } shorter && hash == HashOf(shorter) => null,
                _ => "was made of other pictures, weights or settings",
            };
        }
        catch (ImageFileException refusal)
        {
            return refusal.Problem;
        }
    }

    /// <summary>The <see cref="PlanHash"/> of a plan whose inputs can be read and whose weights are right.</summary>
    /// <exception cref="IOException">An input can no longer be read.</exception>
    public string HashOf(RenderPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return PlanHash.Of(plan, HashOf, weights.Get(plan.Settings).Sha256);
    }

    private (string Hash, IReadOnlyList<int> Iterations)? Recorded(RenderPlan plan, IReadOnlyDictionary<string, string> texts)
    {
        try
        {
            if (PictureRecord.TextOf(plan.OutputPath, codecs.ForExtension(plan.OutputPath), texts) is not { } record)
            {
                return null;
            }

            using var json = JsonDocument.Parse(record);
            var levels = json.RootElement.GetProperty("plan").GetProperty("levels").EnumerateArray();
            return (json.RootElement.GetProperty(ReportJson.PlanHashField).GetString() ?? "", [.. levels.Select(level => level.GetProperty("iterations").GetInt32())]);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string HashOf(string path)
    {
        if (!_hashes.TryGetValue(path, out var hash))
        {
            using var file = codecs.Open(path);
            _hashes.Add(path, hash = Convert.ToHexStringLower(SHA256.HashData(file)));
        }

        return hash;
    }
}
