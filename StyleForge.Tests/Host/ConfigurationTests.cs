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

        Assert.Equal(ExitCodes.Done, host.Run("config", "show", "--json", "--preset", "preview", "--size", "105"));

        var shown = Shown(host);
        Assert.Equal(("40", "preset preview"), shown["iterations"]);
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
        var shown = host.Output;
        Assert.Equal(ExitCodes.Done, host.Run("config"));
        Assert.Equal(shown + shown, host.Output);
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
    [InlineData("", ":1: ")]
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
