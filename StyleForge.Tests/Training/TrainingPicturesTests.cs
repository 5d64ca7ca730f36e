using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Fitting;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Pictures;

namespace StyleForge.Tests.Training;

public sealed class TrainingPicturesTests : IDisposable
{
    private static readonly TrainingPictureOptions Small = new() { LeastSide = 16, LongestSide = 60 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_come_by_their_paths_compared_by_code()
    {
        Save("b.png", 1);
        Save("a/z.png", 2);
        Save("B.PNG", 3);
        Save("a.jpg", 4);
        Save(".hidden/c.png", 5);
        File.WriteAllText(_folder.File("copyright"), "text");

        var loaded = Load();

        Assert.Equal(["B.PNG", "a.jpg", "a/z.png", "b.png"], loaded.Pictures.Select(picture => picture.Name));
        Assert.Empty(loaded.Omitted);
    }

    [Fact]
    public void Several_folders_come_in_the_order_given()
    {
        Save("one/b.png", 1);
        Save("two/a.png", 2);

        Assert.Equal(["a.png", "b.png"], Load(_folder.File("two"), _folder.File("one")).Pictures.Select(picture => picture.Name));
    }

    [Fact]
    public void What_is_broken_or_small_or_seen_before_is_left_out_and_named()
    {
        Save("1.png", 1);
        File.WriteAllBytes(_folder.File("2.jpg"), [0xFF, 0xD8, 0xFF, 0xE0, 0]);
        Save("3.png", 3, width: 40, height: 15);
        Save("4.jpg", 1);
        File.WriteAllText(_folder.File("5.png"), "no picture");
        Save("6.png", 6);

        var loaded = Load();

        Assert.Equal(["1.png", "6.png"], loaded.Pictures.Select(picture => picture.Name));
        Assert.Equal(
            [OmissionKind.Unreadable, OmissionKind.TooSmall, OmissionKind.Duplicate, OmissionKind.Unreadable],
            loaded.Omitted.Select(omitted => omitted.Kind));
        Assert.Equal(
            [_folder.File("2.jpg"), _folder.File("3.png"), _folder.File("4.jpg"), _folder.File("5.png")],
            loaded.Omitted.Select(omitted => omitted.Path));
        Assert.Equal("is 40×15, below the 16 pixels that a side must have", loaded.Omitted[1].Reason);
        Assert.Equal($"shows the same as {_folder.File("1.png")}", loaded.Omitted[2].Reason);
        Assert.Equal(2, loaded.CountOmitted(OmissionKind.Unreadable));
    }

    [Fact]
    public void The_same_picture_in_another_size_is_a_duplicate()
    {
        var picture = Pattern(1, 120, 80);
        ImageCodecs.Default.Write(_folder.File("large.png"), picture.ToImageData());
        ImageCodecs.Default.Write(_folder.File("small.png"), Resampler.Resize(picture, 54, 36).ToImageData());

        Assert.Equal(["large.png"], Load().Pictures.Select(kept => kept.Name));
    }

    [Theory]
    [InlineData(1.4, 1)]
    [InlineData(1.6, 2)]
    public void Pictures_are_the_same_up_to_a_number_of_levels(double levels, int kept)
    {
        // Every second sample differs by 3 levels: 1.5 on average.
        var picture = new Picture(64, 64);
        picture.Samples.AsSpan().Fill(100 / 255f);
        ImageCodecs.Default.Write(_folder.File("a.png"), picture.ToImageData());
        picture.Samples.AsSpan(0, picture.Samples.Length / 2).Fill(103 / 255f);
        ImageCodecs.Default.Write(_folder.File("b.png"), picture.ToImageData());

        Assert.Equal(3 - kept, Load(Small with { Sameness = levels }).Pictures.Count);
    }

    [Fact]
    public void Large_pictures_are_shrunk_as_for_a_render_and_small_ones_left_alone()
    {
        var large = Save("large.png", 1, 150, 90);
        var small = Save("small.png", 2, 59, 31);

        var loaded = Load();

        Assert.Equal((60, 36), (loaded.Pictures[0].Width, loaded.Pictures[0].Height));
        Assert.Equal(Resampler.Resize(large, 60, 36).ToImageData().Samples, loaded.Pictures[0].Samples);
        Assert.Equal(small.ToImageData().Samples, loaded.Pictures[1].Samples);
        Assert.Equal(3 * ((60 * 36) + (59 * 31)), loaded.Bytes);
    }

    [Fact]
    public void What_is_transparent_becomes_grey()
    {
        var picture = new Picture(20, 20, null, new float[400]);
        picture.Plane(0).Fill(1);
        picture.Alpha.AsSpan(0, 200).Fill(1);
        picture.Alpha![399] = 0.4f;
        ImageCodecs.Default.Write(_folder.File("a.png"), picture.ToImageData());

        var samples = Load(Small with { Background = 50 }).Pictures[0].Samples;

        Assert.Equal([255, 0, 0], samples[..3]);
        Assert.Equal([50, 50, 50], samples[(3 * 250)..(3 * 251)]);
        Assert.Equal([132, 30, 30], samples[(3 * 399)..]);
    }

    [Fact]
    public void The_fingerprint_depends_on_pixels_and_order_and_not_on_names_or_threads()
    {
        Save("x/a.png", 1);
        Save("x/b.png", 2);
        Save("y/1.png", 1);
        Save("y/2.png", 2);
        Save("z/a.png", 2);
        Save("z/b.png", 1);

        var loaded = Load(_folder.File("x"));

        Assert.Equal(loaded.Fingerprint, Load(_folder.File("y")).Fingerprint);
        Assert.NotEqual(loaded.Fingerprint, Load(_folder.File("z")).Fingerprint);
        using var alone = new WorkerPool(1);
        Assert.Equal(loaded.Fingerprint, TrainingPictures.Load([_folder.File("x")], Small, alone).Fingerprint);
        loaded.Pictures[0].Samples[7] ^= 1;
        Assert.NotEqual(loaded.Fingerprint, new TrainingPictures(loaded.Pictures).Fingerprint);
        Assert.Matches("^[0-9a-f]{64}$", loaded.Fingerprint);
    }

    [Fact]
    public void Progress_counts_every_file_and_cancellation_ends_the_reading()
    {
        for (var file = 0; file < 6; file++)
        {
            Save($"{file}.png", file);
        }

        using var workers = new WorkerPool(2);
        var told = new List<TrainingPictureProgress>();
        TrainingPictures.Load([_folder.Path], Small, workers, told.Add);
        Assert.Equal([1, 2, 3, 4, 5, 6], told.Select(progress => progress.Done));
        Assert.All(told, progress => Assert.Equal(6, progress.Total));
        Assert.Equal(6, told.Select(progress => progress.Name).Distinct().Count());

        using var source = new CancellationTokenSource();
        var read = 0;
        Assert.Throws<OperationCanceledException>(() => TrainingPictures.Load([_folder.Path], Small, workers, _ =>
        {
            read++;
            source.Cancel();
        }, source.Token));
        Assert.InRange(read, 1, 2);
    }

    [Fact]
    public void Nothing_to_train_on_is_refused_with_the_reason()
    {
        var missing = Assert.Throws<ImageFileException>(() => Load(_folder.File("none")));
        Assert.Equal($"{_folder.File("none")} is not a folder that exists: name a folder with pictures to train on", missing.Message);

        var empty = Assert.Throws<ImageFileException>(() => Load());
        Assert.Equal($"{_folder.Path} has no picture to train on: put .png, .jpg, .jpeg, .jpe, .jfif, .webp, .tif, .tiff, .bmp, .gif, .ppm, .pgm, .pbm, .pnm and .tga files of at least 16 pixels a side there", empty.Message);

        Save("a.png", 1, 8, 8);
        var small = Assert.Throws<ImageFileException>(() => Load());
        Assert.Contains("among its 1 files; the first, ", small.Message, StringComparison.Ordinal);
        Assert.Contains("is 8×8, below the 16", small.Message, StringComparison.Ordinal);
    }

    internal static Picture Pattern(int seed, int width, int height)
    {
        // Large shapes, so that it is the same picture after shrinking or JPEG.
        var random = new SplitMix64((ulong)seed);
        var corners = new Picture(4, 4);
        foreach (ref var sample in corners.Samples.AsSpan())
        {
            sample = (float)random.NextDouble();
        }

        var picture = Resampler.Resize(corners, width, height, ResampleFilter.CatmullRom);
        foreach (ref var sample in picture.Samples.AsSpan())
        {
            sample = MathF.Round(Math.Clamp(sample, 0, 1) * 255) / 255;
        }

        return picture;
    }

    private Picture Save(string name, int seed, int width = 48, int height = 32)
    {
        var picture = Pattern(seed, width, height);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        ImageCodecs.Default.Write(_folder.File(name), picture.ToImageData());
        return picture;
    }

    private TrainingPictures Load(params string[] folders) => Load(Small, folders);

    private TrainingPictures Load(TrainingPictureOptions options, params string[] folders)
    {
        using var workers = new WorkerPool(2);
        return TrainingPictures.Load(folders.Length == 0 ? [_folder.Path] : folders, options, workers);
    }
}
