namespace StyleForge.Tests.TestKit;

/// <summary>Finds the folder of real weights and pictures that is kept outside the repository.</summary>
public static class TestData
{
    /// <summary>The folder, or null where this machine does not have it.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The repository's root: the folder of StyleForge.sln.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The absolute path of a file of the folder, such as <c>images/cat.jpg</c>.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(
        Folder ?? throw new InvalidOperationException("The test data folder is absent: mark the test with [TestDataFact]."), relative);

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("STYLEFORGE_TEST_DATA");
        var folder = named ?? System.IO.Path.Combine(FindRepository(), "..", "shared", "data");
        return Directory.Exists(folder) ? System.IO.Path.GetFullPath(folder) : null;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "StyleForge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("StyleForge.sln was not found above the test binaries.");
    }
}
