using StyleForge.Engine.Judging;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;
using StyleForge.Tests.Engine.Settings;

namespace StyleForge.Tests.Engine.Judging;

public class QualityGatesTests
{
    private static readonly PictureQuality Good = new(NotNumbers: 0, Contrast: 0.2, FlatShare: 0.02, ClippedShare: 0.05, ContentSimilarity: 0.5, StyleProgress: 0.9);

    private static readonly RenderPlan Plan = new()
    {
        Name = "a",
        ContentPath = "/content.png",
        Styles = [new StylePlan("/style.png", 1, 1, null)],
        OutputPath = "/a.png",
        Levels = [new LevelPlan(64, 48, 4), new LevelPlan(128, 96, 6)],
        Settings = SettingsResolver.Resolve([]).Settings! with
        {
            GateContrast = 0.1,
            GateFlatShare = 0.9,
            GateClippedShare = 0.6,
            GateContentSimilarity = 0.15,
            GateStyleProgress = 0.25,
        },
    };

    public static TheoryData<PictureQuality, string> Failures => new()
    {
        { Good with { NotNumbers = 3 }, "3 samples of the finished picture are not a number: nothing was written. Lower learningRate, which is 1, or the weights of content and style." },
        { Good with { Contrast = 0.01234567 }, "The finished picture's contrast is 0.01235, but must be 0.1 or more: nothing was written. Take another start or other weights, or lower gateContrast." },
        { Good with { FlatShare = 0.999 }, "The finished picture's share of pixels of one value is 0.999, but must be 0.9 or less: nothing was written. Take another start or other weights, or raise gateFlatShare." },
        { Good with { ClippedShare = 0.75 }, "The finished picture's share of samples beyond black or white is 0.75, but must be 0.6 or less: nothing was written. Lower styleStrength or learningRate, or raise gateClippedShare." },
        { Good with { ContentSimilarity = -0.3 }, "The finished picture's similarity to the content is -0.3, but must be 0.15 or more: nothing was written. Lower styleStrength, or lower gateContentSimilarity." },
        { Good with { StyleProgress = 0 }, "The finished picture's progress towards the style is 0, but must be 0.25 or more: nothing was written. Raise styleStrength or iterations, or lower gateStyleProgress." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_picture_that_fails_a_gate_gets_one_sentence(PictureQuality quality, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<QualityException>(() => QualityGates.Require(Plan, quality)).Message);

    [Fact]
    public void A_picture_that_measures_what_is_asked_for_passes() =>
        QualityGates.Require(Plan, new PictureQuality(NotNumbers: 0, 0.1, 0.9, 0.6, 0.15, 0.25));

    [Fact]
    public void What_could_not_be_measured_is_not_judged() =>
        QualityGates.Require(Plan, Good with { ContentSimilarity = null, StyleProgress = null });

    [Fact]
    public void A_picture_without_content_cost_may_show_anything() =>
        QualityGates.Require(Plan with { Settings = Plan.Settings with { ContentWeight = 0 } }, Good with { ContentSimilarity = -1 });

    [Fact]
    public void A_picture_that_does_not_start_from_its_content_need_not_resemble_it() =>
        QualityGates.Require(Plan with { Settings = Plan.Settings with { Start = StartKind.Noise } }, Good with { ContentSimilarity = 0 });

    [Fact]
    public void A_picture_that_starts_from_another_may_have_had_the_style_before() =>
        QualityGates.Require(Plan with { Settings = Plan.Settings with { Start = StartKind.File } }, Good with { StyleProgress = 0 });

    [Fact]
    public void Few_steps_show_nothing_yet_but_that_a_picture_is_empty()
    {
        var hasty = Plan with { Levels = [new LevelPlan(64, 48, 9)] };

        QualityGates.Require(hasty, Good with { ContentSimilarity = 0, StyleProgress = 0 });
        Assert.Throws<QualityException>(() => QualityGates.Require(hasty, Good with { Contrast = 0 }));
    }

    [Fact]
    public void Gates_that_are_off_let_everything_pass_but_what_is_no_number()
    {
        var off = Plan with
        {
            Settings = SettingsResolver.Resolve([SettingCatalogueTests.LayerOf("test", [.. SettingCatalogue.All.Where(setting => setting.Off is not null)
            .Select(setting => (setting.Name, SettingDefinition.FormatValue(setting.Off)))])]).Settings!,
        };
        var nothing = new PictureQuality(NotNumbers: 0, Contrast: 0, FlatShare: 1, ClippedShare: 1, ContentSimilarity: -1, StyleProgress: -99);

        QualityGates.Require(off, nothing);
        Assert.Throws<QualityException>(() => QualityGates.Require(off, nothing with { NotNumbers = 1 }));
    }
}
