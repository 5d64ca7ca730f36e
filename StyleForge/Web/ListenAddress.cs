using System.Globalization;
using System.Net;

namespace StyleForge.Web;

/// <summary>What <c>--listen</c> takes: a numeric address, or localhost, and a port.</summary>
internal static class ListenAddress
{
    /// <summary>Where the page is unless somebody says otherwise.</summary>
    public const string Usual = "127.0.0.1:5170";

    /// <summary>Reads <c>127.0.0.1:5170</c>, <c>[::1]:5170</c> or <c>localhost:5170</c>; port 0 takes any that is free.</summary>
    /// <exception cref="CommandFailure">The text is something else.</exception>
    public static IPEndPoint Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var (host, port) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        var address = host == "localhost" ? IPAddress.Loopback
            : host.StartsWith('[') == host.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(host, out var parsed) ? parsed
            : null;
        return address is not null && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new IPEndPoint(address, number)
            : throw new CommandFailure($"--listen is {text}, but must be a numeric address and a port from 0 to 65535, such as {Usual}, [::1]:5170 or 0.0.0.0:5170.");
    }
}
