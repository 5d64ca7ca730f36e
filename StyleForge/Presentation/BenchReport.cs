using System.Globalization;
using StyleForge.Engine.Backends.Managed;
using StyleForge.Engine.Measuring;
using StyleForge.Models.Kernels;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Writes what was measured.</summary>
/// <param name="output">Where to.</param>
internal sealed class BenchReport(TextWriter output)
{
    private bool _isBegun;

    /// <summary>Writes one size as text: a few lines, then a table with a row a layer where the engine measures layers.</summary>
    public void WriteText(Measurement measured, bool hasWeights)
    {
        Begin(measured, hasWeights);
        output.WriteLine(Words.Size(measured.Size, measured.Size));
        Row("evaluation", string.Create(CultureInfo.InvariantCulture, $"{measured.SecondsMin:0.0000} s at least, {measured.SecondsMedian:0.0000} s in the median of {measured.Evaluations.Count}"));
        if (measured.Backend != ManagedBackend.EngineName)
        {
            Row("engine", measured.Backend);
        }

        if (measured.Layers.Count > 0)
        {
            Row("arithmetic", string.Create(CultureInfo.InvariantCulture, $"{measured.Gigaflops:0.0} GFLOP/s, counted as direct convolution"));
        }

        Row("optimiser", string.Create(CultureInfo.InvariantCulture, $"{measured.StepSeconds:0.0000} s more for the step of {measured.Optimiser}, {measured.StepShare:0.0 %} of an iteration"));

        // An engine that does not tell its layers takes memory of its own for them, too.
        Row("memory", $"{Words.Bytes(measured.PeakBytes)} resident at most{(measured.Layers.Count > 0 ? $", {Words.Bytes(measured.PoolPeakBytes)} of them tensors of the picture" : "")}");
        if (measured.Memory is { Windows: > 1 } memory)
        {
            Row("windows", $"{memory.Windows} of {Words.Size(memory.WindowWidth, memory.WindowHeight)}, to stay within the memory{(memory.History > 0 ? $"; L-BFGS remembers {Words.Count(memory.History, "step")}" : "")}");
        }

        if (measured.Layers.Count > 0)
        {
            output.WriteLine();
            WriteTable(measured);
        }
    }

    /// <summary>Writes what several engines took at one size, each beside the first.</summary>
    public void WriteComparison(IReadOnlyList<Measurement> measurements, bool hasWeights)
    {
        Begin(measurements[0], hasWeights);
        var table = new TextTable(Words.Size(measurements[0].Size, measurements[0].Size), ">least s", ">median s", $">time beside {measurements[0].Backend}");
        foreach (var measured in measurements)
        {
            table.Add(measured.Backend, Seconds(measured.SecondsMin), Seconds(measured.SecondsMedian), Ratio(measured, measurements[0]).ToString("0.00", CultureInfo.InvariantCulture));
        }

        table.Write(output);

        static string Seconds(double seconds) => seconds.ToString("0.0000", CultureInfo.InvariantCulture);
    }

    /// <summary>Writes one size as a line of JSON.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="beside">The first engine's measurement at this size.</param>
    /// <param name="isAlone">Whether it is the only engine: the peak of the process's memory is nobody's where there are several.</param>
    public static void WriteJson(JsonLines lines, Measurement measured, Measurement beside, bool isAlone) => lines.Write(new BenchLine(
        CommandLine.Version,
        measured.Network,
        measured.Weights,
        measured.Backend,
        measured.Size,
        measured.Threads,
        measured.Evaluations.Count,
        measured.SecondsMin,
        measured.SecondsMedian,
        Ratio(measured, beside),
        measured.Layers.Count > 0 ? measured.Gigaflops : null,
        measured.Optimiser,
        measured.StepSeconds,
        measured.StepShare,
        isAlone ? measured.PeakBytes : null,
        measured.PoolPeakBytes,
        measured.VectorBits,
        measured.Memory.Windows,
        measured.Memory.History,
        measured.Layers.Select(BenchStep.Of),
        measured.Losses.Select(BenchStep.Of),
        measured.RestSeconds));

    /// <summary><c>512-bit vectors</c>, with the hardware's width where less is in use.</summary>
    public static string Vectors(int bits) =>
        (bits == 0 ? "scalar references" : $"{bits}-bit vectors") + (bits == VectorWidth.Hardware ? "" : $" (the processor has {VectorWidth.Hardware})");

    private static double Ratio(Measurement measured, Measurement beside) => measured.SecondsMin / beside.SecondsMin;

    private void Begin(Measurement measured, bool hasWeights)
    {
        if (!_isBegun)
        {
            _isBegun = true;
            output.WriteLine($"{measured.Network} ({measured.Weights}{(hasWeights ? "" : "; weights do not change the speed")})");
            output.WriteLine($"{Words.Count(measured.Threads, "thread")}, {Vectors(measured.VectorBits)}");
        }

        output.WriteLine();
    }

    private static string Speed(long multiplyAdds, TimeSpan time) => multiplyAdds == 0 || time == TimeSpan.Zero
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{2e-9 * multiplyAdds / time.TotalSeconds:0.0}");

    private static string Milliseconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{1000 * seconds:0.00}");

    private void WriteTable(Measurement measured)
    {
        var table = new TextTable("layer", "kernel", ">forward ms", ">GFLOP/s", ">backward ms", ">GFLOP/s");
        foreach (var step in measured.Layers.Concat(measured.Losses))
        {
            table.Add(
                step.Layer,
                step.Kernel,
                Milliseconds(step.Forward.TotalSeconds),
                Speed(step.MultiplyAdds, step.Forward),
                Milliseconds(step.Backward.TotalSeconds),
                Speed(step.MultiplyAdds, step.Backward));
        }

        table.Add("rest", "", Milliseconds(measured.RestSeconds), "", "", "");
        table.Add("step", measured.Optimiser, Milliseconds(measured.StepSeconds), "", "", "");
        table.Write(output);
    }

    private void Row(string name, string value) => output.WriteLine($"  {name,-10}  {value}");
}
