using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Jobs;

namespace StyleForge.Artwork.Catalogue;

/// <summary>The picture that shows the example jobs: the content above its style, and beside them what became of them.</summary>
/// <param name="repository">The repository's root.</param>
internal sealed class ExampleSheet(string repository)
{
    private const int Columns = 2;
    private const int Gap = 4;
    private const int SmallWidth = 180;
    private const int SmallHeight = 120;
    private const int LargeWidth = 368;
    private const int LargeHeight = (2 * SmallHeight) + Gap;
    private const int CellWidth = SmallWidth + Gap + LargeWidth + Gap;
    private const int CellHeight = LargeHeight + Gap;
    private const int JpegQuality = 90;

    /// <summary>Puts the sheet together from the job files and the pictures that <c>styleforge batch jobs/examples</c> left in <c>output/</c>.</summary>
    /// <param name="path">The JPEG to write; replaced where it exists.</param>
    /// <exception cref="ArtworkException">A job file cannot be read, or its picture is not there.</exception>
    public void Write(string path)
    {
        var jobs = Directory.EnumerateFiles(Path.Combine(repository, "jobs", "examples"), "*.json").Order(StringComparer.Ordinal).ToArray();
        var rows = (jobs.Length + Columns - 1) / Columns;
        var sheet = new Picture((Columns * CellWidth) + Gap, (rows * CellHeight) + Gap);
        sheet.Samples.AsSpan().Fill(1);
        for (var i = 0; i < jobs.Length; i++)
        {
            Draw(sheet, jobs[i], Gap + (i % Columns * CellWidth), Gap + (i / Columns * CellHeight));
        }

        ImageCodecs.Default.Write(path, sheet.ToImageData(), new EncodeOptions(JpegQuality, JpegSubsampling: true));
    }

    private void Draw(Picture sheet, string file, int left, int top)
    {
        var reading = JobReader.Read(file);
        var job = reading.Document ?? throw new ArtworkException($"{Path.GetFileName(file)} cannot be read: {reading.Problems[0]}");
        var folder = Path.GetDirectoryName(file)!;
        Put(sheet, Path.GetFullPath(job.Contents[0].Path, folder), left, top, SmallWidth, SmallHeight);

        // The styles of a blend share the place below.
        var styles = job.Styles[0];
        for (var i = 0; i < styles.Count; i++)
        {
            var (from, to) = (i * SmallWidth / styles.Count, (i + 1) * SmallWidth / styles.Count);
            Put(sheet, Style(styles[i].Image, folder), left + from, top + SmallHeight + Gap, to - from, SmallHeight);
        }

        var made = Path.Combine(repository, "output", job.Name + ".png");
        if (!File.Exists(made))
        {
            throw new ArtworkException($"{made} is missing: render it first with 'styleforge batch jobs/examples'.");
        }

        Put(sheet, made, left + SmallWidth + Gap, top, LargeWidth, LargeHeight);
    }

    private string Style(string image, string folder) =>
        Path.Combine(repository, "styles", image + ".jpg") is var bundled && File.Exists(bundled) ? bundled : Path.GetFullPath(image, folder);

    // As large as covers the place, and what goes beyond it left and right or above and below is cut off.
    private static void Put(Picture sheet, string file, int left, int top, int width, int height)
    {
        var picture = ImageCodecs.Default.Read(file).ToPicture();
        var scale = Math.Max((double)width / picture.Width, (double)height / picture.Height);
        var (wide, high) = (Math.Max(width, (int)Math.Round(picture.Width * scale)), Math.Max(height, (int)Math.Round(picture.Height * scale)));
        var resized = Resampler.Resize(picture, wide, high);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            for (var y = 0; y < height; y++)
            {
                resized.Plane(channel).Slice(((y + ((high - height) / 2)) * wide) + ((wide - width) / 2), width)
                    .CopyTo(sheet.Plane(channel)[(((top + y) * sheet.Width) + left)..]);
            }
        }
    }
}
