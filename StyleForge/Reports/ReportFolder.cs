using System.Text;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Files;

namespace StyleForge.Reports;

/// <summary>
/// The folder that a report is left in: <c>report.html</c> for people, <c>report.json</c> for programs, and <c>contact-sheet.jpg</c> where a
/// job made several pictures. Those of an earlier report there are replaced, each as a whole.
/// </summary>
/// <param name="path">Absolute path.</param>
/// <param name="codecs">Read the pictures, and write the sheet.</param>
internal sealed class ReportFolder(string path, ImageCodecs codecs)
{
    /// <summary>Name of the page.</summary>
    public const string PageName = "report.html";

    /// <summary>Name of the document.</summary>
    public const string DocumentName = "report.json";

    /// <summary>Name of the contact sheet.</summary>
    public const string SheetName = "contact-sheet.jpg";

    /// <summary>Absolute path of the page.</summary>
    public string Page { get; } = Path.Combine(path, PageName);

    /// <summary>Makes the folder, and tries whether a file can be made in it: not in the morning should it be known that there is no report.</summary>
    /// <exception cref="CommandFailure">It cannot be made or written in.</exception>
    public void Make()
    {
        try
        {
            Directory.CreateDirectory(path);
            using var trial = File.Create(Path.Combine(path, AtomicFile.TemporaryPrefix + Path.GetRandomFileName()), bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"--report is {path}, but no report can be written there: {failure.Message.TrimEnd('.')}. Name another folder.", ExitCodes.Wrong, failure);
        }
    }

    /// <summary>Writes the report, document and sheet first, so that a page that is there has all it speaks of.</summary>
    /// <param name="report">What to tell.</param>
    /// <param name="withSheet">True for a contact sheet in any case.</param>
    /// <exception cref="FileWriteException">A file cannot be written.</exception>
    /// <exception cref="ImageFileException">The contact sheet cannot be written.</exception>
    public void Write(BatchReport report, bool withSheet)
    {
        var thumbnails = new Thumbnails(codecs);
        var hasSheet = report.Pictures.Count > 0 && (withSheet || report.Pictures.GroupBy(picture => picture.Plan.JobFile).Any(job => job.Count() > 1));
        AtomicFile.Write(Path.Combine(path, DocumentName), ReportDocument.Of(report).Write);
        if (hasSheet)
        {
            codecs.Write(Path.Combine(path, SheetName), ContactSheet.Draw(report.Pictures, thumbnails).ToImageData(), new EncodeOptions(JpegQuality: 88));
        }

        AtomicFile.Write(Page, stream =>
        {
            using var output = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            new ReportPage(report, path, thumbnails).Write(output, hasSheet ? SheetName : null);
        });
    }
}
