namespace StyleForge.Tests.TestKit;

/// <summary>
/// A test that needs weights which <c>weights pull</c> puts into the user's folder, and the data folder of <see cref="TestData"/>; reported as skipped where one of them is absent.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PulledWeightsFactAttribute : FactAttribute
{
    public PulledWeightsFactAttribute(string network)
    {
        Network = network;
        if (TestData.Folder is null || !File.Exists(Path(network)))
        {
            Skip = $"Needs real weights and pictures: run 'styleforge weights pull {network}' and set STYLEFORGE_TEST_DATA to the folder of pictures.";
        }
    }

    public string Network { get; }

    /// <summary>Where pulled weights of a network are.</summary>
    public static string Path(string network) => System.IO.Path.Combine(
        Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data ? data : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share"),
        "styleforge",
        "weights",
        $"{network}.safetensors");
}
