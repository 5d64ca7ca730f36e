using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StyleForge.Web;

/// <summary>The word that lets people in. Nothing here gives it away again, and comparing takes as long whatever is compared.</summary>
internal sealed class AccessToken
{
    /// <summary>The environment variable that may hold it.</summary>
    public const string Variable = "STYLEFORGE_TOKEN";

    /// <summary>The fewest characters.</summary>
    public const int ShortestLength = 16;

    /// <summary>How long a browser stays logged in.</summary>
    public static readonly TimeSpan SessionLength = TimeSpan.FromDays(30);

    private const int LongestLength = 1024;

    private readonly byte[] _digest;

    private AccessToken(string word) => _digest = Digest(word);

    /// <summary>The token of a file, else of the environment; null where neither is given.</summary>
    /// <param name="environment">Its variables, and the folder that the path starts from.</param>
    /// <param name="file">What <c>--token-file</c> says, or null.</param>
    /// <exception cref="CommandFailure">The file cannot be read, or the token is too short, too long, or has other than visible ASCII characters.</exception>
    public static AccessToken? Read(HostEnvironment environment, string? file) =>
        file is not null ? Of(ReadFile(Path.GetFullPath(file, environment.WorkingDirectory)), file)
            : environment.Variable(Variable) is { } word ? Of(word, Variable)
            : null;

    /// <summary>A token of this word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="origin">Where it is from, for the sentence.</param>
    /// <exception cref="CommandFailure">It is too short, too long, or has other than visible ASCII characters.</exception>
    public static AccessToken Of(string word, string origin)
    {
        if (word.Length is < ShortestLength or > LongestLength)
        {
            throw new CommandFailure(
                $"The token of {origin} has {word.Length} characters, but needs {ShortestLength} to {LongestLength}: make one with 'openssl rand -hex 32'.");
        }

        return word.All(letter => letter is > ' ' and <= '~')
            ? new AccessToken(word)
            : throw new CommandFailure($"The token of {origin} has a space or a character beyond ASCII, which a request cannot carry: make one with 'openssl rand -hex 32'.");
    }

    /// <summary>True for the very word.</summary>
    public bool Is(string given) => CryptographicOperations.FixedTimeEquals(Digest(given), _digest);

    /// <summary>What a browser keeps instead of the token: until when it may come in, signed with the token.</summary>
    public string Session(DateTimeOffset until)
    {
        var seconds = until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{seconds}.{Sign(seconds)}";
    }

    /// <summary>True for what <see cref="Session"/> gave, until its time is over.</summary>
    public bool IsSession(string given, DateTimeOffset now)
    {
        var dot = given.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[(dot + 1)..]), Encoding.UTF8.GetBytes(Sign(given[..dot])))
            && long.TryParse(given[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && now.ToUnixTimeSeconds() < seconds;
    }

    private static byte[] Digest(string word) => SHA256.HashData(Encoding.UTF8.GetBytes(word));

    private string Sign(string seconds) => Convert.ToHexStringLower(HMACSHA256.HashData(_digest, Encoding.UTF8.GetBytes($"live page until {seconds}")));

    private static string ReadFile(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var letters = new char[LongestLength + 2];
            return new string(letters, 0, reader.ReadBlock(letters)).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"--token-file is {path}, but cannot be read: {failure.Message.TrimEnd('.')}.", ExitCodes.Wrong, failure);
        }
    }
}
