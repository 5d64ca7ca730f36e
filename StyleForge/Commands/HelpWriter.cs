using System.CommandLine;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary>Writes the help of a command: usage, what it does, arguments, options in groups, examples.</summary>
/// <param name="output">Takes the text.</param>
/// <param name="width">Columns to fill.</param>
internal sealed class HelpWriter(TextWriter output, int width)
{
    private const int LongestName = 34;
    private const string Indent = "  ";

    /// <summary>The words that call the command: <c>styleforge weights import</c>.</summary>
    public static string PathOf(Command command)
    {
        var names = new Stack<string>();
        for (Symbol? symbol = command; symbol is Verb; symbol = symbol.Parents.FirstOrDefault())
        {
            names.Push(symbol.Name);
        }

        return string.Join(' ', names.Prepend("styleforge"));
    }

    /// <summary>Writes all of it.</summary>
    public void Write(Command command)
    {
        var verb = command as Verb;
        Section("Usage", [($"{PathOf(command)} {verb?.Usage ?? "COMMAND [options]"}", "")]);
        Paragraph(command.Description ?? "");
        Section("Commands", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => (sub.Name, sub.Description ?? "")));
        Section("Arguments", command.Arguments.Select(argument => (argument.HelpName ?? argument.Name, argument.Description ?? "")));
        Section("Options", OptionsOf(command).Where(option => option is not SettingOption).Select(option => (Label(option), option.Description ?? "")));
        Section("Settings, each of them also a field of job files and configuration files",
            command.Options.OfType<SettingOption>().Select(option => (Label(option), option.Description ?? "")));
        foreach (var note in verb?.Notes ?? [])
        {
            Paragraph(note);
        }

        WriteExamples(verb?.Examples ?? []);
    }

    private static IEnumerable<Option> OptionsOf(Command command)
    {
        var inherited = command.Parents.OfType<Command>().SelectMany(OptionsOf).Where(option => option.Recursive);
        return command.Options.Concat(inherited).Where(option => !option.Hidden);
    }

    private static string Label(Option option)
    {
        var shortName = option.Aliases.FirstOrDefault(alias => alias.Length == 2 && alias[1] != '?');
        var takesValue = option.HelpName is not null;
        return (shortName is null ? "    " : $"{shortName}, ") + option.Name + (takesValue ? $" {option.HelpName}" : "");
    }

    private void WriteExamples(IReadOnlyList<(string Arguments, string Effect)> examples)
    {
        if (examples.Count == 0)
        {
            return;
        }

        output.WriteLine("Examples:");
        foreach (var (arguments, effect) in examples)
        {
            output.WriteLine($"{Indent}styleforge {arguments}");
            foreach (var line in Words.Wrap(effect, width - 6))
            {
                output.WriteLine($"{Indent}{Indent}{Indent}{line}");
            }
        }

        output.WriteLine();
    }

    private void Paragraph(string text)
    {
        foreach (var line in Words.Wrap(text, width))
        {
            output.WriteLine(line);
        }

        output.WriteLine();
    }

    private void Section(string title, IEnumerable<(string Name, string Text)> entries)
    {
        var rows = entries.ToList();
        if (rows.Count == 0)
        {
            return;
        }

        output.WriteLine($"{title}:");
        var column = Math.Min(rows.Max(row => row.Name.Length), LongestName) + 2;
        foreach (var (name, text) in rows)
        {
            var lines = Words.Wrap(text, width - Indent.Length - column);
            var first = name.Length + 2 <= column ? lines.FirstOrDefault() : null;
            output.WriteLine($"{Indent}{name.PadRight(column)}{first}".TrimEnd());
            foreach (var line in lines.Skip(first is null ? 0 : 1))
            {
                output.WriteLine(Indent + new string(' ', column) + line);
            }
        }

        output.WriteLine();
    }
}
