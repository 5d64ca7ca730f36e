using System.CommandLine;
using StyleForge.Engine.Measuring;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Hosting;
using StyleForge.Models.Weights;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary>What <c>bench</c> and <c>kernels</c> take alike: a network, its weights, sizes.</summary>
internal sealed class MeasuringOptions
{
    private const int DefaultSize = 512;

    private readonly HostEnvironment _environment;
    private readonly SettingOption[] _settings;

    /// <summary>Adds options to a command.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="environment">Folders and streams.</param>
    /// <param name="settings">The settings that it takes, by name.</param>
    public MeasuringOptions(Verb verb, HostEnvironment environment, params string[] settings)
    {
        _environment = environment;
        _settings = Array.ConvertAll(settings, name => new SettingOption(SettingCatalogue.Find(name)!));
        Array.ForEach(_settings, verb.Options.Add);
    }

    /// <summary>The option that takes sizes.</summary>
    /// <param name="helpName">What stands for its value.</param>
    /// <param name="meaning">What the sizes are.</param>
    /// <param name="several">True where more than one may be given.</param>
    public static Option<int[]> Size(string helpName, string meaning, bool several)
    {
        var size = SettingCatalogue.Find("size")!;
        return new Option<int[]>("--size")
        {
            HelpName = helpName,
            Description = $"{meaning}, from {size.Minimum} to {size.Maximum}; default {DefaultSize}.",
            Arity = several ? ArgumentArity.OneOrMore : ArgumentArity.ExactlyOne,
            AllowMultipleArgumentsPerToken = several,
            DefaultValueFactory = _ => [DefaultSize],
            CustomParser = result => WholeNumbers.Read(result, "--size", (int)size.Minimum, (int)size.Maximum),
        };
    }

    /// <summary>The settings that are measured; null where something is wrong, which was then told.</summary>
    public RenderSettings? Read(ParseResult result)
    {
        var given = _settings
            .Where(option => result.GetResult(option) is { Implicit: false })
            .ToDictionary(option => option.Setting.Name, result.GetValue);
        if (given.TryGetValue("weightsFile", out var file))
        {
            given["weightsFile"] = Path.GetFullPath(file!, _environment.WorkingDirectory);
        }

        var resolution = Workbench.Settings(given);
        Problems.Write(_environment, resolution.Problems, null);
        return resolution.Settings;
    }

    /// <summary>Loads the network.</summary>
    /// <exception cref="CommandFailure">The weights cannot be used.</exception>
    public Workbench Open(RenderSettings settings, int? threads)
    {
        try
        {
            return new Workbench(settings, threads, new WeightLibrary(_environment).Find);
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    /// <summary>Refuses sizes that are too small for what is looked at.</summary>
    /// <exception cref="CommandFailure">The network is not known, or a size is too small for its deepest tap.</exception>
    public static void RequireRoom(RenderSettings settings, IEnumerable<int> sizes)
    {
        var network = NetworksCommand.Find(settings.Network);
        var (tap, least) = ObjectiveDescription.Of(settings).Taps.Select(tap => (tap, network.MinimumSide(tap, settings.Padding))).MaxBy(pair => pair.Item2);
        foreach (var size in sizes.Where(size => size < least))
        {
            throw new CommandFailure($"--size is {size}, but {network.Name} needs at least {least} pixels to reach {tap}.");
        }
    }

    /// <summary>Does something at one size, and says in a sentence where the size is what is wrong.</summary>
    /// <exception cref="CommandFailure">The size is too large, or the device failed.</exception>
    public static T AtSize<T>(int size, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException refusal)
        {
            throw new CommandFailure(refusal.Sentence(), ExitCodes.Wrong, refusal);
        }
        catch (Exception refusal) when (refusal is MemoryLimitException or BackendException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
        catch (OutOfMemoryException refusal)
        {
            throw new CommandFailure($"There is not enough memory for {Words.Size(size, size)}: lower --size, or close other programs.", ExitCodes.JobFailed, refusal);
        }
    }
}
