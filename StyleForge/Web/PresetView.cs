namespace StyleForge.Web;

/// <summary>A preset.</summary>
/// <param name="Name">What a submission's <c>preset</c> takes.</param>
/// <param name="Summary">What it is for.</param>
internal sealed record PresetView(string Name, string Summary);
