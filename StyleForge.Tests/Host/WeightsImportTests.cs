using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Tests.Models.Weights;
using StyleForge.Tests.Models.Weights.Onnx;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

/// <summary>Weight files of all kinds, taken in and given out again.</summary>
public sealed class WeightsImportTests : IDisposable
{
    private readonly HostHarness _host = new();

    private string Library => Path.Combine(_host.HomeFolder, ".local", "share", "styleforge", "weights");

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("safetensors")]
    [InlineData("zip")]
    [InlineData("legacy")]
    public void Every_format_becomes_the_same_safetensors_under_torchvisions_names(string form)
    {
        TorchEntry[] tensors =
        [
            TorchEntry.Floats("conv1_1.weight", "0", [2, 3, 3, 3], [.. Enumerable.Range(0, 54).Select(number => number / 8f)]),
            TorchEntry.Floats("conv1_1.bias", "1", [2], 7, 8),
        ];
        var file = Path.Combine(_host.WorkingDirectory, "mine.bin");
        File.WriteAllBytes(file, form switch
        {
            "zip" => WeightBytes.TorchZip(tensors),
            "legacy" => WeightBytes.TorchLegacy(tensors),
            _ => WeightBytes.Safetensors(
                """{"conv1_1.weight":{"dtype":"F32","shape":[2,3,3,3],"data_offsets":[0,216]},"conv1_1.bias":{"dtype":"F32","shape":[2],"data_offsets":[216,224]}}""",
                [.. tensors[0].Data, .. tensors[1].Data]),
        });

        Assert.Equal(ExitCodes.Done, _host.Run("weights", "import", "mine.bin", "--as", "vgg16"));

        using var imported = WeightFile.Read(Path.Combine(Library, "vgg16.safetensors"));
        using var source = WeightFile.Read(file);
        Assert.Equal(["features.0.weight", "features.0.bias"], imported.Names);
        Assert.True(imported["features.0.weight"].Span.SequenceEqual(source["conv1_1.weight"].Span));
        Assert.Equal("mine.bin", imported.Metadata["styleforge_source"]);
        Assert.Equal(source.Sha256, imported.Metadata["styleforge_source_sha256"]);
        Assert.Equal("rgb", imported.Metadata["styleforge_input_order"]);
    }

    [Theory]
    [InlineData("features.30", "vgg19")]
    [InlineData("conv5_2", "vgg19")]
    [InlineData("features.17", "vgg16")]
    [InlineData("features.15", "vgg13")]
    public void A_network_that_alone_fits_need_not_be_named(string last, string expected)
    {
        var network = NetworkCatalogue.Find(expected);
        WriteFirst(network, last, "mine.safetensors");

        Assert.Equal(ExitCodes.Done, _host.Run("weights", "import", "mine.safetensors"));

        Assert.Equal($"{Path.Combine(Library, $"{expected}.safetensors")}\n", _host.Output);
        Assert.Contains($"{expected} now has the weights of mine.safetensors, which can only be its: complete to", _host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_is_taken_as_it_is_and_one_of_its_weight_files_chosen()
    {
        WriteFirst(Vgg.Vgg16, "features.17", "mine.safetensors");
        var weights = File.ReadAllBytes(Path.Combine(_host.WorkingDirectory, "mine.safetensors"));
        var package = Path.Combine(_host.WorkingDirectory, "p.nupkg");
        File.WriteAllBytes(package, WeightBytes.Zip([("tools/one.safetensors", weights), ("p.nuspec", "<package/>"u8.ToArray()), ("tools/two.safetensors", weights)]));

        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "import", "p.nupkg"));
        Assert.Contains("'p.nupkg' is an archive with 2 weight files: tools/one.safetensors, tools/two.safetensors. Choose one with --member.", _host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "import", "p.nupkg", "--member", "three.safetensors"));
        Assert.Contains("'p.nupkg' has no weight file 'three.safetensors': it has tools/one.safetensors, tools/two.safetensors.", _host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "import", "mine.safetensors", "--member", "two.safetensors"));
        Assert.Contains("--member is 'two.safetensors', but 'mine.safetensors' is no archive: leave --member out.", _host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.False(Directory.Exists(Library));

        Assert.Equal(ExitCodes.Done, _host.Run("weights", "import", "p.nupkg", "--member", "two.safetensors"));
        Assert.Contains("vgg16 now has the weights of p.nupkg/tools/two.safetensors", _host.Error, StringComparison.Ordinal);
        using var imported = WeightFile.Read(Path.Combine(Library, "vgg16.safetensors"));
        Assert.Equal("two.safetensors", imported.Metadata["styleforge_source"]);

        File.WriteAllBytes(package, WeightBytes.Zip([("tools/one.safetensors", weights)]));
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "import", "p.nupkg"));
        File.WriteAllBytes(package, WeightBytes.Zip([("p.nuspec", "<package/>"u8.ToArray())]));
        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "import", "p.nupkg"));
        Assert.Contains("'p.nupkg' is an archive of 1 file, and none of them is a weight file.", _host.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_other_programs_are_shown_and_verified_as_any()
    {
        File.WriteAllBytes(Path.Combine(_host.WorkingDirectory, "net.onnx"), OnnxBytes.Model(graph => graph.Floats("conv.weight", [2, 3], 1, 2, 3, 4, 5, 6).Raw("shape", 7, [1], new byte[8])));

        Assert.Equal(ExitCodes.Done, _host.Run("weights", "show", "net.onnx"));
        Assert.Contains(_host.OutputLines, line => line.StartsWith("format ", StringComparison.Ordinal) && line.Contains("ONNX, ", StringComparison.Ordinal));
        Assert.Contains(_host.OutputLines, line => line.StartsWith("left out ", StringComparison.Ordinal) && line.EndsWith("shape with numbers of type int64", StringComparison.Ordinal));
        Assert.Contains(_host.OutputLines, line => line.StartsWith("conv.weight ", StringComparison.Ordinal) && line.Contains("2×3", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.JobFailed, _host.Run("weights", "verify", "net.onnx"));
        Assert.Contains("net.onnx: not among the published files that are known here", _host.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "import", "net.onnx"));
        Assert.Contains("fits no network: its first tensors are conv.weight", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_that_fit_are_listed_where_there_are_several()
    {
        WriteFirst(Vgg.Vgg19, "features.0", "mine.safetensors");

        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "import", "mine.safetensors"));

        var sentence = Assert.Single(_host.ErrorLines);
        Assert.All(["vgg11", "vgg13", "vgg16", "vgg19", "--as"], word => Assert.Contains(word, sentence, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Library));
    }

    [Fact]
    public void What_comes_with_the_program_is_not_replaced_unasked()
    {
        using (var made = RandomWeights.Make(Vgg.Forge, 2))
        {
            WeightFile.Write(Path.Combine(_host.WorkingDirectory, "mine.safetensors"), made);
        }

        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "import", "mine.safetensors"));
        Assert.Contains("forge-vgg, complete, 1,606,752 parameters; vgg16, complete to relu5_1", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "import", "mine.safetensors", "--as", "forge-vgg"));
    }

    [Fact]
    public void A_file_that_fits_nothing_is_refused_with_what_it_holds()
    {
        using (var weights = new WeightSet("w", "", [("encoder.weight", new Tensor<float>([4]))]))
        {
            WeightFile.Write(Path.Combine(_host.WorkingDirectory, "mine.safetensors"), weights);
        }

        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "import", "mine.safetensors"));
        Assert.Contains("fits no network: its first tensors are encoder.weight", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--order bgr", "BGR from 0 to 255, mean 103.939, 116.779, 123.68, deviation 1, 1, 1")]
    [InlineData("--order rgb", "RGB from 0 to 1, mean 0.485, 0.456, 0.406, deviation 0.229, 0.224, 0.225")]
    [InlineData("--order bgr --mean 104,117,123", "BGR from 0 to 255, mean 104, 117, 123, deviation 1, 1, 1")]
    [InlineData("--order rgb --range 255 --mean 1,2,3 --deviation 4,5,6", "RGB from 0 to 255, mean 1, 2, 3, deviation 4, 5, 6")]
    public void Renders_give_the_weights_their_pictures_as_the_import_said(string options, string expected)
    {
        WriteFirst(Vgg.Vgg19, "conv1_2", "mine.safetensors");

        Assert.Equal(ExitCodes.Done, _host.Run(["weights", "import", "mine.safetensors", "--as", "vgg19", .. options.Split(' ')]));

        Assert.Contains($"They take pictures in {expected}.", _host.Error, StringComparison.Ordinal);
        using var imported = WeightFile.Read(Path.Combine(Library, "vgg19.safetensors"));
        using var network = Network<float>.Build(Vgg.Vgg19, imported);
        Assert.Equal(expected, network.Input.ToString());
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "show", Path.Combine(Library, "vgg19.safetensors")));
        Assert.Contains(_host.OutputLines, line => line.StartsWith("pictures ", StringComparison.Ordinal) && line.EndsWith(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--order gbr", "--order is 'gbr', but must be rgb or bgr.")]
    [InlineData("--mean 1,2,3", "--range, --mean and --deviation need --order beside them: rgb or bgr.")]
    [InlineData("--order rgb --mean 1,2", "--mean is '1,2', but must be three numbers with commas between them.")]
    [InlineData("--order bgr --deviation 1,1,0", "--deviation is '1,1,0', but must be three numbers above 0 with commas between them.")]
    [InlineData("--order bgr --range 0", "--range is '0', but must be a number above 0.")]
    [InlineData("--order rgb --range 255", "--range 255 with --order rgb is no convention that is known here: give the numbers that belong to it with --mean and --deviation.")]
    public void A_convention_that_is_none_is_refused(string options, string sentence)
    {
        WriteFirst(Vgg.Vgg19, "conv1_2", "mine.safetensors");

        Assert.Equal(ExitCodes.Wrong, _host.Run(["weights", "import", "mine.safetensors", "--as", "vgg19", .. options.Split(' ')]));
        Assert.Equal(sentence, Assert.Single(_host.ErrorLines));
        Assert.False(Directory.Exists(Library));
    }

    [Fact]
    public void Weights_that_another_file_stands_before_are_told_so()
    {
        WriteFirst(Vgg.Vgg19, "conv1_2", "mine.safetensors");
        var first = Directory.CreateDirectory(Path.Combine(_host.Folder, "studio")).FullName;
        File.WriteAllText(Path.Combine(first, "vgg19.safetensors"), "");
        _host.Variables["STYLEFORGE_WEIGHTS"] = first;

        Assert.Equal(ExitCodes.Done, _host.Run("weights", "import", "mine.safetensors", "--as", "vgg19"));
        Assert.Contains($"Renders still use {Path.Combine(first, "vgg19.safetensors")}", _host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_of_colours_to_a_network_that_is_shown_none_is_refused()
    {
        using (var digits = RandomWeights.Make(LeNet.Mnist, 1))
        {
            WeightFile.Write(Path.Combine(_host.WorkingDirectory, "digits.safetensors"), digits);
        }

        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "import", "digits.safetensors", "--as", "mnist-cnn", "--order", "bgr"));

        Assert.Equal("mnist-cnn is not shown colours: leave --order, --range, --mean and --deviation out.", _host.ErrorLines[0]);
        Assert.Empty(_host.Output);
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "import", "digits.safetensors", "--as", "mnist-cnn"));
    }

    [Fact]
    public void What_is_exported_is_read_again_number_by_number_with_its_convention_and_its_origin()
    {
        WriteFirst(Vgg.Vgg19, "conv1_2", "mine.safetensors", byTap: true);
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "import", "mine.safetensors", "--as", "vgg19", "--order", "bgr"));

        Assert.Equal(ExitCodes.Done, _host.Run("weights", "export", "vgg19", "out.safetensors"));

        using var source = WeightFile.Read(Path.Combine(_host.WorkingDirectory, "mine.safetensors"));
        using var exported = WeightFile.Read(Path.Combine(_host.WorkingDirectory, "out.safetensors"));
        Assert.Equal(["features.0.weight", "features.0.bias", "features.2.weight", "features.2.bias"], exported.Names);
        Assert.All(source.Names.Zip(exported.Names), pair => Assert.True(source[pair.First].Span.SequenceEqual(exported[pair.Second].Span)));
        Assert.Equal("pt", exported.Metadata["format"]);
        Assert.Equal(source.Sha256, exported.Metadata["styleforge_source_sha256"]);
        Assert.Equal(InputConvention.Caffe, InputMetadata.Read(exported));
    }

    [Fact]
    public void The_network_that_comes_with_the_program_is_exported()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "export", "forge-vgg", "out.safetensors"));

        using var exported = WeightFile.Read(Path.Combine(_host.WorkingDirectory, "out.safetensors"));
        using var network = Network<float>.Build(Vgg.Forge, exported);
        Assert.Equal("relu5_1", network.Taps[^1].Name);
        Assert.Equal(Vgg.Forge.Layers.SelectMany(layer => layer.Parameters.Select(parameter => $"{layer.Name}.{parameter.Name}")), exported.Names);
    }

    [Fact]
    public void Half_the_size_says_each_number_as_near_as_float16_can_and_what_the_command_line_adds()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "export", "forge-vgg", "whole.safetensors"));
        WriteFirst(Vgg.Vgg19, "conv1_2", "mine.safetensors");
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "export", "mine.safetensors", "half.safetensors", "--half", "--metadata", "license=MIT", "--metadata", "made=by = hand"));
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "export", "forge-vgg", "again.safetensors", "--half"));

        using var source = WeightFile.Read(Path.Combine(_host.WorkingDirectory, "mine.safetensors"));
        using var exported = WeightFile.Read(Path.Combine(_host.WorkingDirectory, "half.safetensors"));
        Assert.All(exported.Names.Zip(source.Names), pair => Assert.Equal(source[pair.Second].Span.ToArray().Select(number => (float)(Half)number), exported[pair.First].Span.ToArray()));
        Assert.Equal(("MIT", "by = hand"), (exported.Metadata["license"], exported.Metadata["made"]));
        long Length(string file) => new FileInfo(Path.Combine(_host.WorkingDirectory, file)).Length;
        Assert.InRange(Length("again.safetensors"), 0.5 * Length("whole.safetensors"), 0.51 * Length("whole.safetensors"));

        // What comes with the program has been rounded already, so nothing is lost.
        using var whole = WeightFile.Read(Path.Combine(_host.WorkingDirectory, "whole.safetensors"));
        using var again = WeightFile.Read(Path.Combine(_host.WorkingDirectory, "again.safetensors"));
        Assert.All(whole.Names, name => Assert.True(whole[name].Span.SequenceEqual(again[name].Span)));
    }

    [Theory]
    [InlineData("license", "--metadata is 'license', but must be a name, «=» and a text: license=MIT, say.")]
    [InlineData("=MIT", "--metadata is '=MIT', but must be a name, «=» and a text: license=MIT, say.")]
    public void What_a_file_says_of_itself_has_a_name(string said, string sentence)
    {
        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "export", "forge-vgg", "out.safetensors", "--metadata", said));

        Assert.Equal(sentence, Assert.Single(_host.ErrorLines));
        Assert.False(File.Exists(Path.Combine(_host.WorkingDirectory, "out.safetensors")));
    }

    [Fact]
    public void Numbers_too_large_for_half_the_size_are_refused()
    {
        using (var weights = new WeightSet("w", "", [("features.0.weight", new Tensor<float>([4, 3, 3, 3])), ("features.0.bias", Tensor<float>.From([4], [0, 1e6f, 0, 0]))]))
        {
            WeightFile.Write(Path.Combine(_host.WorkingDirectory, "mine.safetensors"), weights);
        }

        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "export", "mine.safetensors", "out.safetensors", "--half"));

        Assert.StartsWith("Number 1 of 'features.0.bias' is 1000000, but float16 goes", Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
        Assert.Equal([Path.Combine(_host.WorkingDirectory, "mine.safetensors")], Directory.GetFiles(_host.WorkingDirectory));
    }

    [Fact]
    public void A_file_is_exported_without_a_network_where_its_layers_have_one_name_only()
    {
        WriteFirst(Vgg.Vgg19, "features.0", "first.safetensors");

        Assert.Equal(ExitCodes.Done, _host.Run("weights", "export", "first.safetensors", "out.safetensors"));
        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "export", "first.safetensors", "out.safetensors", "--as", "vgg91"));
        Assert.Contains("There is no network 'vgg91'", _host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "export", "vgg19", "out.safetensors", "--as", "vgg16"));
        Assert.Contains("--as is vgg16, but vgg19 is a network already", _host.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out.pth", "'out.pth' is no name for exported weights: name a file that ends in .safetensors.")]
    [InlineData(".", "'.' is no name for exported weights: name a file that ends in .safetensors.")]
    [InlineData("no/out.safetensors", "'no/out.safetensors' cannot be written: the folder ")]
    [InlineData("mine.safetensors", "mine.safetensors would be written over itself: name another file to write.")]
    public void Weights_are_not_exported_where_they_cannot_be(string output, string sentence)
    {
        WriteFirst(Vgg.Vgg19, "conv1_2", "mine.safetensors");
        var before = File.ReadAllBytes(Path.Combine(_host.WorkingDirectory, "mine.safetensors"));

        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "export", "mine.safetensors", output));
        Assert.StartsWith(sentence, Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(_host.WorkingDirectory, "mine.safetensors")));
    }

    [Theory]
    [InlineData("vgg16", "fetch them once with 'styleforge weights pull vgg16' (553 MB)")]
    [InlineData("vgg91", "'vgg91' is neither a network nor a weight file. Did you mean 'vgg19'?")]
    public void Weights_that_are_not_here_are_not_exported(string subject, string sentence)
    {
        Assert.Equal(ExitCodes.Wrong, _host.Run("weights", "export", subject, "out.safetensors"));
        Assert.Contains(sentence, Assert.Single(_host.ErrorLines), StringComparison.Ordinal);
    }

    [TestDataFact]
    public void A_Caffe_file_gives_the_activations_of_the_same_weights_with_its_convention_folded_in()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("weights", "import", TestData.Path("weights/vgg19_norm_conv1_1-3_4_bgr255.pth"), "--order", "bgr"));
        using var imported = WeightFile.Read(Path.Combine(Library, "vgg19.safetensors"));
        using var folded = WeightFile.Read(TestData.Path("weights/vgg19_norm_conv1_1-3_4_torchvision_rgb.safetensors"));
        using var caffe = Network<float>.Build(Vgg.Vgg19, imported);
        using var torchvision = Network<float>.Build(Vgg.Vgg19, folded);

        var (left, right) = (Look(caffe), Look(torchvision));

        Assert.True(right.Max() > 0.1f);
        Assert.All(left.Zip(right), pair => Assert.Equal(pair.Second, pair.First, 1e-5 * right.Max()));
    }

    private static float[] Look(Network<float> network)
    {
        using var workers = new StyleForge.Models.Threading.WorkerPool(1);
        using var pool = new TensorPool();
        using var run = network.Prepare([1, 3, 24, 24], ["relu2_1"], workers, pool);
        for (var i = 0; i < run.Source.Length; i++)
        {
            run.Source.Span[i] = i * 37 % 101 / 100f;
        }

        run.Forward();
        // Away from the edge, where the padding stands for the mean colour and the two means differ by a hair.
        var tap = run.Tap("relu2_1");
        var inner = Enumerable.Range(3, 6).ToArray();
        return [.. from channel in Enumerable.Range(0, 128) from row in inner from column in inner select tap[channel, row, column]];
    }

    // The network up to a layer, with next to no channels: 2 for every layer.
    private void WriteFirst(NetworkDescription network, string last, string file, bool byTap = false)
    {
        var tensors = new List<(string, Tensor<float>)>();
        var source = 3;
        foreach (var layer in network.Layers.OfType<ConvolutionDescription>())
        {
            var stem = byTap || last == layer.Tap ? layer.Tap : layer.Name;
            var weights = new Tensor<float>([2, source, 3, 3]);
            for (var i = 0; i < weights.Length; i++)
            {
                weights.Span[i] = tensors.Count + (i / 64f);
            }

            tensors.Add(($"{stem}.weight", weights));
            tensors.Add(($"{stem}.bias", new Tensor<float>([2])));
            source = 2;
            if (last == layer.Tap || last == layer.Name)
            {
                break;
            }
        }

        using var set = new WeightSet("made", "", tensors);
        WeightFile.Write(Path.Combine(_host.WorkingDirectory, file), set);
    }
}
