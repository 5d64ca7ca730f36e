using System.Runtime.InteropServices;
using StyleForge.Models.Tensors;

namespace StyleForge.Training.Examples;

/// <summary>Reads a folder with a folder of volumes for each class: NumPy arrays (D, H, W), or (C, D, H, W) of several channels.</summary>
internal static class VolumeFiles
{
    private const string Ending = ".npy";

    /// <summary>True where a folder holds folders with such files.</summary>
    public static bool AreIn(string folder) => Directory.EnumerateDirectories(folder).Any(own => Directory.EnumerateFiles(own, $"*{Ending}").Any());

    /// <summary>Reads them all.</summary>
    /// <inheritdoc cref="ExampleReader.Read"/>
    public static ExampleSet Read(string path, IReadOnlyList<string>? known, CancellationToken cancellation)
    {
        var problems = new List<string>();
        var (labels, files) = ClassFolders.List(path, [Ending], "volume (.npy)", known, problems);
        var examples = new List<Example>();
        (string Name, Shape Shape)? first = null;
        foreach (var (file, name, label) in files)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var (shape, numbers) = NumpyFile.Read(file);
                first ??= (name, shape);
                if (shape != first.Value.Shape)
                {
                    problems.Add($"{file} is a volume of {shape}, but {first.Value.Name} one of {first.Value.Shape}: all must be of one size.");
                    continue;
                }

                examples.Add(new Example(name, label, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray()));
            }
            catch (ExampleException failure)
            {
                problems.AddRange(failure.Problems);
            }
        }

        return problems.Count == 0
            ? new ExampleSet(labels, first!.Value.Shape.Rank == 3 ? [1, 1, .. first.Value.Shape] : [1, .. first.Value.Shape], arePictures: false, examples)
            : throw new ExampleException(problems);
    }
}
