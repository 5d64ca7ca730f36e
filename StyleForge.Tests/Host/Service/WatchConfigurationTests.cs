namespace StyleForge.Tests.Host.Service;

/// <summary>What the section <c>watch</c> of a configuration says, and where it may lie.</summary>
public sealed class WatchConfigurationTests : IDisposable
{
    private readonly WatchStudio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData("SETTLESECONDS", "soon", "watch:settleSeconds is 'soon', but must be a number from 0 to 86400.")]
    [InlineData("MOSTDEATHS", "1.5", "watch:mostDeaths is '1.5', but must be a whole number from 1 to 1000000.")]
    [InlineData("LEASESECONDS", "0.05", "watch:leaseSeconds is '0.05', but must be a number from 0.1 to 86400.")]
    [InlineData("HEARTBEATSECONDS", "0.4", "watch:leaseSeconds is 0.5, but must be at least three times watch:heartbeatSeconds, which is 0.4: else a worker loses its job for one late word.")]
    [InlineData("SETLESECONDS", "1", "watch has no setting 'SETLESECONDS': did you mean settleSeconds?")]
    [InlineData("RETRY__ATTEMPTS", "-1", "watch:retry:attempts is '-1', but must be a whole number from 0 to 100.")]
    [InlineData("SCHEDULES__0__CRON", "at night", "watch:schedules:0:cron is 'at night', but must be a cron expression: minute, hour, day of the month, month and day of the week, such as '30 2 * * 1-5' for half past two on working days, with seconds before them or without.")]
    [InlineData("SCHEDULES__0__NAME", "nightly", "watch:schedules:0:cron is missing: a schedule needs a name, a cron expression and jobs.")]
    public void A_configuration_that_is_wrong_is_told_in_a_sentence(string name, string value, string sentence)
    {
        _studio.Set(name, value);

        foreach (var command in (string[][])[["watch", "drop", "--once"], ["serve", "drop"]])
        {
            Assert.Equal(ExitCodes.Wrong, _studio.Host.Run(command));
            Assert.Equal(sentence, _studio.Host.ErrorLines[^1]);
        }

        Directory.CreateDirectory(Path.Combine(_studio.Folder, "working"));
        Assert.Equal(ExitCodes.Wrong, _studio.Host.Run("queue", "drop"));
        Assert.Equal(sentence, _studio.Host.ErrorLines[^1]);
    }

    [Fact]
    public void The_configuration_of_the_service_may_lie_in_the_folder_and_is_no_setting_of_renders()
    {
        _studio.Host.Variables.Clear();
        _studio.Host.Write("drop/appsettings.json", """{ "iterations": 7, "watch": { "settleSeconds": 0.02, "pollSeconds": 0.02 } }""");
        _studio.Host.Write("../home/.config/styleforge/config.json", """{ "watch": { "mostDeaths": 3 } }""");
        _studio.Drop("a.json");

        Assert.Equal(ExitCodes.Done, _studio.Once());

        Assert.Equal(7, _studio.Host.Rendered[0].Levels[^1].Iterations);
    }
}
