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
        Write("{}", "b.json", "a.json", "B.json", "UPPER.JSON", "notes.txt", "a.json~", "deeper/c.json");

        var finding = JobFinder.Find([_folder]);
        Assert.Equal(["B.json", "UPPER.JSON", "a.json", "b.json"], finding.Files.Select(Path.GetFileName));
        Assert.Empty(finding.Problems);
    }

    [Fact]
    public void Hidden_files_and_configuration_files_are_no_jobs_of_their_folder()
    {
        Write("{}", "a.json", ".hidden.json", "._a.json", "appsettings.json", "AppSettings.Development.json");
        File.CreateSymbolicLink(Path.Combine(_folder, ".#a.json"), "user@host.1:1");

        Assert.Equal(["a.json"], JobFinder.Find([_folder]).Files.Select(Path.GetFileName));
        var named = Path.Combine(_folder, ".hidden.json");
        Assert.Equal([named], JobFinder.Find([named]).Files);
    }

    [Fact]
    public void The_record_of_a_picture_is_told_from_a_job_by_what_it_holds()
    {
        Write("""{ "styleforge": "0.1.0", "plan": {} }""", "picture.png.json", "photo.JPG.json");
        Write("""{ "version": 1 }""", "harbour.jpg.json", "b.webp.json");
        Write("", "empty.png.json");
        Write("[", "broken.png.json");

        Assert.Equal(["b.webp.json", "broken.png.json", "empty.png.json", "harbour.jpg.json"], JobFinder.Find([_folder]).Files.Select(Path.GetFileName));
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_a_problem_of_the_job_and_not_passed_over()
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "a.json"), "nowhere.json");

        var file = Assert.Single(JobFinder.Find([_folder]).Files);
        Assert.Equal("The job file is a link to \"nowhere.json\", which does not exist.", Assert.Single(JobReader.Read(file).Problems).Message);
    }

    private void Write(string text, params string[] names)
    {
        foreach (var name in names)
        {
            File.WriteAllText(Path.Combine(_folder, name), text);
        }
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
