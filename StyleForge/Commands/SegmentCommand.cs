using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Hosting;
using StyleForge.Models.Files;
using StyleForge.Models.Threading;
using StyleForge.Models.Volumes;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;
using StyleForge.Reports;

namespace StyleForge.Commands;

/// <summary><c>styleforge segment VOLUME</c>: labels the tissues of a head.</summary>
internal static class SegmentCommand
{
    private const string UsualNetwork = "meshnet5";

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("segment", "Label white and grey matter of a head, a T1 volume of magnetic resonance.", "VOLUME [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "VOLUME is a file of NIfTI-1 (.nii or .nii.gz). It is brought into the form that the networks were trained on: voxels of 1 mm, numbers from 0 to 255, and axes that run to "
                    + "the left, down and to the front; then scaled, cut to the head, and labelled by a network of 3×3×3 convolutions that looks far around. The labels that "
                    + "are written lie on the voxels of VOLUME, with its orientation.",
                "What does not hang together with the largest piece is taken for a mistake and becomes background, as the networks' publisher does it; --keep-all leaves it.",
                "meshnet5 is quick, meshnet11 slower, meshnet20 the most accurate. This is for looking and for research, not for diagnosis.",
            ],
            Examples =
            [
                ("segment head.nii.gz", "How many millilitres of white and of grey matter there are."),
                ("segment head.nii.gz -o labels.nii.gz --slices slices.png", "Labels for other programs, and a picture of three slices."),
                ("segment head.nii.gz --network meshnet20 --memory 2GB --json", "The most accurate network, in blocks that fit 2 GB, for another program."),
            ],
        };
        var file = verb.Take(new Argument<string>("volume") { HelpName = "VOLUME", Description = "The volume; - for standard input." });
        var output = verb.Take(new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "Where to write the labels, one byte a voxel: .nii or .nii.gz." });
        var slices = verb.Take(new Option<string?>("--slices") { HelpName = "FILE", Description = "Where to write a picture of three slices with coloured labels." });
        var names = VolumeRecipe.All.Select(recipe => recipe.Network.Name).ToArray();
        var network = verb.Take(new Option<string>("--network") { HelpName = "NAME", Description = $"The network: {string.Join(", ", names)}; default {UsualNetwork}.", DefaultValueFactory = _ => UsualNetwork });
        network.CompletionSources.Add(_ => names);
        var weights = verb.Take(new Option<string?>("--weights") { HelpName = "FILE", Description = "Weights of the network to use in place of those that are here." });
        var keepAll = verb.Take(new Option<bool>("--keep-all") { Description = "Keep pieces that do not hang together with the largest." });
        var memory = verb.Take(MemoryAmounts.Option(
            "Memory that labelling may take: 512MB, 4GB, 4GiB or a number of bytes; default four fifths of the machine's. With less than it needs it is shown the volume in blocks, which gives the same labels and takes longer."));
        var threads = verb.Take(new Option<int?>("--threads", "-t")
        {
            HelpName = "NUMBER",
            Description = "Threads to work on, 1 to 1024; default one for each processor.",
            CustomParser = result => WholeNumbers.Read(result, "--threads", 1, 1024) is [var number] ? number : null,
        });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON object." });
        var quiet = verb.Take(new Option<bool>("--quiet", "-q") { Description = "Print the table and errors only." });
        verb.SetAction(result =>
        {
            var path = Path.GetFullPath(HandedOverFiles.PathOf(result.GetRequiredValue(file)), environment.WorkingDirectory);
            var (labelPath, slicePath) = (Output(environment, result.GetValue(output)), Output(environment, result.GetValue(slices)));
            CheckOutputs(environment, path, labelPath, slicePath);
            var recipe = Find(result.GetRequiredValue(network), names);
            using var ready = ReadyNetwork.Read(environment, recipe.Network, result.GetValue(weights));
            using var workers = new WorkerPool(result.GetValue(threads));
            var says = !(result.GetValue(quiet) || result.GetValue(json));
            var start = environment.Time.GetTimestamp();
            try
            {
                var volume = Read(environment, path);
                var conformed = Conforming.Conform(volume, path, workers);
                var segmenter = new VolumeSegmenter(recipe, ready, conformed, path, workers);
                var limit = result.GetValue(memory) ?? RunOptions.DefaultMemoryLimit;
                var blocks = segmenter.Plan(limit);
                if (blocks.Count == 0)
                {
                    throw new CommandFailure(
                        $"{recipe.Network.Name} does not fit {Words.Bytes(limit)} even in its smallest blocks: give it more with --memory{(recipe.Network.Name == names[0] ? "" : $", or take {names[0]}, which needs the least")}.");
                }

                var bytes = segmenter.Bytes(blocks);
                if (says)
                {
                    SayWhatIsDone(environment, volume, conformed, segmenter, blocks.Count, bytes);
                }

                var labels = new ShareProgress(environment, !says).During(recipe.Network.Name, progress => segmenter.Segment(blocks, result.GetValue(keepAll), progress));
                var own = conformed.ToSource(labels, volume);
                var counts = SegmentReport.Count(recipe.Labels, volume, own);
                var seconds = environment.Time.GetElapsedTime(start).TotalSeconds;
                Write(environment, labelPath, () => NiftiWriter.Write(labelPath!, own, volume, $"StyleForge {CommandLine.Version}, {recipe.Network.Name}"), says);
                Write(environment, slicePath, () => environment.Codecs.Write(slicePath!, VolumeSlices.Draw(conformed, labels, recipe.Labels, counts).ToImageData(8)), says);
                if (result.GetValue(json))
                {
                    new JsonLines(environment.Output).WriteDocument(new SegmentAnswer(
                        path,
                        recipe.Network.Name,
                        ready.WeightsSha256,
                        $"{volume.Width}×{volume.Height}×{volume.Depth}",
                        volume.VoxelVolume,
                        volume.Orientation.IsKnown,
                        conformed.IsResampled,
                        conformed.IsRescaled,
                        segmenter.Shown.ToString(),
                        blocks.Count,
                        bytes,
                        Math.Round(seconds, 3),
                        counts,
                        labelPath,
                        slicePath));
                    return ExitCodes.Done;
                }

                SegmentReport.WriteText(environment.Output, counts);
                if (says)
                {
                    environment.Error.WriteLine($"Labelled in {Words.Duration(TimeSpan.FromSeconds(seconds))}.");
                }

                return ExitCodes.Done;
            }
            catch (Exception refusal) when (refusal is VolumeFileException or FileReadException)
            {
                throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
            }
            catch (OutOfMemoryException refusal)
            {
                throw new CommandFailure("There is not enough memory: close other programs, or give --memory less than there is.", ExitCodes.JobFailed, refusal);
            }
        });
        return verb;
    }

    private static VolumeRecipe Find(string name, string[] names) => VolumeRecipe.All.FirstOrDefault(recipe => recipe.Network.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new CommandFailure($"--network is {name}, but must be one of {string.Join(", ", names)}.{UsageProblems.DidYouMean(name, names)}");

    private static string? Output(HostEnvironment environment, string? given) => given is null ? null : Path.GetFullPath(given, environment.WorkingDirectory);

    // Everything that can be known is known before minutes are spent.
    private static void CheckOutputs(HostEnvironment environment, string volume, string? labels, string? slices)
    {
        if (labels is not null && !NiftiWriter.IsName(labels))
        {
            throw new CommandFailure($"--output is {Words.Path(labels, environment.WorkingDirectory)}, but must end in .nii, or in .nii.gz for a packed file.");
        }

        if (slices is not null && environment.Codecs.ForExtension(slices) is not { CanWrite: true })
        {
            throw new CommandFailure($"--slices is {Words.Path(slices, environment.WorkingDirectory)}, but must end in one of {string.Join(", ", environment.Codecs.WritableExtensions)}.");
        }

        foreach (var output in (string?[])[labels, slices])
        {
            if (output is not null && !Directory.Exists(Path.GetDirectoryName(output)))
            {
                throw new CommandFailure($"{Words.Path(output, environment.WorkingDirectory)} cannot be written: the folder {Path.GetDirectoryName(output)} does not exist.");
            }

            if (output is not null && RealPath.Resolve(output) == RealPath.Resolve(volume))
            {
                throw new CommandFailure($"{Words.Path(output, environment.WorkingDirectory)} is the volume itself: give what is written another name.");
            }
        }
    }

    private static Volume Read(HostEnvironment environment, string path)
    {
        if (new HandedOverFiles(environment).Read(path, ImageLimits.Default.MaximumBytes) is not { } whole)
        {
            return NiftiReader.Read(path);
        }

        using var held = new MemoryStream(whole);
        return NiftiReader.Read(held, path == StandardStreams.InputPath ? "Standard input" : path);
    }

    private static void SayWhatIsDone(HostEnvironment environment, Volume volume, ConformedVolume conformed, VolumeSegmenter segmenter, int blocks, long bytes)
    {
        var done = (conformed.IsResampled, conformed.IsRescaled) switch
        {
            (true, true) => ", resampled to 1 mm and brought to 0 to 255",
            (true, false) => ", resampled to 1 mm",
            (false, true) => ", brought to 0 to 255",
            _ => "",
        };
        environment.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{volume.Width}×{volume.Height}×{volume.Depth} voxels of {volume.VoxelVolume:0.###} mm³{done}; the head with its margin has {segmenter.Shown}."));
        if (!volume.Orientation.IsKnown)
        {
            environment.Error.WriteLine("The file does not say how the patient lies in it: its axes are taken to run to the right, to the front and up. Where that is wrong, so are the labels.");
        }

        environment.Error.WriteLine($"{Words.Count(blocks, "block")}, {Words.Bytes(bytes)} of memory.");
    }

    private static void Write(HostEnvironment environment, string? path, Action write, bool says)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception failure) when (failure is ImageFileException or FileWriteException)
        {
            throw new CommandFailure(failure.Message, ExitCodes.JobFailed, failure);
        }

        if (says)
        {
            environment.Error.WriteLine($"Written: {Words.Path(path, environment.WorkingDirectory)}");
        }
    }
}
