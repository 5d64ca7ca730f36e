using System.Globalization;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Writes where somebody speaks.</summary>
internal static class SpeechReport
{
    /// <summary>A row a stretch of speech, in seconds, and a line for all of them.</summary>
    public static void WriteText(TextWriter output, SpeechAnswer answer)
    {
        var table = new TextTable(">from", ">to", ">seconds");
        foreach (var part in answer.Speech)
        {
            table.Add(Time(part.From), Time(part.To), (Rounded(part.To) - Rounded(part.From)).ToString("0.00", CultureInfo.InvariantCulture));
        }

        if (table.Count > 0)
        {
            table.Write(output);
        }

        output.WriteLine(table.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"No speech in {answer.Seconds:0.0} s.")
            : string.Create(CultureInfo.InvariantCulture, $"{answer.SpeechSeconds:0.0} s of speech in {answer.Seconds:0.0} s, {Words.Count(table.Count, "stretch", "stretches")}."));
    }

    // So that what is shown adds up.
    private static double Rounded(double seconds) => Math.Round(seconds, 2);

    // 0:04.32 and 1:02:03.40, as players show it.
    private static string Time(double seconds)
    {
        var time = TimeSpan.FromMilliseconds(Math.Round(seconds * 100) * 10);
        return time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss\.ff" : @"m\:ss\.ff", CultureInfo.InvariantCulture);
    }
}
