using StyleForge.Engine.Codecs;
using StyleForge.Hosting;
using StyleForge.Models.Files;

namespace StyleForge.Tests.Host;

/// <summary>Faults of files that pass, and those that do not.</summary>
public sealed class RetryTests : IDisposable
{
    private const int DiskFull = 28;

    private readonly HostHarness _host = new();

    public void Dispose() => _host.Dispose();

    public static TheoryData<Exception, bool> Faults => new()
    {
        { new IOException("in use", unchecked((int)0x80070020)), true },
        { new IOException("in use", 11), true },
        { new IOException("the share is away", unchecked((int)0x80070040)), true },
        { new IOException("stale handle", 116), true },
        { new DriveNotFoundException(), true },
        { new FileWriteException("a.png", "cannot be written: the disk is full", new IOException("full", DiskFull)), true },
        { new ImageFileException("a.png", "cannot be written", new FileWriteException("a.png", "is full", new IOException("full", unchecked((int)0x80070070)))), true },
        { new IOException("anything else"), false },
        { new IOException("read-only disk", 30), false },
        { new FileNotFoundException("gone"), false },
        { new ImageFileException("a.png", "does not exist", new FileReadException("a.png", "does not exist", new FileNotFoundException("gone"))), false },
        { new ImageFileException("a.png", "is empty"), false },
        { new UnauthorizedAccessException(), false },
        { new InvalidOperationException("a defect"), false },
        { new OperationCanceledException(), false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Only_what_may_pass_is_tried_again(Exception fault, bool mayPass)
    {
        var (tries, told) = (0, new List<string>());
        Exception? thrown = Record.Exception(() => Retries(3).Run(
            () =>
            {
                tries++;
                throw fault;
            },
            told.Add,
            CancellationToken.None));

        Assert.Same(fault, thrown);
        Assert.Equal((mayPass ? 3 : 1, mayPass ? 2 : 0), (tries, told.Count));
    }

    [Fact]
    public void A_fault_that_passes_is_told_and_the_picture_is_made()
    {
        var (tries, told) = (0, new List<string>());
        var report = HostHarness.Report(Samples.Plan(_host.WorkingDirectory));

        Assert.Same(report, Retries(4).Run(() => ++tries < 3 ? throw new FileWriteException("a.png", "cannot be written: the disk is full", new IOException("full", DiskFull)) : report, told.Add, CancellationToken.None));

        Assert.Equal(2, told.Count);
        Assert.StartsWith("a.png cannot be written: the disk is full: try 2 of 4 in ", told[0], StringComparison.Ordinal);
        Assert.StartsWith("a.png cannot be written: the disk is full: try 3 of 4 in ", told[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Pauses_grow_up_to_the_longest_and_an_interruption_ends_them()
    {
        var time = new Hasty();
        var retries = new Retries(new RetryOptions(8, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60)), time);
        Assert.Throws<IOException>(() => retries.Run(() => throw new IOException("full", DiskFull), _ => { }, CancellationToken.None));
        Assert.Equal(7, time.Pauses.Count);
        Assert.All(time.Pauses, pause => Assert.InRange(pause.TotalSeconds, 0, 60));
        Assert.True(time.Pauses.Sum(pause => pause.TotalSeconds) > 60, "The pauses do not grow.");

        using var interruption = new CancellationTokenSource();
        var tries = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Retries(8).Run(
            () =>
            {
                tries++;
                throw new IOException("full", DiskFull);
            },
            _ => interruption.Cancel(),
            interruption.Token));
        Assert.Equal(1, tries);
    }

    [Fact]
    public void The_policy_is_configuration_and_the_strongest_file_wins_value_by_value()
    {
        Assert.Equal(RetryOptions.Default, Read());
        File.WriteAllText(Path.Combine(_host.ApplicationFolder, "appsettings.json"), """{ "retry": { "attempts": 9, "delay": 0.5 } }""");
        _host.Write("appsettings.json", """{ "size": 256, "Retry": { "maximumDelay": 7, "attempts": 2 } }""");
        Assert.Equal(new RetryOptions(2, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(7)), Read());
    }

    [Theory]
    [InlineData("\"attempts\": 0", "retry:attempts is 0, but must be a whole number from 1 to 100.")]
    [InlineData("\"attempts\": 1.5", "retry:attempts is 1.5, but must be a whole number from 1 to 100.")]
    [InlineData("\"delay\": \"soon\"", "retry:delay is soon, but must be a number of seconds from 0 to 86400.")]
    [InlineData("\"atempts\": 3", "retry:atempts is not known here: did you mean attempts?")]
    public void A_policy_that_is_none_is_refused_by_the_file_before_anything_runs(string value, string sentence)
    {
        var file = _host.Write("appsettings.json", $$"""{ "retry": { {{value}} } }""");
        _host.WritePictures();

        Assert.Equal(ExitCodes.Wrong, _host.Run("render", "town.png", "--style", "wave.png"));
        Assert.Contains($"{file}: {sentence}", _host.Error, StringComparison.Ordinal);
        Assert.Empty(_host.Rendered);
    }

    [Fact]
    public void The_section_is_no_setting_and_none_of_another_program()
    {
        _host.WritePictures();
        _host.Write("appsettings.json", """{ "size": 256, "retry": { "attempts": 1 } }""");
        Assert.Equal(ExitCodes.Done, _host.Run("render", "town.png", "--style", "wave.png"));
        Assert.Equal(256, Assert.Single(_host.Rendered).Settings.Size);
        Assert.Equal(1, Read().Attempts);

        // Beside it a misspelt setting is told as ever.
        _host.Write("appsettings.json", """{ "sise": 256, "retry": { "attempts": 1 } }""");
        Assert.Equal(ExitCodes.Wrong, _host.Run("render", "town.png", "--style", "wave.png"));
    }

    private static Retries Retries(int attempts) => new(new RetryOptions(attempts, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60)), new Hasty());

    private RetryOptions Read() => RetryOptions.Read(new ConfigurationLayers(_host.Environment()));

    /// <summary>A clock whose pauses are noted, and over at once.</summary>
    private sealed class Hasty : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero)
            {
                Pauses.Add(dueTime);
            }

            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
