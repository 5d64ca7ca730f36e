using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary><c>styleforge styles</c>: lists the bundled styles.</summary>
internal static class StylesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("styles", "List the styles that come with StyleForge.", "[options]")
        {
            Examples = [("render town.jpg --style marbling", "A bundled style goes by its name.")],
        };
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON list." });
        verb.SetAction(result =>
        {
            var styles = new StyleLibrary(environment).All();
            if (result.GetValue(json))
            {
                new JsonLines(environment.Output).WriteDocument(styles.Select(style => new StyleAnswer(style.Name, style.Title, style.Path)));
                return ExitCodes.Done;
            }

            if (styles.Count == 0)
            {
                throw new CommandFailure("No bundled styles were found: the folder 'styles' should lie beside the program or in the working directory.", ExitCodes.NothingToDo);
            }

            var table = new TextTable("name", "title");
            foreach (var style in styles)
            {
                table.Add(style.Name, style.Title);
            }

            table.Write(environment.Output);
            return ExitCodes.Done;
        });
        return verb;
    }
}
