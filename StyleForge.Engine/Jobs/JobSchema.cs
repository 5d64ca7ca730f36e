using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Jobs;

/// <summary>The JSON schema of job files, made from the settings catalogue; published as docs/job.schema.json.</summary>
public static class JobSchema
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // The file is read by editors, never put into a page.
    };

    /// <summary>Writes the schema in draft 2020-12, indented, ending with a line break.</summary>
    public static string Create()
    {
        var properties = new JsonObject
        {
            ["$schema"] = Text("Address of this schema, for editors."),
            ["version"] = new JsonObject { ["const"] = 1, ["description"] = "Version of the job format." },
            ["name"] = Text("Name of the job; otherwise the file's name without its ending."),
            ["priority"] = new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = JobDocument.LeastPriority,
                ["maximum"] = JobDocument.GreatestPriority,
                ["default"] = 0,
                ["description"] = "How early its turn in a batch comes: of two jobs the higher one first. It changes nothing of the picture.",
            },
            ["content"] = new JsonObject
            {
                ["description"] = "Path of the content picture, from the job file's folder; a list makes a sweep.",
                ["anyOf"] = new JsonArray(Text(), ListOf(Text(), distinct: true)),
            },
            ["styles"] = new JsonObject
            {
                ["description"] = "The style pictures to blend; a list of lists makes a sweep over blends.",
                ["anyOf"] = new JsonArray(ListOf(Reference("style")), ListOf(ListOf(Reference("style")))),
            },
            ["output"] = Text(
                "Path of the picture to write, from the output folder, with placeholders such as {job}, {content}, {style}, {index} and {size}."),
        };
        foreach (var setting in SettingCatalogue.All)
        {
            properties.Add(setting.Name, SweepOf(setting));
        }

        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "StyleForge job",
            ["description"] = "One picture to render, or a sweep of pictures. Comments and trailing commas are allowed.",
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray("version", "content", "styles"),
            ["additionalProperties"] = false,
            ["$defs"] = new JsonObject { ["style"] = Style(), ["subject"] = OneOf(SubjectWords.All) },
        };
        return schema.ToJsonString(Layout) + "\n";
    }

    private static JsonObject Style() => new()
    {
        ["anyOf"] = new JsonArray(
            Text("Path of a style picture, from the job file's folder, or the name of a bundled style."),
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["image"] = Text("Path of the style picture, or the name of a bundled style."),
                    ["weight"] = Number(JobStyle.MinimumWeight, JobStyle.MaximumWeight, 1, "Weight among the styles of the blend."),
                    ["scale"] = Number(JobStyle.MinimumScale, JobStyle.MaximumScale, 1, "Size of the style relative to the picture being made."),
                    ["mask"] = Text("Path of a grey picture, stretched over the content, that is white where this style goes."),
                    ["inside"] = Subjects("What of the content this style goes over, found by networks."),
                    ["outside"] = Subjects("What of the content this style spares, found by networks."),
                },
                ["required"] = new JsonArray("image"),
                ["additionalProperties"] = false,
            }),
    };

    private static JsonObject SweepOf(SettingDefinition setting)
    {
        var unit = setting.Unit.Length > 0 ? $" Unit: {setting.Unit}." : "";
        var schema = new JsonObject { ["description"] = $"{setting.Summary}{unit} A list of values makes a sweep." };
        if (setting.Default is not null)
        {
            schema["default"] = setting.Default switch
            {
                long whole => whole,
                double number => number,
                _ => SettingDefinition.FormatValue(setting.Default),
            };
        }

        schema["anyOf"] = setting.Type switch
        {
            SettingType.Layers => new JsonArray(Text(), ListOf(Text()), ListOf(ListOf(Text()))),
            SettingType.Words => new JsonArray(OneOf([.. setting.Choices, WordList.None, ""]), Words(setting.Choices), ListOf(Words(setting.Choices))),
            _ => new JsonArray(Value(setting), ListOf(Value(setting), distinct: true)),
        };
        return schema;
    }

    private static JsonObject Subjects(string description)
    {
        static JsonObject Subject() => new() { ["$ref"] = "#/$defs/subject" };
        var some = new JsonObject { ["type"] = "array", ["items"] = Subject(), ["minItems"] = 1 };
        return new JsonObject { ["description"] = description, ["anyOf"] = new JsonArray(Subject(), some) };
    }

    // None is a list too.
    private static JsonObject Words(IEnumerable<string> words) => new() { ["type"] = "array", ["items"] = OneOf(words) };

    private static JsonObject OneOf(IEnumerable<string> words) => new() { ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]) };

    private static JsonObject Value(SettingDefinition setting)
    {
        switch (setting.Type)
        {
            case SettingType.Choice:
                return OneOf(setting.Choices);
            case SettingType.Integer when setting.Choices.Count > 0:
                return new JsonObject { ["enum"] = new JsonArray([.. setting.Choices.Select(choice => JsonNode.Parse(choice))]) };
            case SettingType.Integer:
                var integer = new JsonObject { ["type"] = "integer", ["minimum"] = (long)setting.Minimum };
                if (setting.Maximum < long.MaxValue)
                {
                    integer["maximum"] = (long)setting.Maximum;
                }

                return integer;
            case SettingType.Number:
                return new JsonObject { ["type"] = "number", ["minimum"] = setting.Minimum, ["maximum"] = setting.Maximum };
            case SettingType.Path:
                return new JsonObject { ["type"] = new JsonArray("string", "null") };
            default:
                return Text();
        }
    }

    private static JsonObject Text(string? description = null)
    {
        var schema = new JsonObject { ["type"] = "string", ["minLength"] = 1 };
        if (description is not null)
        {
            schema["description"] = description;
        }

        return schema;
    }

    private static JsonObject Number(double minimum, double maximum, double otherwise, string description) => new()
    {
        ["type"] = "number",
        ["minimum"] = minimum,
        ["maximum"] = maximum,
        ["default"] = otherwise,
        ["description"] = description,
    };

    private static JsonObject ListOf(JsonObject item, bool distinct = false)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item, ["minItems"] = 1 };
        if (distinct)
        {
            schema["uniqueItems"] = true;
        }

        return schema;
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };
}
