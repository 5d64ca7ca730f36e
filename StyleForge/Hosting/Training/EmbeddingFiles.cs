using System.Globalization;
using StyleForge.Models.Files;

namespace StyleForge.Hosting.Training;

/// <summary>The files of an embedding's training: its weights, and beside them by the same name the model card, the curve, and how often thresholds err.</summary>
/// <param name="weights">The weight file, absolute.</param>
/// <param name="shown">The weight file as sentences name it.</param>
/// <param name="drawings">Make what people look at.</param>
internal sealed class EmbeddingFiles(string weights, string shown, EmbeddingDrawings drawings) : CurvedFiles<EmbeddingFacts>(weights, shown, drawings.Curve, drawings.Card)
{
    /// <inheritdoc/>
    protected override void Draw(EmbeddingFacts facts)
    {
        if (facts.Verifications.Count > 0)
        {
            AtomicFile.Write(Beside("verification.svg"), stream => drawings.Verification(stream, facts.Verifications));
        }
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Metadata(EmbeddingFacts facts)
    {
        var metadata = new Dictionary<string, string>(facts.Network.Metadata())
        {
            ["format"] = "pt",
            ["styleforge_training"] = string.Create(CultureInfo.InvariantCulture, $"examples {facts.Counts.Fingerprint}; seed {facts.Seed}; {facts.Recipe}"),
        };
        foreach (var result in facts.Results)
        {
            metadata[string.Create(CultureInfo.InvariantCulture, $"styleforge_accuracy_{result.Name.Replace(' ', '_')}_{result.Ways}")] = result.Accuracy.ToString("0.0000", CultureInfo.InvariantCulture);
        }

        return metadata;
    }
}
