using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using StyleForge.Hosting;

namespace StyleForge.Commands;

/// <summary>The options that say how much of a batch is done tonight.</summary>
internal sealed partial class NightOptions
{
    private const int MostPictures = 1_000_000;

    private readonly Option<int?> _pictures = new("--max-jobs")
    {
        HelpName = "NUMBER",
        Description = "Make at most so many pictures, and leave the rest for another run; default all.",
        CustomParser = result => WholeNumbers.Read(result, "--max-jobs", 1, MostPictures) is [var number] ? number : null,
    };

    private readonly Option<TimeSpan?> _budget;
    private readonly Option<TimeSpan?> _deadline;

    /// <summary>Adds the options to a command.</summary>
    public NightOptions(Verb verb, TimeProvider time)
    {
        _budget = new("--time-budget")
        {
            HelpName = "DURATION",
            Description = "Be done after so long, such as 8h30m, 90m or 45s: where the pictures take longer, all get the same share of their iterations, at least a tenth. Pictures that not even that can be done of are left, with exit code 130.",
            CustomParser = ReadDuration,
        };
        _deadline = new("--deadline")
        {
            HelpName = "TIME",
            Description = "As --time-budget, up to a time of day, such as 06:00, or a time such as 2026-11-28T06:00.",
            CustomParser = result => ReadDeadline(result, time),
        };
        foreach (var option in (Option[])[_pictures, _budget, _deadline])
        {
            verb.Options.Add(option);
        }
    }

    /// <summary>The request with what the command line says of the night.</summary>
    public RunRequest Read(ParseResult result, RunRequest request)
    {
        var times = (TimeSpan?[])[result.GetValue(_budget), result.GetValue(_deadline)];
        return request with { MostPictures = result.GetValue(_pictures), Budget = times.Min() };
    }

    private static TimeSpan? ReadDuration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var match = Duration().Match(text);
        var duration = match.Success
            ? TimeSpan.FromHours(Part(match.Groups[1])) + TimeSpan.FromMinutes(Part(match.Groups[2])) + TimeSpan.FromSeconds(Part(match.Groups[3]))
            : TimeSpan.Zero;
        return duration > TimeSpan.Zero ? duration : Refuse(result, $"--time-budget is {text}, but must be a duration such as 8h30m, 90m or 45s.");
    }

    private static TimeSpan? ReadDeadline(ArgumentResult result, TimeProvider time)
    {
        var text = result.Tokens[0].Value;
        var (now, zone) = (time.GetLocalNow(), time.LocalTimeZone);
        if (TimeOnly.TryParseExact(text, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
        {
            var today = AtLocal(now.Date + clock.ToTimeSpan(), zone);
            return (today > now ? today : AtLocal(now.Date.AddDays(1) + clock.ToTimeSpan(), zone)) - now;
        }

        string[] withOffset = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];
        string[] local = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
        DateTimeOffset? moment = DateTimeOffset.TryParseExact(text, withOffset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var given) ? given
            : DateTime.TryParseExact(text, local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var here) ? AtLocal(here, zone)
            : null;
        return moment is null ? Refuse(result, $"--deadline is {text}, but must be a time of day such as 06:00, or a time such as 2026-11-28T06:00.")
            : moment > now ? moment - now
            : Refuse(result, $"--deadline is {text}, which is over: name a time to come.");
    }

    // A time that the clock passes over in spring is the one an hour later.
    private static DateTimeOffset AtLocal(DateTime local, TimeZoneInfo zone)
    {
        var valid = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(valid, zone.GetUtcOffset(valid));
    }

    private static double Part(Group group) => group.Success ? double.Parse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    private static TimeSpan? Refuse(ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return null;
    }

    [GeneratedRegex("^(?:([0-9]{1,4})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,7})s)?$")]
    private static partial Regex Duration();
}
