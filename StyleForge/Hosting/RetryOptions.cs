using System.Globalization;

namespace StyleForge.Hosting;

/// <summary>How often a picture is tried again whose files could not be read or written for the moment: the section <c>retry</c> of configuration files.</summary>
/// <param name="Attempts">Tries in all, 1 to 100; 1 for never again.</param>
/// <param name="Delay">Pause before the second try; doubled before each further one, give or take some chance.</param>
/// <param name="MaximumDelay">The longest pause.</param>
internal sealed record RetryOptions(int Attempts, TimeSpan Delay, TimeSpan MaximumDelay)
{
    private const string Section = "retry";
    private const double MostSeconds = 86_400;

    /// <summary>Where configuration says nothing: a minute and a half is gone before a picture is given up.</summary>
    public static RetryOptions Default { get; } = new(Attempts: 5, Delay: TimeSpan.FromSeconds(5), MaximumDelay: TimeSpan.FromMinutes(1));

    /// <summary>What configuration says.</summary>
    /// <exception cref="CommandFailure">A value is wrong, or a name is misspelt.</exception>
    public static RetryOptions Read(ConfigurationLayers configuration)
    {
        var values = configuration.Section(Section, ["attempts", "delay", "maximumDelay"]);
        return new RetryOptions(
            (int)Number("attempts", 1, 100, Default.Attempts, isWhole: true),
            TimeSpan.FromSeconds(Number("delay", 0, MostSeconds, Default.Delay.TotalSeconds, isWhole: false)),
            TimeSpan.FromSeconds(Number("maximumDelay", 0, MostSeconds, Default.MaximumDelay.TotalSeconds, isWhole: false)));

        double Number(string name, double least, double most, double otherwise, bool isWhole)
        {
            if (!values.TryGetValue(name, out var given))
            {
                return otherwise;
            }

            return double.TryParse(given.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most && (!isWhole || number == Math.Floor(number))
                ? number
                : throw new CommandFailure(string.Create(
                    CultureInfo.InvariantCulture, $"{given.File}: {Section}:{name} is {given.Value}, but must be {(isWhole ? "a whole number" : "a number of seconds")} from {least} to {most}."));
        }
    }
}
