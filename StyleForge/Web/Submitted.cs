namespace StyleForge.Web;

/// <summary>A job was taken.</summary>
/// <param name="Id">Names it from now on.</param>
internal sealed record Submitted(string Id);
