using System.Globalization;
using System.Security.Cryptography;
using StyleForge.Hosting.Download;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Hosting;

/// <summary>Knows a network's published weight file, and names whatever came in its place.</summary>
/// <param name="network">The network.</param>
/// <param name="published">Its weight file.</param>
/// <param name="url">Where the file is fetched from.</param>
/// <param name="catalogue">The networks whose files are known.</param>
internal sealed class PublishedFileCheck(NetworkDescription network, PublishedWeights published, Uri url, IReadOnlyList<NetworkDescription> catalogue) : IDownloadCheck
{
    // A page or an error message is fetched whole, to be named for what it is; what is larger can be told by its size.
    private const long LargestPage = 1 << 20;

    private readonly string _address = url.GetLeftPart(UriPartial.Path);

    /// <summary>True for a file that belongs to another one and need not look like weights.</summary>
    public bool IsPart { get; init; }

    /// <inheritdoc/>
    public long MostBytes => published.MostBytes(network);

    /// <inheritdoc/>
    public void Length(long bytes)
    {
        if (bytes > MostBytes || (bytes > LargestPage && bytes < published.LeastBytes(network)))
        {
            var meant = Known().FirstOrDefault(known => known.Bytes == bytes);
            throw new DownloadFailure($"{_address} has {Number(bytes)} bytes{(meant is null ? "" : $", the size of {meant.FileName}")}, but {published.FileName} has {Expected}");
        }
    }

    /// <inheritdoc/>
    public void Beginning(ReadOnlySpan<byte> head)
    {
        if (IsPart)
        {
            return;
        }

        try
        {
            WeightFile.RefuseOthers(head, _address);
        }
        catch (WeightFormatException refusal)
        {
            throw Spoilt(refusal.Message.TrimEnd('.'), refusal);
        }
    }

    /// <inheritdoc/>
    public string Whole(Stream content)
    {
        var length = content.Length;
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        if (published.Matches(sha256))
        {
            return sha256;
        }

        if (length == 0)
        {
            throw Spoilt($"{_address} is empty");
        }

        if (Known().FirstOrDefault(known => known.Matches(sha256)) is { } other)
        {
            throw Spoilt($"{_address} is {other.FileName}, not {published.FileName}");
        }

        var head = new byte[Math.Min(512, length)];
        content.Position = 0;
        content.ReadExactly(head);
        Beginning(head);
        throw Spoilt(What(content, length, sha256));
    }

    // The file is of the right kind and still another one: whose weights are they?
    private string What(Stream content, long length, string sha256)
    {
        try
        {
            using var weights = WeightFile.Read(content, _address);
            var fitting = FittingNetwork.All(weights);
            var whose = fitting.Count == 0
                ? $"weights that fit no network here (the first is {weights.Names[0]})"
                : $"weights of {string.Join(" or ", fitting.Where(fit => fit.IsAsWide).DefaultIfEmpty(fitting[0]).Select(fit => fit.Network.Name))}";
            return $"{_address} holds {whose}, but it is another file than {published.FileName}, whose SHA-256 begins with {published.Sha256Prefix}: this one's is {sha256}";
        }
        catch (WeightFormatException refusal)
        {
            return length < published.LeastBytes(network)
                ? $"{_address} is cut short: it has {Number(length)} bytes, and {published.FileName} has {Expected}"
                : refusal.Message.TrimEnd('.');
        }
    }

    private string Expected => published.Bytes is { } bytes
        ? Number(bytes)
        : $"{Number(published.LeastBytes(network))} to {Number(MostBytes)}";

    private static string Number(long bytes) => bytes.ToString("N0", CultureInfo.InvariantCulture);

    private static DownloadFailure Spoilt(string message, Exception? cause = null) => new(message, cause) { IsSpoilt = true };

    private IEnumerable<PublishedWeights> Known() => catalogue
        .SelectMany(known => known.Facts.Variants.Select(variant => variant.Weights).Append(known.Facts.Weights))
        .OfType<PublishedWeights>()
        .Where(known => known != published);
}
