using System.CommandLine;
using Microsoft.Extensions.Configuration;
using StyleForge.Engine.Settings;

namespace StyleForge.Commands;

/// <summary>All settings of the catalogue as options of one command.</summary>
internal sealed class SettingOptions
{
    private readonly List<SettingOption> _options = [.. SettingCatalogue.All.Select(setting => new SettingOption(setting))];

    /// <summary>Adds the options to a command.</summary>
    public SettingOptions(Verb verb) => _options.ForEach(verb.Options.Add);

    /// <summary>The strongest layer of settings: those that the command line gives.</summary>
    public SettingsLayer Read(ParseResult result)
    {
        var given = _options
            .Where(option => result.GetResult(option) is { Implicit: false })
            .ToDictionary(option => option.Setting.Name, result.GetValue);
        return new SettingsLayer("command line", new ConfigurationBuilder().AddInMemoryCollection(given).Build());
    }
}
