namespace StyleForge.Hosting;

/// <summary>What the metadata of a file that was imported or exported says of where its weights come from.</summary>
internal static class WeightProvenance
{
    /// <summary>Key: the name of the file that it was made from.</summary>
    public const string SourceFile = "styleforge_source";

    /// <summary>Key: the SHA-256 of the file that it was made from.</summary>
    public const string SourceSha256 = "styleforge_source_sha256";
}
