using StyleForge.Engine.Jobs;

namespace StyleForge.Tests.Engine.Jobs;

public sealed class JobFinderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("styleforge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_is_the_job_files_right_inside_it_by_name()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "deeper"));
        foreach (var name in new[] { "b.json", "a.json", "B.json", "notes.txt", "deeper/c.json", "picture.png.json", "photo.JPG.json" })
        {
            File.WriteAllText(Path.Combine(_folder, name), "{}");
        }

        var finding = JobFinder.Find([_folder]);
        Assert.Equal(["B.json", "a.json", "b.json"], finding.Files.Select(Path.GetFileName));
        Assert.Empty(finding.Problems);
    }

    [Fact]
    public void A_file_is_found_whatever_its_ending_and_only_once()
    {
        var file = Path.Combine(_folder, "job.txt");
        File.WriteAllText(file, "{}");
        Assert.Equal([file], JobFinder.Find([file, file]).Files);
    }

    [Fact]
    public void An_empty_folder_is_nothing_to_do_and_a_missing_path_is_a_problem()
    {
        var missing = Path.Combine(_folder, "none");
        var finding = JobFinder.Find([_folder, missing]);
        Assert.Empty(finding.Files);
        Assert.Equal($"{missing}: There is no file or folder \"{missing}\": check the path.", Assert.Single(finding.Problems).ToString());
    }
}
