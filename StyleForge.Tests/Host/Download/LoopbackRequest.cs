using System.Globalization;

namespace StyleForge.Tests.Host.Download;

/// <summary>What somebody asked a <see cref="LoopbackServer"/> for.</summary>
internal sealed record LoopbackRequest(string Target, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The first byte that is asked for; 0 where there is no range.</summary>
    public int From => Headers.TryGetValue("Range", out var range)
        ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
        : 0;
}
