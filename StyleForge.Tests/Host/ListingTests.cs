using System.Text.Json;
using StyleForge.Engine.Settings;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.Host;

/// <summary>The commands that show what there is.</summary>
public sealed class ListingTests
{
    [Theory]
    [InlineData("networks")]
    [InlineData("weights")]
    public void A_group_of_commands_alone_lists_what_there_is(string group)
    {
        using var alone = new HostHarness();
        using var listed = new HostHarness();

        Assert.Equal(ExitCodes.Done, alone.Run(group));
        Assert.Equal(ExitCodes.Done, listed.Run(group, "list"));

        Assert.Equal(listed.Output.Replace(listed.Folder, "", StringComparison.Ordinal), alone.Output.Replace(alone.Folder, "", StringComparison.Ordinal));
        Assert.NotEmpty(alone.Output);
    }

    [Fact]
    public void Networks_are_listed_and_described_as_text_and_as_json()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("networks", "list"));
        Assert.Equal(NetworkCatalogue.Every.Select(network => network.Name), host.OutputLines[1..].Select(line => line.Split(' ')[0]));

        using var described = new HostHarness();
        Assert.Equal(ExitCodes.Done, described.Run("networks", "describe", "vgg19", "--input", "224", "--json"));
        var table = JsonDocument.Parse(described.Output).RootElement;
        // Torchvision's documentation gives vgg19 143 667 240 parameters.
        Assert.Equal(143_667_240, table.GetProperty("parameters").GetInt64());
        Assert.Equal("relu1_1", table.GetProperty("layers")[1].GetProperty("tap").GetString());
    }

    [Theory]
    [InlineData("vgg19x", "Did you mean 'vgg19'?")]
    [InlineData("vgg20", "Did you mean 'vgg19'?")]
    [InlineData("resnet", "'resnet' is neither a network nor a weight file")]
    public void An_unknown_network_is_refused(string name, string sentence)
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run("networks", "describe", name));
        Assert.Contains(sentence, Assert.Single(host.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_too_small_for_a_network_is_refused()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run("networks", "describe", "vgg19", "--input", "8"));
        Assert.Contains("too small", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Presets_name_what_they_change()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("presets"));
        var words = string.Join(' ', host.Output.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries));
        Assert.All(Presets.All, preset => Assert.Contains($"{preset.Name}: {preset.Summary}", words, StringComparison.Ordinal));
        Assert.Contains("  iterations  20", host.OutputLines);
        Assert.All(host.OutputLines, line => Assert.InRange(line.Length, 0, 100));
    }

    [Fact]
    public void Styles_are_listed_by_name_with_their_titles()
    {
        using var host = new HostHarness();
        host.Write("styles/marbling.json", """{ "title": "Marbled paper" }""");
        host.Write("styles/ink.json", """{ "title": "Ink wash" }""");

        Assert.Equal(ExitCodes.Done, host.Run("styles"));
        Assert.Equal(["name      title", "ink       Ink wash", "marbling  Marbled paper"], host.OutputLines);
    }

    [Fact]
    public void Without_styles_there_is_nothing_to_list()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.NothingToDo, host.Run("styles"));
        Assert.Single(host.ErrorLines);
    }

    [Fact]
    public void Weights_are_found_in_each_folder_in_order()
    {
        using var host = new HostHarness();
        var cached = Touch(host, ".cache/torch/hub/checkpoints/vgg19-dcbb9e9d.pth");
        Assert.Equal(cached, Found(host, "vgg19"));

        var imported = Touch(host, ".local/share/styleforge/weights/vgg19.safetensors");
        Assert.Equal(imported, Found(host, "vgg19"));

        var named = Path.Combine(host.Folder, "named");
        host.Variables["STYLEFORGE_WEIGHTS"] = named;
        Directory.CreateDirectory(named);
        File.WriteAllText(Path.Combine(named, "vgg19-dcbb9e9d.pth"), "");
        Assert.Equal(Path.Combine(named, "vgg19-dcbb9e9d.pth"), Found(host, "vgg19"));

        Assert.Null(Found(host, "vgg16"));
    }

    [Fact]
    public void The_list_says_size_licence_and_place_of_all_weights_and_how_to_get_what_is_missing()
    {
        using var host = new HostHarness();
        var cached = Touch(host, ".cache/torch/hub/checkpoints/vgg16-397923af.pth");
        File.WriteAllBytes(Touch(host, ".local/share/styleforge/weights/vgg13-19584684.pth.part"), new byte[2_000_000]);

        Assert.Equal(ExitCodes.Done, host.Run("weights", "list"));

        string[] Row(string name) => [.. host.OutputLines.First(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        Assert.Equal(["vgg19", "vgg19-dcbb9e9d.pth", "574.7 MB", "no: styleforge weights pull vgg19"], Row("vgg19"));
        Assert.Equal(["vgg16", "vgg16-397923af.pth", "553.4 MB", cached], Row("vgg16"));
        Assert.Equal(["vgg11", "vgg11-8a719046.pth", "about 531.5 MB", "no: styleforge weights pull vgg11"], Row("vgg11"));
        Assert.Equal("no: styleforge weights pull vgg13 (2.0 MB are here already)", Row("vgg13")[^1]);
        Assert.Equal(["forge-vgg", "built in", "3.2 MB", "in the program"], Row("forge-vgg"));
        Assert.Equal(["meshnet5", "meshnet5/model.json", "31.7 kB", "no: styleforge weights pull meshnet5"], Row("meshnet5"));
        Assert.Equal(["lenet5", "none published", "no: styleforge weights import FILE --as lenet5"], Row("lenet5"));
        Assert.Contains("  forge-vgg, mnist-cnn: MIT", host.OutputLines);
        Assert.Contains(host.OutputLines, line => line.StartsWith("  vgg11, vgg13, vgg16, vgg19, alexnet, ", StringComparison.Ordinal) && line.Contains(": BSD-3-Clause (torchvision)", StringComparison.Ordinal));

        using var asJson = new HostHarness();
        Assert.Equal(ExitCodes.Done, asJson.Run("weights", "list", "--json"));
        var networks = JsonDocument.Parse(asJson.Output).RootElement.GetProperty("networks").EnumerateArray().ToDictionary(network => network.GetProperty("name").GetString()!);
        Assert.Equal("styleforge weights pull vgg19", networks["vgg19"].GetProperty("command").GetString());
        Assert.Equal(574_673_361, networks["vgg19"].GetProperty("bytes").GetInt64());
        Assert.StartsWith("BSD-3-Clause", networks["vgg11"].GetProperty("licence").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, networks["forge-vgg"].GetProperty("command").ValueKind);
        Assert.True(networks["forge-vgg"].GetProperty("builtIn").GetBoolean());
        Assert.Equal(NetworkCatalogue.Find("forge-vgg").Facts.BuiltIn!.Bytes, networks["forge-vgg"].GetProperty("bytes").GetInt64());
        Assert.False(networks["vgg19"].GetProperty("builtIn").GetBoolean());
    }

    [Fact]
    public void Imported_weights_are_checked_and_lie_where_renders_look()
    {
        using var host = new HostHarness();
        host.WritePictures();
        WriteFirstLayer(Path.Combine(host.WorkingDirectory, "mine.safetensors"), channels: 3);

        Assert.Equal(ExitCodes.Done, host.Run("weights", "import", "mine.safetensors", "--as", "vgg19"));

        var imported = Path.Combine(host.HomeFolder, ".local", "share", "styleforge", "weights", "vgg19.safetensors");
        Assert.Equal($"{imported}\n", host.Output);
        Assert.Equal([imported], Directory.EnumerateFiles(Path.GetDirectoryName(imported)!));
        var used = "";
        host.Render = (plan, observer) =>
        {
            used = host.Options!.Weights!.Get(plan.Settings).Origin;
            return HostHarness.Finish(plan, observer);
        };
        string[] render = ["render", "town.png", "--style", "wave.png", "--network", "vgg19", "--content-layers", "relu1_1", "--style-layers", "relu1_1", "-q"];
        Assert.True(host.Run(render) == ExitCodes.Done, host.Error);
        Assert.Equal(imported, used);
    }

    [Fact]
    public void Weights_of_another_network_are_not_imported()
    {
        using var host = new HostHarness();
        WriteFirstLayer(Path.Combine(host.WorkingDirectory, "mine.safetensors"), channels: 5);

        Assert.Equal(ExitCodes.Wrong, host.Run("weights", "import", "mine.safetensors", "--as", "vgg19"));
        Assert.Single(host.ErrorLines);
        Assert.False(Directory.Exists(Path.Combine(host.HomeFolder, ".local", "share", "styleforge", "weights")));
    }

    [Fact]
    public void A_weight_file_shows_its_tensors_and_checksum()
    {
        using var host = new HostHarness();
        var path = Path.Combine(host.WorkingDirectory, "mine.safetensors");
        WriteFirstLayer(path, channels: 3);

        Assert.Equal(ExitCodes.Done, host.Run("weights", "show", "mine.safetensors", "--json"));

        var shown = JsonDocument.Parse(host.Output).RootElement;
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))), shown.GetProperty("sha256").GetString());
        Assert.Equal("4×3×3×3", shown.GetProperty("tensors").GetProperty("features.0.weight").GetString());
    }

    [Fact]
    public void A_weight_file_shows_its_format_and_what_it_fits()
    {
        using var host = new HostHarness();
        WriteFirstLayer(Path.Combine(host.WorkingDirectory, "mine.safetensors"), channels: 3);

        Assert.Equal(ExitCodes.Done, host.Run("weights", "show", "mine.safetensors"));

        Assert.Contains("file      mine.safetensors", host.OutputLines);
        Assert.Contains(host.OutputLines, line => line.StartsWith("format    safetensors, 0.", StringComparison.Ordinal));
        // 4 filters of 3·3·3 numbers with a bias each.
        Assert.Contains(host.OutputLines, line => line.StartsWith("fits      ", StringComparison.Ordinal) && line.EndsWith("vgg19, complete to relu1_1, 112 parameters", StringComparison.Ordinal));
    }

    [Fact]
    public void A_weight_file_shows_what_was_left_out_of_it_and_why()
    {
        using var host = new HostHarness();
        const string Header = """
            {"features.0.weight":{"dtype":"F32","shape":[1,3,1,1],"data_offsets":[0,12]},"history":{"dtype":"F32","shape":[0],"data_offsets":[12,12]},
            "a":{"dtype":"I64","shape":[1],"data_offsets":[12,20]},"b":{"dtype":"F8_E5M2","shape":[4],"data_offsets":[20,24]},
            "c":{"dtype":"I64","shape":[1],"data_offsets":[24,32]},"d":{"dtype":"I64","shape":[1],"data_offsets":[32,40]}}
            """;
        File.WriteAllBytes(Path.Combine(host.WorkingDirectory, "mine.safetensors"), [.. BitConverter.GetBytes((long)Header.Length), .. System.Text.Encoding.ASCII.GetBytes(Header), .. new byte[40]]);

        Assert.Equal(ExitCodes.Done, host.Run("weights", "show", "mine.safetensors"));

        Assert.Contains("left out  history with no elements; a with numbers of type I64; b with numbers of type F8_E5M2; and 2 others", host.OutputLines);
    }

    [Fact]
    public void The_weights_that_come_with_the_program_are_shown_by_the_networks_name()
    {
        using var host = new HostHarness();
        using var weights = NetworkCatalogue.Find("forge-vgg").Facts.BuiltIn!.Read();

        Assert.Equal(ExitCodes.Done, host.Run("weights", "show", "forge-vgg"));
        string[] expected = ["file built in", "format safetensors, 3.2 MB", $"sha256 {weights.Sha256}", "license MIT"];
        Assert.All(expected, line => Assert.Contains(line, host.OutputLines.Select(shown => string.Join(' ', shown.Split(' ', StringSplitOptions.RemoveEmptyEntries)))));

        using var asJson = new HostHarness();
        Assert.Equal(ExitCodes.Done, asJson.Run("weights", "show", "forge-vgg", "--json"));
        var shown = JsonDocument.Parse(asJson.Output).RootElement;
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("file").ValueKind);
        Assert.Equal(weights.Sha256, shown.GetProperty("sha256").GetString());

        Assert.Equal(ExitCodes.Wrong, host.Run("weights", "show", "vgg19"));
        Assert.StartsWith("The weights of vgg19 are not on this machine", host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NothingToDo, host.Run("weights", "verify", "forge-vgg"));
        Assert.Equal($"forge-vgg is built in (3.2 MB, licence MIT, SHA-256 {weights.Sha256}): there is no file to verify.", host.ErrorLines[^1]);
        Assert.Equal(ExitCodes.Done, host.Run("networks", "describe", "forge-vgg"));
        Assert.Contains("  weights  built in, 3.2 MB", host.OutputLines);
    }

    [Fact]
    public void An_imported_file_remembers_what_it_was_made_from()
    {
        using var host = new HostHarness();
        var source = Path.Combine(host.WorkingDirectory, "vgg19-dcbb9e9d.pth");
        WriteFirstLayer(source, channels: 3);
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(source)));
        var expected = $"not as published: the SHA-256 should begin with dcbb9e9d, but is {sha256}; fetch it again with 'styleforge weights pull vgg19'";

        Assert.Equal(ExitCodes.JobFailed, host.Run("weights", "verify", "vgg19-dcbb9e9d.pth"));
        Assert.EndsWith(expected, Assert.Single(host.OutputLines), StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Done, host.Run("weights", "import", "vgg19-dcbb9e9d.pth", "--as", "vgg19"));
        Assert.Equal(ExitCodes.JobFailed, host.Run("weights", "verify", "vgg19"));
        Assert.EndsWith(expected, host.OutputLines[^1], StringComparison.Ordinal);
        Assert.Contains("vgg19.safetensors", host.OutputLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_file_is_verified_by_its_checksum_whatever_its_name()
    {
        using var host = new HostHarness();
        var path = Path.Combine(host.WorkingDirectory, "mine.safetensors");
        // The checksum of a real download cannot be had offline, so an imported file says that it was made from one.
        using (var weights = new WeightSet("test", "", [("features.0.bias", Filled([4]))]))
        {
            WeightFile.Write(path, weights, new Dictionary<string, string> { ["styleforge_source_sha256"] = "dcbb9e9d" + new string('0', 56) });
        }

        Assert.Equal(ExitCodes.Done, host.Run("weights", "verify", "mine.safetensors"));
        Assert.StartsWith("mine.safetensors: as published, vgg19-dcbb9e9d.pth", Assert.Single(host.OutputLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_weights_there_is_nothing_to_verify()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.NothingToDo, host.Run("weights", "verify"));
        Assert.Equal(ExitCodes.NothingToDo, host.Run("weights", "verify", "vgg16"));
        Assert.Equal(2, host.ErrorLines.Length);
    }

    [Theory]
    [InlineData("weights list")]
    [InlineData("config path")]
    [InlineData("config show")]
    [InlineData("presets")]
    [InlineData("networks list")]
    [InlineData("networks describe forge-vgg")]
    public void What_is_listed_is_also_there_as_json(string command)
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run([.. command.Split(' '), "--json"]));
        JsonDocument.Parse(host.Output).Dispose();
    }

    [Fact]
    public void Settings_are_typed_in_json()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("config", "show", "--json"));
        var values = JsonDocument.Parse(host.Output).RootElement.EnumerateArray().ToDictionary(entry => entry.GetProperty("name").GetString()!, entry => entry.GetProperty("value"));
        Assert.Equal(512, values["size"].GetInt32());
        Assert.Equal(300, values["styleWeight"].GetDouble());
        Assert.Equal(JsonValueKind.Null, values["weightsFile"].ValueKind);
        Assert.Equal(4, values["styleLayers"].GetArrayLength());
        Assert.Equal("average", values["pooling"].GetString());
    }

    [Theory]
    [InlineData("missing.pth")]
    [InlineData("town.png")]
    [InlineData(".")]
    public void What_is_no_weight_file_is_refused_in_one_sentence(string path)
    {
        using var host = new HostHarness();
        host.WritePictures();

        Assert.Equal(ExitCodes.Wrong, host.Run("weights", "show", path));
        Assert.Single(host.ErrorLines);
        Assert.Empty(host.Output);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Completions_ask_the_program_itself(string shell)
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("completions", shell));
        Assert.Contains("[suggest:", host.Output, StringComparison.Ordinal);

        using var suggesting = new HostHarness();
        Assert.Equal(ExitCodes.Done, suggesting.Run("[suggest:27]", "styleforge render --colour "));
        Assert.Equal(["content", "style"], suggesting.OutputLines);
    }

    private static string? Found(HostHarness host, string network) =>
        new Hosting.WeightLibrary(host.Environment()).Find(NetworkCatalogue.Find(network));

    private static string Touch(HostHarness host, string relative)
    {
        var path = Path.Combine([host.HomeFolder, .. relative.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }

    // conv1_1 of four filters: the shortest network that there is.
    private static void WriteFirstLayer(string path, int channels)
    {
        using var weights = new WeightSet("test", "", [("features.0.weight", Filled([4, channels, 3, 3])), ("features.0.bias", Filled([4]))]);
        WeightFile.Write(path, weights);
    }

    private static Tensor<float> Filled(Shape shape)
    {
        var tensor = new Tensor<float>(shape);
        tensor.Span.Fill(0.5f);
        return tensor;
    }
}
