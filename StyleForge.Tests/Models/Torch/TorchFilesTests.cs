using System.Runtime.InteropServices;
using StyleForge.Models.Torch;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Torch;

/// <summary>Where libtorch is looked for, and what is said where it is not.</summary>
public sealed class TorchFilesTests : IDisposable
{
    private static readonly string Runtime = Path.Combine(
        "runtimes",
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
        "native");

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_lies_beside_a_published_program_or_below_runtimes_in_a_builds_output(bool isPublished)
    {
        var natives = isPublished ? "" : Runtime;
        var shim = Put(natives, "LibTorchSharp");
        string[] libraries = [Put(natives, "c10"), Put(natives, "torch_cpu"), Put(natives, "torch")];

        var files = TorchFiles.Find(_folder.Path, ownFolder: null);

        Assert.Equal(shim, files.Shim);
        Assert.Equal(libraries, files.Libraries);
        Assert.False(files.HasCuda);
        Assert.False(files.IsOwn);
    }

    [Fact]
    public void A_libtorch_of_the_users_own_is_loaded_in_order_that_for_cuda_included()
    {
        Put("", "LibTorchSharp");
        var torch = Put("own", "torch");
        string[] libraries = [Put("own", "c10"), Put("own", "torch_cpu"), Put("own", "c10_cuda"), Put("own", "torch_cuda"), torch];

        var files = TorchFiles.Find(_folder.Path, _folder.File("own"));

        Assert.Equal(libraries, files.Libraries);
        Assert.True(files.HasCuda);
        Assert.True(files.IsOwn);
    }

    [Fact]
    public void What_is_missing_is_told_with_how_to_mend_it()
    {
        Assert.Contains("TorchSharp's library", Refusal(null), StringComparison.Ordinal);
        Put("", "LibTorchSharp");
        Assert.Contains("build it with -p:TorchRuntime=cpu, or set STYLEFORGE_LIBTORCH", Refusal(null), StringComparison.Ordinal);
        Put("own", "c10");
        Assert.Contains("where there is no", Refusal("own"), StringComparison.Ordinal);
        Put("", "torch_cpu");
        Assert.Contains("lacks", Refusal(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_of_them_are_refused_because_they_would_end_the_process()
    {
        Put("", "LibTorchSharp");
        foreach (var library in (string[])["c10", "torch_cpu", "torch"])
        {
            Put("", library);
            Put("own", library);
        }

        Assert.Contains("build it with -p:TorchRuntime=none", Refusal("own"), StringComparison.Ordinal);
        Assert.True(TorchFiles.Find(_folder.Path, _folder.Path).IsOwn); // The same one by both names is one.
    }

    public void Dispose() => _folder.Dispose();

    private string Refusal(string? own) =>
        Assert.Throws<TorchUnavailableException>(() => TorchFiles.Find(_folder.Path, own is null ? null : _folder.File(own))).Message;

    private string Put(string folder, string library)
    {
        var name = OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, folder)).FullName, name);
        File.WriteAllText(path, "");
        return path;
    }
}
