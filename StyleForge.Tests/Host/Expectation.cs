using System.Runtime.CompilerServices;

namespace StyleForge.Tests.Host;

/// <summary>Text that a command prints, kept beside the tests.</summary>
internal static class Expectation
{
    public static void Is(string file, string actual, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "Expectations", file);
        if (Environment.GetEnvironmentVariable("STYLEFORGE_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"{path} is absent: run the tests with STYLEFORGE_UPDATE_GOLDENS=1 and read what they write.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
