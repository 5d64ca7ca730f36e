using System.Runtime.InteropServices;

namespace StyleForge.Models.Torch;

/// <summary>The native libraries that TorchSharp needs, found but not loaded.</summary>
/// <param name="Libraries">Full paths of libtorch's own libraries, in the order in which they are loaded.</param>
/// <param name="Shim">Full path of the library through which TorchSharp calls them.</param>
/// <param name="IsOwn">Whether libtorch is the user's own, not the one that came with the program.</param>
internal sealed record TorchFiles(IReadOnlyList<string> Libraries, string Shim, bool IsOwn)
{
    private static readonly string[] Needed = ["c10", "torch_cpu", "torch"];
    private static readonly string[] InOrder = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    /// <summary>Whether this libtorch is one for CUDA.</summary>
    public bool HasCuda => Libraries.Any(path => Path.GetFileName(path) == FileName("torch_cuda"));

    /// <summary>Where natives lie: beside a published program, and below <c>runtimes</c> in a build's output.</summary>
    private static string RuntimeFolder
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return Path.Combine("runtimes", $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native");
        }
    }

    /// <summary>Looks for the libraries.</summary>
    /// <param name="applicationFolder">Where the program lies.</param>
    /// <param name="ownFolder">A folder with the user's own libtorch; null or empty for the one that came with the program.</param>
    /// <exception cref="TorchUnavailableException">A library is missing.</exception>
    public static TorchFiles Find(string applicationFolder, string? ownFolder)
    {
        string[] places = [Path.Combine(applicationFolder, RuntimeFolder), applicationFolder];
        var shim = places.Select(folder => Path.Combine(folder, FileName("LibTorchSharp"))).FirstOrDefault(File.Exists)
            ?? throw new TorchUnavailableException(
                $"TorchSharp's library {FileName("LibTorchSharp")} is neither in {places[0]} nor in {places[1]}; TorchSharp comes for Linux and Windows on x64, macOS on arm64 and Windows on arm64.");
        var bundled = places.FirstOrDefault(folder => File.Exists(Path.Combine(folder, FileName("torch_cpu"))));
        var isOwn = !string.IsNullOrEmpty(ownFolder);
        var folder = isOwn ? Path.GetFullPath(ownFolder!) : bundled;
        if (folder is null)
        {
            throw new TorchUnavailableException(
                $"There is no libtorch beside the program: build it with -p:TorchRuntime=cpu, or set {TorchLibrary.FolderVariable} to the folder of one.");
        }

        if (isOwn && bundled is not null && Path.GetFullPath(bundled) != folder)
        {
            // TorchSharp would load the one beside the program too, and two in one process end it.
            throw new TorchUnavailableException(
                $"{TorchLibrary.FolderVariable} is {folder}, but the program has a libtorch of its own in {bundled}: build it with -p:TorchRuntime=none, or leave the variable out.");
        }

        var missing = Needed.Select(FileName).FirstOrDefault(name => !File.Exists(Path.Combine(folder, name)));
        return missing is null
            ? new TorchFiles([.. InOrder.Select(name => Path.Combine(folder, FileName(name))).Where(File.Exists)], shim, isOwn)
            : throw new TorchUnavailableException(
                isOwn
                    ? $"{TorchLibrary.FolderVariable} is {folder}, where there is no {missing}: name the folder with libtorch's libraries, such as PyTorch's torch/lib."
                    : $"The libtorch beside the program in {folder} lacks {missing}: build the program again.");
    }

    private static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
}
