using StyleForge.Engine.Settings;

namespace StyleForge.Tests.Engine.Settings;

public class SettingCatalogueTests
{
    public static TheoryData<string> Names => [.. SettingCatalogue.All.Select(setting => setting.Name)];

    [Fact]
    public void Every_property_of_the_settings_has_one_definition_of_its_name()
    {
        var properties = typeof(RenderSettings).GetProperties().Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]);
        Assert.Equal(properties, SettingCatalogue.All.Select(setting => setting.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_default_is_a_value_that_is_allowed(string name)
    {
        var setting = SettingCatalogue.Find(name)!;
        Assert.Null(setting.Parse(SettingDefinition.FormatValue(setting.Default), out var value));
        Assert.Equal(setting.Default, value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_goes_into_the_settings_and_comes_out_again(string name)
    {
        var setting = SettingCatalogue.Find(name)!;
        var text = Another(setting);
        Assert.Null(setting.Parse(text, out var value));
        var values = SettingCatalogue.All.ToDictionary(each => each.Name, each => each.Default);
        var before = SettingCatalogue.Build(values);
        values[name] = value;
        var settings = SettingCatalogue.Build(values);

        Assert.Equal(text, SettingDefinition.FormatValue(setting.Read(settings)));
        var changed = SettingCatalogue.All.Where(each =>
            SettingDefinition.FormatValue(each.Read(settings)) != SettingDefinition.FormatValue(each.Read(before)));
        Assert.Equal([name], changed.Select(each => each.Name));
    }

    [Fact]
    public void Every_word_of_every_choice_becomes_its_own_value()
    {
        foreach (var setting in SettingCatalogue.All.Where(setting => setting.Type == SettingType.Choice))
        {
            var values = SettingCatalogue.All.ToDictionary(each => each.Name, each => each.Default);
            Assert.Equal(setting.Choices, setting.Choices.Select(word =>
            {
                values[setting.Name] = word;
                return (string)setting.Read(SettingCatalogue.Build(values))!;
            }));
        }
    }

    [Theory]
    [InlineData("size", "15", "size is 15, but must be a whole number from 16 to 65500.")]
    [InlineData("size", "65501", "size is 65501, but must be a whole number from 16 to 65500.")]
    [InlineData("size", "512.5", "size is 512.5, but must be a whole number from 16 to 65500.")]
    [InlineData("size", "big", "size is \"big\", but must be a whole number from 16 to 65500.")]
    [InlineData("size", "1,024", "size is \"1,024\", but must be a whole number from 16 to 65500.")]
    [InlineData("size", "99999999999999999999999", "size is 99999999999999999999999, but must be a whole number from 16 to 65500.")]
    [InlineData("seed", "-1", "seed is -1, but must be a whole number of 0 or more.")]
    [InlineData("seed", "9223372036854775808", "seed is 9223372036854775808, but must be a whole number of 0 or more.")]
    [InlineData("bitDepth", "12", "bitDepth is 12, but must be 8 or 16.")]
    [InlineData("noise", "1.5", "noise is 1.5, but must be a number from 0 to 1.")]
    [InlineData("noise", "NaN", "noise is \"NaN\", but must be a number from 0 to 1.")]
    [InlineData("styleWeight", "Infinity", "styleWeight is \"Infinity\", but must be a number from 0 to 1000000000.")]
    [InlineData("styleWeight", "1e999", "styleWeight is \"1e999\", but must be a number from 0 to 1000000000.")]
    [InlineData("styleWeight", "0,5", "styleWeight is \"0,5\", but must be a number from 0 to 1000000000.")]
    [InlineData("optimiser", "lbgfs", "optimiser is \"lbgfs\", but must be lbfgs or adam: did you mean lbfgs?")]
    [InlineData("optimiser", "newton", "optimiser is \"newton\", but must be lbfgs or adam.")]
    [InlineData("preset", "fin", "preset is \"fin\", but must be default, fast, fine, jc or gatys2016: did you mean fine?")]
    [InlineData("network", " ", "network is \" \", but must be the name of a network, as «styleforge networks» lists them.")]
    [InlineData("styleLayers", "", "styleLayers is \"\", but must be a list of taps such as relu1_1,relu2_1:0.5.")]
    [InlineData("styleLayers", "relu1_1,,relu2_1", "styleLayers is \"relu1_1,,relu2_1\", but must be a list of taps such as relu1_1,relu2_1:0.5.")]
    [InlineData("styleLayers", "relu1_1:0", "styleLayers is \"relu1_1:0\", but the weight of relu1_1 must be a number above 0.")]
    [InlineData("styleLayers", "relu1_1:x", "styleLayers is \"relu1_1:x\", but the weight of relu1_1 must be a number above 0.")]
    [InlineData("styleLayers", "relu1_1,relu1_1:2", "styleLayers is \"relu1_1,relu1_1:2\", but relu1_1 may be named only once.")]
    public void What_is_not_allowed_gets_a_sentence(string name, string text, string sentence) =>
        Assert.Equal(sentence, SettingCatalogue.Find(name)!.Parse(text, out _));

    [Fact]
    public void A_long_value_is_cut_in_its_sentence() => Assert.Equal(
        $"size is \"{new string('x', 60)}…\", but must be a whole number from 16 to 65500.",
        SettingCatalogue.Find("size")!.Parse(new string('x', 100_000), out _));

    [Fact]
    public void A_list_of_taps_is_read_with_its_weights()
    {
        Assert.Null(SettingCatalogue.Find("styleLayers")!.Parse(" relu1_1 , relu2_1 : 0.5 ", out var layers));
        Assert.Equal([new LayerWeight("relu1_1", 1), new LayerWeight("relu2_1", 0.5)], Assert.IsAssignableFrom<IReadOnlyList<LayerWeight>>(layers));
    }

    [Fact]
    public void Names_are_found_in_upper_and_lower_case() => Assert.Equal("styleWeight", SettingCatalogue.Find("STYLEWEIGHT")?.Name);

    [Fact]
    public void Every_value_of_every_preset_is_a_setting_and_allowed()
    {
        foreach (var preset in Presets.All)
        {
            Assert.All(preset.Values, value => Assert.Null(SettingCatalogue.Find(value.Key)!.Parse(value.Value, out _)));
            Assert.Empty(SettingsResolver.Resolve([LayerOf("file", ("preset", preset.Name))]).Problems);
        }
    }

    internal static SettingsLayer LayerOf(string origin, params (string Name, string? Value)[] values) => new(
        origin,
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(
            new Microsoft.Extensions.Configuration.ConfigurationBuilder(),
            values.Select(value => KeyValuePair.Create(value.Name, value.Value))).Build());

    /// <summary>A value of the setting that is not its default.</summary>
    internal static string Another(SettingDefinition setting) => setting.Type switch
    {
        SettingType.Choice => setting.Choices.Last(word => word != (string)setting.Default!),
        SettingType.Integer => SettingDefinition.FormatValue((long)setting.Minimum + (setting.Choices.Count > 0 ? 8 : 1)),
        SettingType.Number => SettingDefinition.FormatValue(setting.Minimum + 0.125),
        SettingType.Layers => "relu2_2,relu3_2:0.25",
        SettingType.Words => "faces,dog",
        SettingType.Path => "some/file.bin",
        _ => "other",
    };
}
