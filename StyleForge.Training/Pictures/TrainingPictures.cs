using System.Buffers.Binary;
using System.Security.Cryptography;
using StyleForge.Engine.Codecs;
using StyleForge.Models.Threading;

namespace StyleForge.Training.Pictures;

/// <summary>The pictures that a network is trained on, in memory, in an order that is the same on every machine.</summary>
public sealed class TrainingPictures
{
    /// <summary>Takes pictures that are already there.</summary>
    /// <param name="pictures">One or more.</param>
    /// <param name="omitted">What was found besides them.</param>
    /// <exception cref="ArgumentException">There are no pictures.</exception>
    public TrainingPictures(IReadOnlyList<TrainingPicture> pictures, IReadOnlyList<OmittedPicture>? omitted = null)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Count == 0)
        {
            throw new ArgumentException("There is no picture to train on.", nameof(pictures));
        }

        Pictures = pictures;
        Omitted = omitted ?? [];
        Fingerprint = FingerprintOf(pictures);
    }

    /// <summary>The pictures.</summary>
    public IReadOnlyList<TrainingPicture> Pictures { get; }

    /// <summary>The files that were found and left out, in the order of the files.</summary>
    public IReadOnlyList<OmittedPicture> Omitted { get; }

    /// <summary>Bytes of all samples.</summary>
    public long Bytes => Pictures.Sum(picture => (long)picture.Samples.Length);

    /// <summary>
    /// SHA-256 over what is trained on, lower-case hexadecimal: of each picture its width, its height (4 bytes each, the lowest
    /// first) and its samples. Names do not enter it.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>How many files were left out for one reason.</summary>
    public int CountOmitted(OmissionKind kind) => Omitted.Count(omitted => omitted.Kind == kind);

    /// <summary>
    /// Reads every picture file (by its ending) in folders and the folders in them, but for hidden ones. Folders come in the order given,
    /// files of one by their paths with slashes, compared by code.
    /// </summary>
    /// <remarks>Of pictures that show the same, the first stays. A file that cannot be read is left out and named.</remarks>
    /// <param name="folders">Where to look, one or more.</param>
    /// <param name="options">What to keep, and how.</param>
    /// <param name="workers">Threads to share the files among; each holds one decoded picture at a time.</param>
    /// <param name="progress">Told after each file, by one thread at a time; or null.</param>
    /// <param name="cancellation">Ends the reading between two files.</param>
    /// <exception cref="ImageFileException">A folder does not exist, or there is nothing to train on in any of them.</exception>
    /// <exception cref="IOException">A folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be listed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TrainingPictures Load(
        IReadOnlyList<string> folders,
        TrainingPictureOptions options,
        WorkerPool workers,
        Action<TrainingPictureProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workers);
        var files = folders.SelectMany(TrainingPictureFile.In).ToArray();
        var loading = new TrainingPictureLoading(files, options, progress, cancellation);
        workers.Run(loading, files.Length);

        var kept = new List<TrainingPicture>();
        var omitted = new List<OmittedPicture>();
        var thumbnails = new List<(PictureThumbnail Thumbnail, string Path)>();
        for (var file = 0; file < files.Length; file++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (loading.Results[file] is not { Picture: { } picture, Thumbnail: { } thumbnail })
            {
                omitted.Add(loading.Results[file].Omitted!);
            }
            else if (thumbnails.FindIndex(earlier => earlier.Thumbnail.Shows(thumbnail, options.Sameness)) is >= 0 and var same)
            {
                omitted.Add(new OmittedPicture(files[file].Path, OmissionKind.Duplicate, $"shows the same as {thumbnails[same].Path}"));
            }
            else
            {
                kept.Add(picture);
                thumbnails.Add((thumbnail, files[file].Path));
            }
        }

        return kept.Count > 0 ? new TrainingPictures(kept, omitted) : throw Nothing(folders, files.Length, options, omitted);
    }

    private static ImageFileException Nothing(
        IReadOnlyList<string> folders, int files, TrainingPictureOptions options, List<OmittedPicture> omitted)
    {
        var names = string.Join(", ", folders);
        var endings = Listing.Of(TrainingPictureFile.Endings);
        return new ImageFileException(names, files == 0
            ? $"has no picture to train on: put {endings} files of at least {options.LeastSide} pixels a side there"
            : $"has no picture to train on among its {files} files; the first, {omitted[0].Path}, {omitted[0].Reason}");
    }

    private static string FingerprintOf(IReadOnlyList<TrainingPicture> pictures)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> extents = stackalloc byte[8];
        foreach (var picture in pictures)
        {
            BinaryPrimitives.WriteInt32LittleEndian(extents, picture.Width);
            BinaryPrimitives.WriteInt32LittleEndian(extents[4..], picture.Height);
            hash.AppendData(extents);
            hash.AppendData(picture.Samples);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
