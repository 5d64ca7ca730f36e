namespace StyleForge.Web;

/// <summary>Failed jobs wait again.</summary>
/// <param name="Jobs">How many.</param>
internal sealed record Retried(int Jobs);
