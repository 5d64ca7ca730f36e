using System.CommandLine;
using StyleForge.Engine.Features;
using StyleForge.Hosting;

namespace StyleForge.Commands;

/// <summary><c>styleforge batch PATH…</c>: renders the jobs of files and folders.</summary>
internal static class BatchCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("batch", "Render the jobs of job files, one after the other or several at once.", "PATH... [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "Every file is checked before the first picture is begun. A file that is wrong, or a job that fails, does not keep the others from running.",
                "Beside each picture FILE its record FILE.json is written, unless --no-sidecar says otherwise: the plan, hashes of the inputs, and the course of the run. Neither holds a path, only names.",
                "Exit codes: 0 all pictures are made; 1 some job failed or some file was wrong; 2 no job could run; 3 there was nothing to do; 130 interrupted.",
            ],
            Examples =
            [
                ("batch jobs/examples", "Every job file of a folder, by name."),
                ("batch night.json --output-root /srv/pictures --threads 8", "One file with pictures below another folder."),
                ("batch jobs --parallel 4", "Four pictures at once, each with a quarter of the threads and of the memory."),
                ("batch jobs --report night", "In the morning night/report.html shows every picture, and first of all what failed and why."),
                ("batch jobs --deadline 06:00", "The night's work: where it would take longer, every picture gets fewer iterations."),
                ("batch jobs --preset fast --output-root fast", "The same jobs, quick, where they say nothing of iterations: a preset lies below what a job says."),
            ],
        };
        var paths = JobArguments.Paths(verb);
        var root = JobArguments.OutputRoot(verb);
        var flags = new RunFlags(verb, makesSeveral: true);
        var reports = new ReportOptions(verb);
        var night = new NightOptions(verb, environment.Time);
        var settings = new SettingOptions(verb);
        verb.SetAction(result =>
        {
            using var weights = new FeatureWeights(new WeightLibrary(environment).Find);
            var request = night.Read(result, flags.Read(result, weights));
            var jobs = JobArguments.Load(environment, result.GetRequiredValue(paths), result.GetValue(root), settings.Read(result), request.Options);
            return new Rendering(environment, request, reports.Read(result, environment, request.Options.Codecs)).Run(jobs);
        });
        return verb;
    }
}
