using System.Text.Json;
using StyleForge.Engine.Measuring;
using StyleForge.Models.Files;

namespace StyleForge.Hosting;

/// <summary>Keeps what was measured on this machine in the user's configuration folder.</summary>
/// <param name="environment">Folders and variables.</param>
internal sealed class SpeedFile(HostEnvironment environment)
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string _path = new UserFolders(environment).SpeedFile;

    /// <summary>What was kept; empty where nothing was.</summary>
    /// <exception cref="CommandFailure">The file is there, but cannot be read.</exception>
    public IReadOnlyList<Speed> Read()
    {
        if (!File.Exists(_path))
        {
            return [];
        }

        try
        {
            using var stream = PlainFile.OpenRead(_path);
            var speeds = JsonSerializer.Deserialize<List<Speed>>(stream, Options) ?? [];
            return speeds.TrueForAll(speed => speed is { Network: not null, Layers: not null, Size: > 0 } && speed.Layers.All(layer => layer is { Layers: not null }))
                ? speeds
                : throw new JsonException("a measurement is incomplete");
        }
        catch (Exception refusal) when (refusal is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{_path}: The measurements of this machine cannot be read: {refusal.Message} Take the file away, and measure anew with 'styleforge bench --save'.", ExitCodes.Wrong, refusal);
        }
    }

    /// <summary>Keeps a measurement in place of an earlier one of the same network, weights, threads, width and size.</summary>
    /// <exception cref="CommandFailure">The file cannot be written.</exception>
    /// <returns>The file where it is kept.</returns>
    public string Add(Speed speed)
    {
        List<Speed> speeds = [.. Read().Where(known => Key(known) != Key(speed)), speed];
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            AtomicFile.Write(_path, stream => JsonSerializer.Serialize(stream, speeds, Options));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"The measurement cannot be kept: {failure.Message}", ExitCodes.JobFailed, failure);
        }

        return _path;
    }

    private static (string Network, string? WeightsFile, int Threads, int VectorBits, int Size) Key(Speed speed) =>
        (speed.Network, speed.WeightsFile, speed.Threads, speed.VectorBits, speed.Size);
}
