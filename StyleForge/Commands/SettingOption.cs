using System.CommandLine;
using StyleForge.Engine.Settings;
using StyleForge.Models.Networks;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary>A setting of the catalogue as an option: <c>contentWeight</c> is <c>--content-weight</c>.</summary>
internal sealed class SettingOption : Option<string?>
{
    /// <summary>Makes the option from all that the catalogue says.</summary>
    public SettingOption(SettingDefinition setting)
        : base(Words.Option(setting.Name), AliasesOf(setting.Name))
    {
        Setting = setting;
        HelpName = setting.Type switch
        {
            SettingType.Text => "NAME",
            SettingType.Path => "FILE",
            SettingType.Choice => "WORD",
            SettingType.Layers => "TAPS",
            SettingType.Words => "WORDS",
            _ => "NUMBER",
        };
        Description = Describe(setting);
        if (setting.Choices.Count > 0)
        {
            CompletionSources.Add([.. setting.Choices]);
        }
        else if (setting.Type == SettingType.Text)
        {
            CompletionSources.Add([.. NetworkCatalogue.All.Select(network => network.Name)]);
        }
    }

    /// <summary>The setting behind it.</summary>
    public SettingDefinition Setting { get; }

    // «How many steps L-BFGS remembers. A whole number from 1 to 1000 steps; default 10.»
    private static string Describe(SettingDefinition setting)
    {
        var text = setting.Summary;
        if (setting.Type != SettingType.Path)
        {
            text += $" {char.ToUpperInvariant(setting.Allowed[0])}{setting.Allowed[1..]}";
            text += setting.Unit.Length > 0 ? $" {setting.Unit}" : "";
            text += $"; default {(SettingDefinition.FormatValue(setting.Default) is { Length: > 0 } value ? value : "none")}.";
        }

        return text;
    }

    // The words that people bring along from everywhere else.
    private static string[] AliasesOf(string setting) => setting switch
    {
        "weightsFile" => ["--weights"],
        "colour" => ["--color"],
        "optimiser" => ["--optimizer"],
        "normalisation" => ["--normalization"],
        _ => [],
    };
}
