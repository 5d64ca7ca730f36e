using System.CommandLine;
using StyleForge.Hosting.Training;
using StyleForge.Presentation;
using StyleForge.Training.Learning;

namespace StyleForge.Commands;

/// <summary>What all trainings on examples have in common on the command line: which file comes of them, whether they go on, and how they tell of it.</summary>
internal sealed class TrainingFileOptions
{
    private readonly Option<string> _output;
    private readonly Option<bool> _resume;
    private readonly Option<bool> _json;

    /// <summary>Adds the options to a command, the last of all.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="output">The option of <see cref="TakeOutput"/>.</param>
    public TrainingFileOptions(Verb verb, Option<string> output)
    {
        _output = output;
        _resume = verb.Take(new Option<bool>("--resume") { Description = "Go on from the checkpoint, where there is one; with --device cpu it ends with the same bits as if it had never stopped." });
        _json = verb.Take(new Option<bool>("--json") { Description = "Print one JSON object a line on standard output, for other programs." });
    }

    /// <summary>Adds the option that names the file.</summary>
    public static Option<string> TakeOutput(Verb verb) =>
        verb.Take(new Option<string>("--output", "-o") { HelpName = "FILE", Description = "The weight file to write, with the ending .safetensors.", Required = true });

    /// <summary>Trains, shows what happens, and says in the end what came of it.</summary>
    /// <typeparam name="TTraining">The training.</typeparam>
    /// <typeparam name="TPoint">What its steps come to.</typeparam>
    /// <typeparam name="TFacts">What is to be said of the network.</typeparam>
    /// <param name="environment">Streams, terminal and clock.</param>
    /// <param name="result">The command line.</param>
    /// <param name="begin">Makes the session, by the weight file, the same as sentences name it, and who hears of what happens.</param>
    /// <param name="judged">How good the network is, in sentences without their full stops.</param>
    /// <param name="write">Writes the same for other programs.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="CommandFailure">Something is wrong with what was asked for, or the training cannot go on.</exception>
    public int Train<TTraining, TPoint, TFacts>(
        HostEnvironment environment,
        ParseResult result,
        Func<string, string, ITrainingObserver, ExampleSession<TTraining, TPoint, TFacts>> begin,
        Func<TFacts, IEnumerable<string>> judged,
        Action<JsonTraining, TFacts> write)
        where TTraining : NetworkTraining<TPoint>
        where TPoint : class
        where TFacts : class
    {
        var weights = Path.GetFullPath(result.GetRequiredValue(_output), environment.WorkingDirectory);
        var shown = Words.Path(weights, environment.WorkingDirectory);
        var (json, display) = TrainingDisplays.Choose(environment, result.GetValue(_json));
        var session = begin(weights, shown, display);
        var isResumed = result.GetValue(_resume);
        var outcome = display.During(() => session.Run(isResumed));
        if (session.Facts is { } facts)
        {
            foreach (var sentence in judged(facts))
            {
                environment.Error.WriteLine($"{sentence}.");
            }

            if (json is not null)
            {
                write(json, facts);
            }
        }
        else
        {
            environment.Error.WriteLine(TrainingWords.Interrupted(outcome));
        }

        json?.Close(outcome, outcome.IsDone ? weights : null);
        if (json is null && outcome.IsDone)
        {
            environment.Output.WriteLine(shown);
        }

        return outcome.IsDone ? ExitCodes.Done : ExitCodes.Interrupted;
    }
}
