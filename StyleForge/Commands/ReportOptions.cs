using System.CommandLine;
using StyleForge.Engine.Codecs;
using StyleForge.Reports;

namespace StyleForge.Commands;

/// <summary>The options that ask for a report of a batch.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string?> _folder = new("--report")
    {
        HelpName = "FOLDER",
        Description = $"Leave a report there: {ReportFolder.PageName}, a page with every picture and, first of all, what failed and why, and {ReportFolder.DocumentName} for programs.",
    };

    private readonly Option<bool> _sheet = new("--contact-sheet")
    {
        Description = $"Add {ReportFolder.SheetName} to the report, all pictures in a grid, also where no job makes several.",
    };

    /// <summary>Adds the options to a command.</summary>
    public ReportOptions(Verb verb)
    {
        verb.Options.Add(_folder);
        verb.Options.Add(_sheet);
    }

    /// <summary>The report that the command line asks for; null for none.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="environment">Has the folder that paths start from.</param>
    /// <param name="codecs">The picture formats.</param>
    /// <exception cref="CommandFailure">A contact sheet is asked for, and no report.</exception>
    public ReportRequest? Read(ParseResult result, HostEnvironment environment, ImageCodecs codecs) =>
        (result.GetValue(_folder), result.GetValue(_sheet)) switch
        {
            ({ } folder, var sheet) => new ReportRequest(new ReportFolder(Path.GetFullPath(folder, environment.WorkingDirectory), codecs), sheet),
            (null, true) => throw new CommandFailure("--contact-sheet is part of a report: say where with --report FOLDER."),
            _ => null,
        };
}
