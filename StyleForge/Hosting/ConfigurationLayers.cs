using System.Text.Json;
using Microsoft.Extensions.Configuration;
using StyleForge.Engine.Settings;
using StyleForge.Models.Files;

namespace StyleForge.Hosting;

/// <summary>The settings that come from outside of jobs and command lines, weak to strong.</summary>
/// <param name="environment">Files and variables.</param>
internal sealed class ConfigurationLayers(HostEnvironment environment)
{
    /// <summary>Start of the names of environment variables that are settings.</summary>
    public const string VariablePrefix = "STYLEFORGE_";

    // Sections of the program's own, which say how it runs and not what it makes.
    private static readonly string[] Sections = ["retry", "watch"];

    private const string FileName = "appsettings.json";

    /// <summary>The configuration files that are looked for, weak to strong, whether they exist or not.</summary>
    public IReadOnlyList<string> Files { get; } =
    [
        .. new[]
        {
            Path.Combine(environment.ApplicationFolder, FileName),
            Path.Combine(environment.WorkingDirectory, FileName),
            new UserFolders(environment).ConfigurationFile,
        }.Distinct(),
    ];

    /// <summary>One layer for each file that exists, and one for the environment variables.</summary>
    /// <exception cref="CommandFailure">A file cannot be read, or is no JSON object.</exception>
    public IReadOnlyList<SettingsLayer> Read() => [.. Files.Where(File.Exists).Select(ReadFile), .. ReadVariables()];

    /// <summary>The values of one of the program's own sections, each from the strongest file that has it.</summary>
    /// <param name="section">The section.</param>
    /// <param name="names">The names in it; another that looks like one of them is a mistake, and any other somebody else's.</param>
    /// <exception cref="CommandFailure">A file cannot be read, or a name is misspelt.</exception>
    public IReadOnlyDictionary<string, (string Value, string File)> Section(string section, IReadOnlyList<string> names)
    {
        var values = new Dictionary<string, (string Value, string File)>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in Files.Where(File.Exists))
        {
            foreach (var child in Parse(file).GetSection(section).GetChildren())
            {
                if (names.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                {
                    values[child.Key] = (child.Value ?? "", file);
                }
                else if (NearestName.Find(child.Key, names) is { } nearest)
                {
                    throw new CommandFailure($"{file}: {section}:{child.Key} is not known here: did you mean {nearest}?");
                }
            }
        }

        return values;
    }

    /// <summary>A section of a command's own: of the files, weak to strong, then of variables such as <c>STYLEFORGE_WATCH__LEASESECONDS</c>.</summary>
    /// <exception cref="CommandFailure">A file cannot be read, or is no JSON object.</exception>
    public IConfigurationSection Section(string name)
    {
        var values = new ConfigurationBuilder();
        foreach (var file in Files.Where(File.Exists))
        {
            values.AddConfiguration(Parse(file));
        }

        var prefix = $"{VariablePrefix}{name}__";
        return values.AddInMemoryCollection(environment.Variables
            .Where(variable => variable.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(variable => KeyValuePair.Create(
                variable.Key[VariablePrefix.Length..].Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), (string?)variable.Value)))
            .Build().GetSection(name);
    }

    private static SettingsLayer ReadFile(string path)
    {
        var values = Without(Parse(path), Sections);
        return new SettingsLayer(path, Path.GetFileName(path) == FileName ? WithoutForeign(values) : values);
    }

    private static IConfigurationRoot Parse(string path)
    {
        try
        {
            // The stream, not the path: a provider that reads from a path also watches the file, which nothing here needs.
            using var stream = PlainFile.OpenRead(path);
            if (stream.Length == 0)
            {
                throw new FormatException("it is empty.");
            }

            return new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (FileReadException refusal)
        {
            throw new CommandFailure($"{path}: The configuration file {refusal.Problem}. Mend it or take it away.", ExitCodes.Wrong, refusal);
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            var json = exception as JsonException;
            var place = json?.LineNumber is { } line ? $":{line + 1}" : "";
            var reason = exception.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new CommandFailure($"{path}{place}: The file is no JSON object with settings: {reason}. Mend it or take it away.", ExitCodes.Wrong, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{path}: The configuration file cannot be read: {exception.Message}", ExitCodes.Wrong, exception);
        }
    }

    // An appsettings.json may be that of another program, which is told by its sections: settings here have none. What else lies
    // beside them is passed over too, unless it looks like a setting that is misspelt.
    private static IConfiguration WithoutForeign(IConfigurationRoot values)
    {
        var unknown = values.GetChildren().Where(child => SettingCatalogue.Find(child.Key) is null).ToList();
        var sections = unknown.Where(child => child.Value is null || child.GetChildren().Any()).ToList();
        if (sections.Count == 0)
        {
            return values;
        }

        var names = SettingCatalogue.All.Select(setting => setting.Name).ToList();
        var foreign = sections.Concat(unknown.Where(child => NearestName.Find(child.Key, names) is null)).Select(child => child.Key).ToHashSet();
        return Without(values, foreign);
    }

    private static IConfigurationRoot Without(IConfigurationRoot values, IReadOnlyCollection<string> keys) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.AsEnumerable().Where(pair => !keys.Contains(pair.Key.Split(ConfigurationPath.KeyDelimiter)[0], StringComparer.OrdinalIgnoreCase)))
        .Build();

    // STYLEFORGE_CONTENT_WEIGHT and STYLEFORGE_CONTENTWEIGHT are both contentWeight. Variables that name no setting, such as
    // STYLEFORGE_WEIGHTS, are somebody else's. Each variable is a layer of its own so that problems and origins can name it.
    private IEnumerable<SettingsLayer> ReadVariables() =>
        from variable in environment.Variables
        where variable.Key.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase)
        let setting = SettingCatalogue.Find(variable.Key[VariablePrefix.Length..].Replace("_", "", StringComparison.Ordinal))
        where setting is not null
        orderby variable.Key
        select new SettingsLayer(
            variable.Key,
            new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(setting.Name, (string?)variable.Value)]).Build());
}
