using System.CommandLine;
using System.Globalization;

namespace StyleForge.Commands;

/// <summary>The options that say where a training runs.</summary>
internal sealed class TrainingMachineOptions
{
    private readonly Option<string?> _device;
    private readonly Option<int?> _threads;

    /// <summary>Adds the options to a command.</summary>
    public TrainingMachineOptions(Verb verb)
    {
        _device = verb.Take(new Option<string?>("--device")
        {
            HelpName = "NAME",
            Description = "Where to train: «auto» (a CUDA device where there is one), «cpu», «cuda» or «cuda:N»; default auto.",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (text is "auto" or "cpu" or "cuda" || (text.StartsWith("cuda:", StringComparison.Ordinal) && byte.TryParse(text[5..], NumberStyles.None, CultureInfo.InvariantCulture, out _)))
                {
                    return text;
                }

                result.AddError($"--device is '{text}', but must be auto, cpu, cuda or cuda:N with N from 0 to 255.");
                return null;
            },
        });
        _threads = verb.Take(new Option<int?>("--threads", "-t")
        {
            HelpName = "NUMBER",
            Description = "Threads of the processor to work on, 1 to 1024; default one for each processor.",
            CustomParser = result => WholeNumbers.Read(result, "--threads", 1, 1024) is [var number] ? number : null,
        });
    }

    /// <summary>The device: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device(ParseResult result) => result.GetValue(_device) ?? "auto";

    /// <summary>Threads; null for one a processor.</summary>
    public int? Threads(ParseResult result) => result.GetValue(_threads);
}
