using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Settings;
using static StyleForge.Tests.Engine.Settings.SettingCatalogueTests;

namespace StyleForge.Tests.Engine.Settings;

public class SettingsResolverTests
{
    [Fact]
    public void Without_layers_everything_is_the_default()
    {
        var resolution = SettingsResolver.Resolve([]);
        Assert.Empty(resolution.Problems);
        Assert.All(resolution.Values, value => Assert.Equal("default", value.Origin));
        Assert.Equal(SettingCatalogue.All.Select(setting => setting.Name), resolution.Values.Select(value => value.Name));
        Assert.Equal(512, resolution.Settings!.Size);
    }

    [Fact]
    public void The_step_length_of_Adam_is_its_own_unless_somebody_gives_one()
    {
        Assert.Equal(1, Rate(("optimiser", "lbfgs")));
        Assert.Equal(0.02, Rate(("optimiser", "adam")));
        Assert.Equal(0.5, Rate(("optimiser", "adam"), ("learningRate", "0.5")));

        static double Rate(params (string, string?)[] values) => SettingsResolver.Resolve([LayerOf("a", values)]).Settings!.LearningRate;
    }

    [Theory]
    [InlineData("jc")]
    [InlineData("gatys2016")]
    public void A_preset_for_another_optimiser_does_not_set_the_step_of_Adam(string preset)
    {
        Assert.Equal((1, "preset " + preset), Rate(("preset", preset)));
        Assert.Equal((0.02, SettingsResolver.AdamOrigin), Rate(("preset", preset), ("optimiser", "adam")));
        Assert.Equal((0.5, "a"), Rate(("preset", preset), ("optimiser", "adam"), ("learningRate", "0.5")));
        Assert.Equal((1, "a"), Rate(("preset", preset), ("optimiser", "adam"), ("learningRate", "1")));

        static (double, string) Rate(params (string, string?)[] values)
        {
            var resolution = SettingsResolver.Resolve([LayerOf("a", values)]);
            return (resolution.Settings!.LearningRate, resolution.Values.First(value => value.Name == "learningRate").Origin);
        }
    }

    [Fact]
    public void The_last_layer_that_gives_a_value_wins_whatever_the_layers_are()
    {
        // Each layer gives a random half of the settings one of two values; a plain fold says who should win.
        var random = new Random(20);
        var settings = SettingCatalogue.All.Where(setting => setting.Name is not ("preset" or "network" or "start" or "startImage")).ToList();
        for (var round = 0; round < 50; round++)
        {
            var expected = settings.ToDictionary(setting => setting.Name, setting => (SettingDefinition.FormatValue(setting.Default), "default"));
            var layers = new List<SettingsLayer> { LayerOf("lowest", ("network", "vgg19"), ("learningRate", "1")) };
            expected["learningRate"] = ("1", "lowest");
            for (var i = 0; i < 5; i++)
            {
                var values = settings.Where(_ => random.Next(2) == 0)
                    .Select(setting => (setting.Name, Value: random.Next(2) == 0 ? Another(setting) : SettingDefinition.FormatValue(setting.Default)))
                    .ToList();
                layers.Add(LayerOf($"layer {i}", [.. values.Select(value => (value.Name, (string?)value.Value))]));
                values.ForEach(value => expected[value.Name] = (value.Value, $"layer {i}"));
            }

            var resolved = SettingsResolver.Resolve(layers).Values.Where(value => expected.ContainsKey(value.Name));
            Assert.Equal(expected.Select(pair => (pair.Key, pair.Value.Item1, pair.Value.Item2)), resolved.Select(value => (value.Name, value.Value, value.Origin)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_preset_lies_right_above_the_defaults_whichever_layer_names_it(int place)
    {
        var layers = Enumerable.Range(0, 3).Select(i => LayerOf($"layer {i}", i == place ? ("preset", "fine") : ("seed", "7"))).ToList();
        layers.Insert(0, LayerOf("lowest", ("iterations", "33")));

        var values = SettingsResolver.Resolve(layers).Values.ToDictionary(value => value.Name);

        Assert.Equal(("1024", "preset fine"), (values["size"].Value, values["size"].Origin));
        Assert.Equal(("33", "lowest"), (values["iterations"].Value, values["iterations"].Origin));
        Assert.Equal(("fine", $"layer {place}"), (values["preset"].Value, values["preset"].Origin));
    }

    [Fact]
    public void The_strongest_name_of_a_preset_counts_and_nothing_of_the_others_is_left()
    {
        var settings = SettingsResolver.Resolve([LayerOf("a", ("preset", "jc")), LayerOf("b", ("preset", "fast"))]).Settings!;
        Assert.Equal(("forge-vgg", 20, 512), (settings.Network, settings.Iterations, settings.Size));
    }

    [Theory]
    [InlineData("forge-vgg", "relu3_3", "default")]
    [InlineData("vgg19", "relu3_3", "default")]
    [InlineData("vgg13", "relu3_2", "default for vgg13")]
    [InlineData("vgg11", "relu3_2", "default for vgg11")]
    public void Default_layers_are_layers_of_the_network(string network, string last, string origin)
    {
        var resolution = SettingsResolver.Resolve([LayerOf("a", ("network", network))]);

        Assert.Equal([last], resolution.Settings!.ContentLayers.Select(layer => layer.Tap));
        Assert.Equal(["relu1_1", "relu2_1", "relu3_1", last], resolution.Settings.StyleLayers.Select(layer => layer.Tap));
        Assert.Equal(origin, resolution.Values.Single(value => value.Name == "styleLayers").Origin);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(0.25, 30)]
    [InlineData(0.5, 300)]
    [InlineData(1, 30_000)]
    public void The_strength_of_the_style_multiplies_its_weight(double strength, double expected)
    {
        var settings = SettingsResolver.Resolve([LayerOf("a", ("styleWeight", "300"), ("styleStrength", FormattableString.Invariant($"{strength}")))]).Settings!;

        Assert.Equal(expected, ObjectiveDescription.Of(settings).StyleWeight, 1e-9 * expected);
    }

    [Fact]
    public void Lists_are_read_from_json_and_from_text_with_commas()
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes("""{ "styleLayers": ["relu1_1", "relu2_1:0.5"], "noise": 0.25 }"""));
        var fromJson = SettingsResolver.Resolve([new SettingsLayer("a", new ConfigurationBuilder().AddJsonStream(json).Build())]).Settings!;
        var fromText = SettingsResolver.Resolve([LayerOf("a", ("STYLELAYERS", "relu1_1,relu2_1:0.5"), ("Noise", "0.25"))]).Settings!;
        var fromKeys = SettingsResolver.Resolve([LayerOf("a", ("styleLayers:1", "relu2_1:0.5"), ("styleLayers:0", "relu1_1"))]).Settings!;
        Assert.Equal([new LayerWeight("relu1_1", 1), new LayerWeight("relu2_1", 0.5)], fromJson.StyleLayers);
        Assert.Equal(fromJson.StyleLayers, fromText.StyleLayers);
        Assert.Equal(fromJson.StyleLayers, fromKeys.StyleLayers);
        Assert.Equal((0.25, 0.25), (fromJson.Noise, fromText.Noise));
    }

    [Fact]
    public void Numbers_are_read_alike_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            // The invariant culture is the only one there is in this build; a copy with a decimal comma stands for the others.
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NumberGroupSeparator = ".";
            CultureInfo.CurrentCulture = comma;
            var resolution = SettingsResolver.Resolve([LayerOf("a", ("noise", "0.25"), ("styleLayers", "relu1_1:0.5"))]);
            Assert.Equal(0.25, resolution.Settings!.Noise);
            Assert.Equal("relu1_1:0.5", resolution.Values.First(value => value.Name == "styleLayers").Value);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_and_by_whom()
    {
        var resolution = SettingsResolver.Resolve(
        [
            LayerOf("appsettings.json", ("stlyeWeight", "3"), ("size", "7"), ("xyzzy", "1")),
            LayerOf("STYLEFORGE_SEED", ("seed", null), ("size:0", "256"), ("contentLayers:a", "relu1_1")),
        ]);

        Assert.Null(resolution.Settings);
        Assert.Equal(
            [
                "STYLEFORGE_SEED: contentLayers: contentLayers is a group of values, but must be a list of taps such as relu1_1 or, with a weight, relu2_1:0.5.",
                "STYLEFORGE_SEED: seed: seed is \"\", but must be a whole number of 0 or more.",
                "STYLEFORGE_SEED: size: size is a list, but must be a whole number from 16 to 65500.",
                "appsettings.json: size: size is 7, but must be a whole number from 16 to 65500.",
                "appsettings.json: stlyeWeight: \"stlyeWeight\" is not a setting: did you mean styleWeight?",
                "appsettings.json: xyzzy: \"xyzzy\" is not a setting: «styleforge config show» lists them.",
            ],
            resolution.Problems.Select(problem => problem.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(SettingCatalogue.All.Count, resolution.Values.Count);
    }

    [Fact]
    public void Settings_that_need_each_other_are_checked_together()
    {
        Assert.Equal(
            "a: start: start is \"file\", but startImage is not given: name the picture to start from.",
            Assert.Single(SettingsResolver.Resolve([LayerOf("a", ("start", "file"))]).Problems).ToString());
        Assert.Equal(
            "a: startImage: startImage is given, but start is \"content\": say \"start\": \"file\" to use it.",
            Assert.Single(SettingsResolver.Resolve([LayerOf("a", ("startImage", "x.png"))]).Problems).ToString());
        Assert.Equal(
            "b: styleWeight: contentWeight and styleWeight are both 0: give one of them a weight above 0.",
            Assert.Single(SettingsResolver.Resolve([LayerOf("a", ("contentWeight", "0")), LayerOf("b", ("styleWeight", "0"))]).Problems).ToString());
        Assert.Empty(SettingsResolver.Resolve([LayerOf("a", ("start", "file")), LayerOf("b", ("startImage", "x.png"))]).Problems);
    }

    [Theory]
    [InlineData("vgg20", "vgg19")]
    [InlineData("relu9_9", null)]
    [InlineData("relu9_1", "relu5_1")]
    [InlineData("stile", "styles")]
    [InlineData("sise", "size")]
    [InlineData("relu4_5", "relu4_4")]
    [InlineData("resnet50", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void The_nearest_name_begins_alike_and_has_the_nearest_number(string word, string? nearest) =>
        Assert.Equal(nearest, NearestName.Find(word, ["size", "styles", "vgg11", "vgg16", "vgg19", "relu1_1", "relu4_1", "relu4_4", "relu5_1"]));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "ab", 1)]
    [InlineData("abc", "xbc", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void The_distance_of_names_counts_edits_and_swaps(string a, string b, int distance)
    {
        Assert.Equal(distance, NearestName.Distance(a, b));
        Assert.Equal(distance, NearestName.Distance(b, a));
    }
}
