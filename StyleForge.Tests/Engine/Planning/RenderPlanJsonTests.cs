using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;
using static StyleForge.Tests.Engine.Settings.SettingCatalogueTests;

namespace StyleForge.Tests.Engine.Planning;

public class RenderPlanJsonTests
{
    private static readonly RenderPlan Plan = new()
    {
        Name = "nächt-1",
        JobFile = null,
        ContentPath = "/a/cat \"1\".png",
        Styles = [new StylePlan("/a/b.png", 1.0 / 3, 0.1, null), new StylePlan("/a/c.png", 2.0 / 3, 1, "/a/m.png")],
        OutputPath = "/out/x.png",
        Levels = [new LevelPlan(128, 96, 200), new LevelPlan(256, 192, 120)],
        Settings = SettingsResolver.Resolve([LayerOf("a", ("seed", long.MaxValue.ToString()), ("styleLayers", "relu1_1,relu2_1:0.1"))]).Settings!,
    };

    [Fact]
    public void A_plan_is_written_in_one_stable_order() => Assert.Equal(
        """{"version":1,"name":"n\u00E4cht-1","jobFile":null,"content":"/a/cat \u00221\u0022.png","styles":[{"image":"/a/b.png","weight":0.3333333333333333,"scale":0.1,"mask":null},{"image":"/a/c.png","weight":0.6666666666666666,"scale":1,"mask":"/a/m.png"}],"output":"/out/x.png","levels":[{"width":128,"height":96,"iterations":200},{"width":256,"height":192,"iterations":120}],"settings":{"preset":"default","network":"forge-vgg","weightsFile":null,"device":"auto","pooling":"average","padding":"reflect","size":512,"contentLayers":["relu3_3"],"styleLayers":["relu1_1","relu2_1:0.1"],"styleStrength":0.5""",
        RenderPlanJson.Write(Plan).Split(",\"contentWeight\"")[0]);

    [Fact]
    public void A_plan_read_back_is_the_plan_that_was_written()
    {
        var text = RenderPlanJson.Write(Plan);
        var read = RenderPlanJson.Read(text);
        Assert.Equal(text, RenderPlanJson.Write(read));
        Assert.Equal((Plan.Name, Plan.JobFile, Plan.ContentPath, Plan.OutputPath), (read.Name, read.JobFile, read.ContentPath, read.OutputPath));
        Assert.Equal(Plan.Styles, read.Styles);
        Assert.Equal(Plan.Levels, read.Levels);
        Assert.All(SettingCatalogue.All, setting => Assert.Equal(setting.Off ?? setting.Read(Plan.Settings), setting.Read(read.Settings)));
    }

    [Fact]
    public void Gates_are_no_part_of_a_plan()
    {
        var gates = SettingCatalogue.All.Where(setting => setting.Off is not null).ToList();
        var strict = SettingsResolver.Resolve([LayerOf("a", [.. gates.Select(gate => (gate.Name, Another(gate)))])]).Settings!;

        Assert.Equal(6, gates.Count);
        Assert.Equal(
            RenderPlanJson.Write(Plan with { Settings = SettingsResolver.Resolve([]).Settings! }),
            RenderPlanJson.Write(Plan with { Settings = strict }));
    }

    [Theory]
    [InlineData("", "The text is not a render plan: ")]
    [InlineData("[]", "The text is not a render plan: ")]
    [InlineData("{}", "The text is not a render plan: ")]
    [InlineData("\"\ud800\"", "The text is not a render plan: ")]
    [InlineData("{\"version\":1,\"name\":\"\\ud800\"}", "The text is not a render plan: ")]
    [InlineData("{\"version\":2}", "The plan has version 2, but must have version 1: use the StyleForge that wrote it.")]
    public void What_is_no_plan_gets_a_sentence(string text, string sentence) =>
        Assert.StartsWith(sentence, Assert.Throws<FormatException>(() => RenderPlanJson.Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"size\":512", "\"size\":1", "The plan is wrong: size is 1, but must be a whole number from 16 to 65500.")]
    [InlineData("\"width\":128", "\"width\":0", "The plan is wrong: width is 0, but must be a whole number above 0.")]
    [InlineData("\"width\":128", "\"width\":1e99", "The plan is wrong: width is 1E+99, but must be a whole number above 0.")]
    [InlineData("\"width\":128", "\"width\":1.5", "The plan is wrong: width is 1.5, but must be a whole number above 0.")]
    [InlineData("\"scale\":0.1", "\"scale\":-1", "The plan is wrong: scale is -1, but must be a number above 0.")]
    [InlineData("\"output\":\"/out/x.png\"", "\"output\":null", "The plan is wrong: output is empty.")]
    public void A_plan_with_a_wrong_value_gets_a_sentence(string right, string wrong, string sentence)
    {
        var text = RenderPlanJson.Write(Plan);
        Assert.Contains(right, text, StringComparison.Ordinal);
        Assert.Equal(sentence, Assert.Throws<FormatException>(() => RenderPlanJson.Read(text.Replace(right, wrong, StringComparison.Ordinal))).Message);
    }

    [Fact]
    public void Damaged_texts_give_format_exceptions_and_nothing_else()
    {
        var text = RenderPlanJson.Write(Plan);
        var random = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            var damaged = text[..random.Next(text.Length)].ToCharArray();
            for (var i = 0; i < 3 && damaged.Length > 0; i++)
            {
                damaged[random.Next(damaged.Length)] = "{}[]\",:0-en"[random.Next(11)];
            }

            Assert.Throws<FormatException>(() => RenderPlanJson.Read(new string(damaged)));
        }

        for (var round = 0; round < 2000; round++)
        {
            var damaged = text.ToCharArray();
            damaged[random.Next(damaged.Length)] = "{}[]\",:0-en"[random.Next(11)];
            Assert.True(Record.Exception(() => RenderPlanJson.Read(new string(damaged))) is null or FormatException);
        }
    }
}
