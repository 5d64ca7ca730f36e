using System.Text;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Planning;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Output;

/// <summary>Writes a finished picture with its record inside, and its sidecar beside it.</summary>
public static class PictureWriter
{
    /// <summary>The keyword of the record among a picture's texts.</summary>
    public const string RecordKeyword = "StyleForge";

    /// <summary>
    /// Writes both files aside and gives them their names when both are whole; the output's folder is made where it is missing. Without a
    /// sidecar, one that an earlier picture of that name had is taken away, because it would speak of another picture. Standard output
    /// gets the picture alone, as a PNG.
    /// </summary>
    /// <param name="picture">The picture.</param>
    /// <param name="report">How it came about, and where it goes.</param>
    /// <param name="codecs">The formats.</param>
    /// <param name="withSidecar">True to write the record beside it.</param>
    /// <param name="output">Standard output; null where the picture does not go there.</param>
    /// <exception cref="ImageFileException">
    /// A file cannot be written, or something other than a sidecar has its name; what was there before is untouched, and nothing is left of either.
    /// </exception>
    public static void Write(Picture picture, RunReport report, ImageCodecs codecs, bool withSidecar = true, Stream? output = null)
    {
        var path = report.Plan.OutputPath;
        var settings = report.Plan.Settings;
        var texts = new Dictionary<string, string>
        {
            ["Software"] = $"StyleForge {report.Version}",
            [RecordKeyword] = ReportJson.Record(report),
        };
        var codec = codecs.ForExtension(path == StandardStreams.OutputPath ? ".png" : path);
        var kept = codec is { HoldsAlpha: false } ? Flattened(picture) : picture;
        var image = kept.ToImageData(Math.Min(settings.BitDepth, codec?.MaximumBitDepth ?? 8), codec is { HoldsTexts: false } ? null : texts);
        var options = new EncodeOptions(JpegQuality: settings.JpegQuality);
        if (path == StandardStreams.OutputPath)
        {
            WriteTo(output!, stream => codec!.Encode(image, stream, options));
            return;
        }

        var sidecar = report.Plan.SidecarPath;
        if (withSidecar && File.Exists(sidecar) && !RecordFile.IsOne(sidecar))
        {
            throw new ImageFileException(sidecar, "is there already and no record of StyleForge's, which would be written there: give the picture another name, or --no-sidecar");
        }

        MakeFolder(path);
        if (!withSidecar)
        {
            codecs.Write(path, image, options);
            RemoveRecord(sidecar);
            return;
        }

        try
        {
            AtomicFile.Write(sidecar, stream =>
            {
                // The sidecar lies on the disk, under another name still, before the picture takes its own: no disk that is full
                // can leave the one without the other.
                stream.Write(Encoding.UTF8.GetBytes(ReportJson.Sidecar(report)));
                stream.Flush();
                codecs.Write(path, image, options);
            });
        }
        catch (FileWriteException failure)
        {
            throw new ImageFileException(failure.Path, failure.Problem, failure);
        }
    }

    // In one piece, because nothing can be taken back from a pipe.
    private static void WriteTo(Stream output, Action<Stream> encode)
    {
        using var whole = new MemoryStream();
        encode(whole);
        try
        {
            output.Write(whole.GetBuffer(), 0, (int)whole.Length);
            output.Flush();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImageFileException("Standard output", $"cannot be written: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    // A format without alpha shows what is transparent as paper.
    private static Picture Flattened(Picture picture)
    {
        if (picture.Alpha is not { } alpha)
        {
            return picture;
        }

        var flat = new Picture(picture.Width, picture.Height, [.. picture.Samples]);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var plane = flat.Plane(channel);
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = 1 + (alpha[i] * (Math.Clamp(plane[i], 0, 1) - 1));
            }
        }

        return flat;
    }

    private static void RemoveRecord(string sidecar)
    {
        try
        {
            if (RecordFile.IsOne(sidecar))
            {
                File.Delete(sidecar);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The picture is there, and carries its own record: who reads the two goes by that.
        }
    }

    // Where the output is a symbolic link, of the file that it leads to.
    private static void MakeFolder(string path)
    {
        var folder = Path.GetDirectoryName(RealPath.Resolve(path))!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImageFileException(path, $"cannot be written: the folder {folder} cannot be made", failure);
        }
    }
}
