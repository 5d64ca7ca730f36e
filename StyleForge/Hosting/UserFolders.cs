namespace StyleForge.Hosting;

/// <summary>Where a user's files lie, by the habits of the operating system.</summary>
/// <param name="environment">Its variables and home folder decide.</param>
internal sealed class UserFolders(HostEnvironment environment)
{
    /// <summary>The user's configuration file: <c>$XDG_CONFIG_HOME/styleforge/config.json</c>, or below <c>%APPDATA%</c>.</summary>
    public string ConfigurationFile => Path.Combine(Folder("XDG_CONFIG_HOME", "APPDATA", ".config"), "styleforge", "config.json");

    /// <summary>What <c>bench --save</c> measured on this machine, beside the configuration file.</summary>
    public string SpeedFile => Path.Combine(Path.GetDirectoryName(ConfigurationFile)!, "speed.json");

    /// <summary>The user's weight files: <c>$XDG_DATA_HOME/styleforge/weights</c>, or below <c>%LOCALAPPDATA%</c>.</summary>
    public string Weights => Path.Combine(Folder("XDG_DATA_HOME", "LOCALAPPDATA", ".local/share"), "styleforge", "weights");

    /// <summary>Where PyTorch keeps what torch.hub has downloaded.</summary>
    public string TorchCheckpoints => Path.Combine(
        environment.Variable("TORCH_HOME") ?? Path.Combine(environment.Variable("XDG_CACHE_HOME") ?? Path.Combine(environment.HomeFolder, ".cache"), "torch"),
        "hub",
        "checkpoints");

    private string Folder(string unix, string windows, string belowHome) =>
        environment.Variable(unix)
        ?? (OperatingSystem.IsWindows() ? environment.Variable(windows) : null)
        ?? Path.Combine(environment.HomeFolder, belowHome);
}
