using System.Text.Json;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class IdentifyTests : IDisposable
{
    private readonly HostHarness _host = new();

    public IdentifyTests()
    {
        using var weights = SeededWeights.Make(Magika.Version3, 3);
        WeightFile.Write(Path.Combine(_host.WorkingDirectory, "magika.safetensors"), weights);
        _host.Variables["STYLEFORGE_WEIGHTS"] = _host.WorkingDirectory;
        _host.Write("in/letter.txt", "Dear all, this is a letter of some length.\n");
        _host.Write("in/short", "abc");
        _host.Write("in/.hidden", "abc");
        _host.Write("in/deeper/empty", "");
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_folder_stands_for_its_files_and_its_folders_only_when_asked()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("identify", "in"));
        Assert.Equal(["file", "in/letter.txt", "in/short"], _host.OutputLines.Select(line => line.Split(' ')[0]));
        Assert.Contains("too short to say more", _host.OutputLines[2], StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Done, _host.Run("identify", "in", "--recursive"));
        Assert.Contains(_host.OutputLines, line => line.StartsWith("in/deeper/empty", StringComparison.Ordinal) && line.Contains("inode/x-empty", StringComparison.Ordinal));
        Assert.Empty(_host.Error);
    }

    [Fact]
    public void Json_is_an_array_whose_fields_are_documented()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("identify", "in/letter.txt", "in/short", "--top", "3", "--mode", "best-guess", "--json"));

        var answer = JsonDocument.Parse(_host.Output).RootElement.EnumerateArray().ToArray();
        Assert.Equal(Path.Combine(_host.WorkingDirectory, "in", "letter.txt"), answer[0].GetProperty("file").GetString());
        var ranking = answer[0].GetProperty("ranking").EnumerateArray().ToArray();
        Assert.Equal(3, ranking.Length);
        Assert.Equal(answer[0].GetProperty("score").GetDouble(), ranking[0].GetProperty("probability").GetDouble());
        Assert.Equal(("txt", "short"), (answer[1].GetProperty("label").GetString(), answer[1].GetProperty("reason").GetString()));
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "command-line.md"));
        Assert.All(answer[0].EnumerateObject(), field => Assert.Contains($"`{field.Name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void What_cannot_be_read_is_said_and_the_others_are_told()
    {
        Assert.Equal(ExitCodes.JobFailed, _host.Run("identify", "in/gone", "in/short"));

        Assert.Equal($"{Path.Combine(_host.WorkingDirectory, "in", "gone")} does not exist.", Assert.Single(_host.ErrorLines));
        Assert.StartsWith("in/short", _host.OutputLines[1], StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Wrong, _host.Run("identify", "in/gone"));
    }

    [Fact]
    public void An_empty_folder_is_nothing_to_do()
    {
        Directory.CreateDirectory(Path.Combine(_host.WorkingDirectory, "none"));

        Assert.Equal(ExitCodes.NothingToDo, _host.Run("identify", "none"));
        Assert.Equal("There is no file to identify: the folder has none, or hidden ones only.", Assert.Single(_host.ErrorLines));
    }

    [Fact]
    public void Without_weights_the_sentence_says_how_to_get_them()
    {
        _host.Variables.Clear();

        Assert.Equal(ExitCodes.Wrong, _host.Run("identify", "in/short"));
        Assert.StartsWith("The weights of magika are not on this machine: fetch them with 'styleforge weights pull magika'", _host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Equal(ExitCodes.Wrong, _host.Run("identify", "in/short", "--top", "215"));
        Assert.StartsWith("--top is 215, but must be a whole number from 1 to 214.", _host.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Wrong, _host.Run("identify", "in/short", "--mode", "best-gess"));
        Assert.EndsWith("--mode is best-gess, but must be one of high-confidence, medium-confidence, best-guess. Did you mean 'best-guess'?", _host.ErrorLines[^1], StringComparison.Ordinal);
    }

    [TestDataFact]
    public void Real_files_are_known_whatever_their_names()
    {
        _host.Variables.Clear();
        File.Copy(TestData.Path("images/cat.jpg"), Path.Combine(_host.WorkingDirectory, "in", "cat.txt"));
        File.Copy(Path.Combine(TestData.Repository, "docs", "images", "forge-vgg-curve.svg"), Path.Combine(_host.WorkingDirectory, "in", "curve"));
        File.Copy(Path.Combine(TestData.Repository, "StyleForge", "Program.cs"), Path.Combine(_host.WorkingDirectory, "in", "program"));

        Assert.Equal(ExitCodes.Done, _host.Run("identify", "in/cat.txt", "in/curve", "in/program", "--json", "--weights", TestData.Path("models/magika/magika_v3_3.safetensors")));

        Assert.Equal(["jpeg", "svg", "cs"], JsonDocument.Parse(_host.Output).RootElement.EnumerateArray().Select(file => file.GetProperty("label").GetString()!));
    }
}
