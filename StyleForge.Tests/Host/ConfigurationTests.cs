using System.Text.Json;

namespace StyleForge.Tests.Host;

public sealed class ConfigurationTests
{
    [Fact]
    public void Each_layer_overrides_the_ones_before_it_and_is_named_as_the_origin()
    {
        using var host = new HostHarness();
        var names = new[] { "iterations", "firstIterations", "minimumSize", "history", "seed", "size" };
        // Each of the places sets one name fewer than the place before it, so that each place shows once.
        var beside = WriteSettings(Path.Combine(host.ApplicationFolder, "appsettings.json"), names[1..], 101);
        var working = WriteSettings(Path.Combine(host.WorkingDirectory, "appsettings.json"), names[2..], 102);
        var user = WriteSettings(Path.Combine(host.HomeFolder, ".config", "styleforge", "config.json"), names[3..], 103);
        host.Variables["STYLEFORGE_SEED"] = "104";
        host.Variables["STYLEFORGE_SIZE"] = "104";

        Assert.Equal(ExitCodes.Done, host.Run("config", "show", "--json", "--preset", "fast", "--size", "105"));

        var shown = Shown(host);
        Assert.Equal(("20", "preset fast"), shown["iterations"]);
        Assert.Equal(("101", beside), shown["firstIterations"]);
        Assert.Equal(("102", working), shown["minimumSize"]);
        Assert.Equal(("103", user), shown["history"]);
        Assert.Equal(("104", "STYLEFORGE_SEED"), shown["seed"]);
        Assert.Equal(("105", "command line"), shown["size"]);
        Assert.Equal(("style", "default"), shown["colour"]);
    }

    [Theory]
    [InlineData("STYLEFORGE_CONTENTWEIGHT")]
    [InlineData("STYLEFORGE_CONTENT_WEIGHT")]
    [InlineData("STYLEFORGE_contentWeight")]
    public void Variables_name_settings_with_and_without_underscores(string variable)
    {
        using var host = new HostHarness();
        host.Variables[variable] = "17";

        Assert.Equal(ExitCodes.Done, host.Run("config", "show", "--json"));
        Assert.Equal(("17", variable), Shown(host)["contentWeight"]);
    }

    [Fact]
    public void Variables_that_are_no_settings_are_left_alone()
    {
        using var host = new HostHarness();
        foreach (var name in (string[])["TEST_DATA", "MAX_VECTOR_BITS", "WEIGHTS", "UPDATE_GOLDENS"])
        {
            host.Variables[$"STYLEFORGE_{name}"] = "1";
        }

        Assert.Equal(ExitCodes.Done, host.Run("config", "show"));
        Assert.Empty(host.Error);
    }

    [Fact]
    public void The_user_file_follows_XDG_CONFIG_HOME()
    {
        using var host = new HostHarness();
        host.Variables["XDG_CONFIG_HOME"] = Path.Combine(host.Folder, "xdg");
        var file = WriteSettings(Path.Combine(host.Folder, "xdg", "styleforge", "config.json"), ["size"], 333);

        Assert.Equal(ExitCodes.Done, host.Run("config", "path"));
        Assert.Equal($"{file} (read)", host.OutputLines[^1]);
        Assert.Equal(3, host.OutputLines.Length);
    }

    [Theory]
    [InlineData("{ \"size\": 512,\n  \"seed\" 7 }", ":2: ")]
    [InlineData("[1, 2]", ": ")]
    [InlineData("", ": ")]
    public void A_broken_configuration_file_is_named_with_its_line(string text, string place)
    {
        using var host = new HostHarness();
        host.WritePictures();
        var path = host.Write("appsettings.json", text);

        Assert.Equal(ExitCodes.Wrong, host.Run("render", "town.png", "--style", "wave.png"));

        Assert.StartsWith($"{path}{place}The file is no JSON object with settings: ", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(host.Rendered);
    }

    [Fact]
    public void A_wrong_value_or_name_in_a_configuration_file_is_a_problem_of_that_file()
    {
        using var host = new HostHarness();
        var path = host.Write("appsettings.json", """{ "sizes": 400, "iterations": -1 }""");

        Assert.Equal(ExitCodes.Wrong, host.Run("config", "show"));
        Assert.Equal(2, host.ErrorLines.Length);
        Assert.All(host.ErrorLines, line => Assert.StartsWith($"{Path.GetFileName(path)}: ", line, StringComparison.Ordinal));
        Assert.Contains("did you mean size?", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Config_alone_shows_the_settings()
    {
        using var host = new HostHarness();
        host.Write("appsettings.json", """{ "size": 400 }""");

        Assert.Equal(ExitCodes.Done, host.Run("config"));
        Assert.Equal(ExitCodes.Done, host.Run("config", "show"));
        Assert.Equal(host.OutputLines[..(host.OutputLines.Length / 2)], host.OutputLines[(host.OutputLines.Length / 2)..]);
    }

    [Theory]
    [InlineData("--size 3")]
    [InlineData("--size 3 --json")]
    public void Settings_that_are_wrong_are_told_and_not_shown(string options)
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run(["config", "show", .. options.Split(' ')]));
        Assert.Equal("--size: size is 3, but must be a whole number from 16 to 65500.", Assert.Single(host.ErrorLines));
        Assert.Empty(host.Output);
    }

    [Theory]
    [InlineData("device", "CPU", "cpu")]
    [InlineData("device", "Cuda:1", "cuda:1")]
    [InlineData("optimiser", "ADAM", "adam")]
    [InlineData("preset", "Fast", "fast")]
    public void Words_may_be_written_in_capitals(string setting, string word, string meant)
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("config", "show", "--json", $"--{setting}", word));
        Assert.Equal((meant, "command line"), Shown(host)[setting]);
    }

    [Fact]
    public void The_configuration_of_another_program_is_passed_over()
    {
        using var host = new HostHarness();
        host.Write("appsettings.json", """
            {
              "Logging": { "LogLevel": { "Default": "Information" } }, "AllowedHosts": "*", "ConnectionStrings": {}, "Kestrel": { "Endpoints": [] }, "Serilog": { "Using": ["x"] },
              "Urls": "http://localhost:5000", "DetailedErrors": true, "Jwt": { "Key": "k" }, "Features": [], "https_port": 5001, "$schema": "https://json.schemastore.org/appsettings.json",
              "size": 64, "styleLayers": ["relu1_1"]
            }
            """);

        Assert.Equal(ExitCodes.Done, host.Run("config", "show", "--json"));
        Assert.Empty(host.Error);
        Assert.Equal(("64", Path.Combine(host.WorkingDirectory, "appsettings.json")), Shown(host)["size"]);
        Assert.Contains("relu1_1", Shown(host)["styleLayers"].Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("appsettings.json", """{ "Logging": {}, "sizes": 400 }""")]
    [InlineData("appsettings.json", """{ "AllowedHosts": "*" }""")]
    [InlineData("../home/.config/styleforge/config.json", """{ "Logging": {} }""")]
    public void What_looks_misspelt_or_stands_among_settings_alone_is_still_refused(string name, string text)
    {
        using var host = new HostHarness();
        host.Write(name, text);

        Assert.Equal(ExitCodes.Wrong, host.Run("config", "show"));
        Assert.Contains("is not a setting", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_file_beside_jobs_is_no_job()
    {
        using var host = new HostHarness();
        host.WritePictures();
        host.Write("appsettings.json", """{ "size": 64 }""");
        host.Write("a.json", """{ "version": 1, "content": "town.png", "styles": ["wave.png"] }""");

        Assert.Equal(ExitCodes.Done, host.Run("batch", "."));
        Assert.Equal(64, Assert.Single(host.Rendered).Settings.Size);
        Assert.Equal(ExitCodes.Done, host.Run("check", "."));
    }

    [Fact]
    public void A_configuration_file_that_leads_nowhere_is_told_in_a_sentence()
    {
        using var host = new HostHarness();
        File.CreateSymbolicLink(Path.Combine(host.WorkingDirectory, "appsettings.json"), "nowhere");

        Assert.Equal(ExitCodes.Wrong, host.Run("config", "show"));
        Assert.EndsWith("The configuration file is a link to \"nowhere\", which does not exist. Mend it or take it away.", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
    }

    private static string WriteSettings(string path, string[] names, int value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(names.ToDictionary(name => name, _ => value)));
        return path;
    }

    private static Dictionary<string, (string Value, string Origin)> Shown(HostHarness host) => JsonDocument.Parse(host.Output).RootElement
        .EnumerateArray()
        .ToDictionary(
            setting => setting.GetProperty("name").GetString()!,
            setting => (setting.GetProperty("value").ToString(), setting.GetProperty("origin").GetString()!));
}
