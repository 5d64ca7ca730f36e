using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;
using StyleForge.Queue;
using StyleForge.Service;
using StyleForge.Web;

namespace StyleForge.Commands;

/// <summary><c>styleforge serve DIR</c>: the live page over a drop folder.</summary>
internal static class ServeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("serve", "Show a drop folder as a live page in the browser, and take jobs there.", "DIR [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "DIR is made where it is absent. The page shows what is painted, waits, failed and is done, and takes pictures; 'styleforge watch DIR', here or on another machine, paints them. 'styleforge watch DIR --serve' does both in one.",
                "Ctrl-C and SIGTERM stop it; the queue stays as it is.",
                "Exit codes: 0 stopped; 2 the command line is wrong, there is no token where one is needed, or the port is taken.",
            ],
            Examples =
            [
                ("serve /srv/styleforge", $"The page of a folder, at http://{ListenAddress.Usual}."),
                ("serve /srv/styleforge --listen 0.0.0.0:5170 --token-file token.txt", "The same for other machines: whoever has the token."),
                ("serve /srv/styleforge --host forge.example.org --token-file token.txt", "Behind a reverse proxy that is known as forge.example.org."),
            ],
        };
        var folder = QueueArguments.Folder(verb);
        var root = QueueArguments.OutputRoot(verb);
        var live = new LiveArguments(verb);
        var json = verb.Take(new Option<bool>("--json") { Description = "Print the address as one JSON object on a line." });
        verb.SetAction(result =>
        {
            var paths = QueueArguments.Paths(result, folder, environment);
            var output = QueueArguments.Output(result, root, paths, environment);
            return ServeAsync(environment, live.Read(result, environment, [paths.Root, output]), paths, output, result.GetValue(json)).GetAwaiter().GetResult();
        });
        return verb;
    }

    private static async Task<int> ServeAsync(HostEnvironment environment, LiveOptions options, DropFolderPaths paths, string output, bool isJson)
    {
        var inside = environment with { WorkingDirectory = paths.Root };
        var queue = WatchHost.Prepare(inside, paths, output, WatchHost.Configured(inside, paths).Folder);
        await using var page = await LivePage.StartAsync(options, queue, new StyleLibrary(inside), environment.Interrupted);
        if (isJson)
        {
            new JsonLines(environment.Output).Write(new ServingLine(page.Address.ToString(), paths.Root));
        }
        else
        {
            environment.Output.WriteLine($"{paths.Root} is at {page.Address} until Ctrl-C.");
            environment.Output.Flush();
        }

        await Task.Delay(Timeout.Infinite, environment.Interrupted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCodes.Done;
    }
}
