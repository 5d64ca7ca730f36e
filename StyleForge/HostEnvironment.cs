using Spectre.Console;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Hosting;
using StyleForge.Hosting.Download;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;

namespace StyleForge;

/// <summary>Renders plans; see <see cref="BatchRunner"/>, which stands behind it outside of tests.</summary>
internal delegate IReadOnlyList<BatchOutcome> RunBatch(
    RunOptions options,
    IRenderObserver observer,
    TimeProvider time,
    IReadOnlyList<RenderPlan> plans,
    CancellationToken cancellation);

/// <summary>Runs a program of this machine to its end; see <see cref="MachinePrograms"/>, which stands behind it outside of tests.</summary>
internal delegate Task<ProgramResult?> RunProgram(ProgramCall call, CancellationToken cancellation);

/// <summary>Everything outside the program that a command may touch, so that a test can stand in for all of it.</summary>
internal sealed record HostEnvironment
{
    private readonly ImageCodecs? _codecs;

    /// <summary>Results: what was asked for, and nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Errors and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The terminal behind <see cref="Error"/>, for the live display; null where there is none that can be redrawn.</summary>
    public required IAnsiConsole? Terminal { get; init; }

    /// <summary>Opens standard input; gives null where it is a terminal or closed.</summary>
    public Func<Stream?> OpenInput { get; init; } = () => null;

    /// <summary>Opens standard output for bytes; gives null where it is a terminal or closed.</summary>
    public Func<Stream?> OpenOutput { get; init; } = () => null;

    /// <summary>True where results go to a terminal, and may be adorned for the eye.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Columns that help and tables may fill.</summary>
    public required int Width { get; init; }

    /// <summary>What relative paths are relative to.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Folder of the executable: the bundled styles and its <c>appsettings.json</c> lie there.</summary>
    public required string ApplicationFolder { get; init; }

    /// <summary>The user's home folder.</summary>
    public required string HomeFolder { get; init; }

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The picture formats, and the pictures that are held. They are made when the first picture is read.</summary>
    public ImageCodecs Codecs
    {
        get => _codecs ?? ImageCodecs.Default;
        init => _codecs = value;
    }

    /// <summary>Reads the header of a picture file.</summary>
    public required Func<string, ImageLimits, ImageHeader> ReadHeader { get; init; }

    /// <summary>Renders plans.</summary>
    public required RunBatch Run { get; init; }

    /// <summary>Foretells the memory of plans that are not rendered; null for saying nothing of it.</summary>
    public Func<RunOptions, MachineShare, MemoryPreview>? PreviewMemory { get; init; }

    /// <summary>The networks whose weights can be fetched.</summary>
    public required IReadOnlyList<NetworkDescription> Networks { get; init; }

    /// <summary>Those of them that are fetched together.</summary>
    public IReadOnlyList<NetworkSet> Sets { get; init; } = NetworkCatalogue.Sets;

    /// <summary>Runs programs of this machine, such as the clients of package registries.</summary>
    public required RunProgram RunProgram { get; init; }

    /// <summary>How downloads go about it.</summary>
    public required DownloadOptions Download { get; init; }

    /// <summary>Set by the first Ctrl-C, request to end, or end of the terminal.</summary>
    public required CancellationToken Interrupted { get; init; }

    /// <summary>Called by a command that has nothing to finish, so that a request to end may end it anywhere.</summary>
    public Action ExpectNothing { get; init; } = () => { };

    /// <summary>The variable's value; null where it is absent or empty.</summary>
    public string? Variable(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The real thing.</summary>
    /// <param name="error">Standard error.</param>
    /// <param name="interruption">Hears requests to end.</param>
    /// <exception cref="CommandFailure">The working directory is gone.</exception>
    public static HostEnvironment OfProcess(TextWriter error, Interruption interruption)
    {
        var variables = ReadVariables();
        return new HostEnvironment
        {
            Output = Terminals.Output(),
            Error = error,
            Terminal = Terminals.OnStandardError(variables, error),
            OpenInput = Terminals.OpenInput,
            OpenOutput = Terminals.OpenOutput,
            IsOutputTerminal = Terminals.IsOutput(variables),
            Width = Terminals.Width(),
            WorkingDirectory = FindWorkingDirectory(),
            ApplicationFolder = AppContext.BaseDirectory,
            HomeFolder = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            Variables = variables,
            Time = TimeProvider.System,
            ReadHeader = (path, limits) => ImageCodecs.Default.ReadHeader(path, limits),
            Run = RunEngine,
            PreviewMemory = PreviewEngine,
            Networks = NetworkCatalogue.Every,
            RunProgram = MachinePrograms.RunAsync,
            Download = DownloadOptions.Default,
            Interrupted = interruption.Token,
            ExpectNothing = interruption.ExpectNothing,
        };
    }

    internal static IReadOnlyList<BatchOutcome> RunEngine(
        RunOptions options, IRenderObserver observer, TimeProvider time, IReadOnlyList<RenderPlan> plans, CancellationToken cancellation) =>
        new BatchRunner(options, observer, time).Run(plans, cancellation);

    internal static MemoryPreview PreviewEngine(RunOptions options, MachineShare share) =>
        new(options, share, path => options.Codecs.ReadHeader(path, ImageLimits.Default));

    private static string FindWorkingDirectory()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException failure)
        {
            throw new CommandFailure("The working directory does not exist any more: change to a folder that does.", ExitCodes.Wrong, failure);
        }
    }

    private static Dictionary<string, string> ReadVariables()
    {
        var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }
}
