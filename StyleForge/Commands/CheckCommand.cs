using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Features;
using StyleForge.Hosting;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary><c>styleforge check PATH…</c>: says what is wrong with job files, and renders nothing.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("check", "Check job files without rendering: every problem with its file, line and field.", "PATH... [options]")
        {
            Notes =
            [
                "A job is right if a batch with the same options can make all of its pictures: inputs are decoded, weight files are opened, and every folder of an output is tried.",
                "Exit codes: 0 all files are right; 2 some file is wrong; 3 there are no job files.",
            ],
            Examples =
            [
                ("check jobs", "Every job file of a folder."),
                ("check night.json --json", "The same for a program: one JSON object a problem, a job, and the sum."),
            ],
        };
        var paths = JobArguments.Paths(verb);
        var root = JobArguments.OutputRoot(verb);
        var machine = new MachineOptions(verb, makesSeveral: true);
        var noSidecar = SidecarOption.Take(verb);
        var json = verb.Take(new Option<bool>("--json") { Description = "Print one JSON object a line on standard output, for other programs." });
        var settings = new SettingOptions(verb);
        verb.SetAction(result =>
        {
            using var weights = new FeatureWeights(new WeightLibrary(environment).Find);
            var jobs = JobArguments.Load(environment, result.GetRequiredValue(paths), result.GetValue(root), settings.Read(result), machine.Read(result, weights) with { WritesSidecars = !result.GetValue(noSidecar) });
            var lines = result.GetValue(json) ? new JsonLines(environment.Output) : null;
            Problems.Write(environment, jobs.AllProblems, lines);
            if (lines is null)
            {
                WriteText(environment, jobs);
            }
            else
            {
                WriteJson(lines, jobs);
            }

            return jobs.Invalid > 0 ? ExitCodes.Wrong : jobs.Plans.Count > 0 ? ExitCodes.Done : ExitCodes.NothingToDo;
        });
        return verb;
    }

    private static void WriteText(HostEnvironment environment, JobSet jobs)
    {
        foreach (var job in jobs.Jobs)
        {
            var verdict = job.Problems.Count > 0 ? Words.Count(job.Problems.Count, "problem") : Words.Count(job.Plans.Count, "picture");
            environment.Output.WriteLine($"{Words.Path(job.Source, environment.WorkingDirectory)}: {verdict}");
        }

        if (jobs.Jobs.Count > 0)
        {
            var right = jobs.Jobs.Count(job => job.Problems.Count == 0);
            environment.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{right} of {Words.Count(jobs.Jobs.Count, "job file")} right, for {Words.Count(jobs.Plans.Count, "picture")}."));
        }
    }

    private static void WriteJson(JsonLines lines, JobSet jobs)
    {
        foreach (var job in jobs.Jobs)
        {
            lines.Write(new JobLine(job.Source, job.Problems.Count, job.Plans.Count));
        }

        lines.Write(new CheckLine(jobs.Jobs.Count, jobs.Invalid, jobs.Plans.Count));
    }
}
