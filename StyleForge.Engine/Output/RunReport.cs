using StyleForge.Engine.Judging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Subjects;

namespace StyleForge.Engine.Output;

/// <summary>How a picture came about: enough to repeat it. Written into the picture and beside it.</summary>
public sealed record RunReport
{
    /// <summary>The resolved plan.</summary>
    public required RenderPlan Plan { get; init; }

    /// <summary>Version of StyleForge.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of each input picture, lower-case hexadecimal, by absolute path.</summary>
    public required IReadOnlyDictionary<string, string> Hashes { get; init; }

    /// <summary>SHA-256 of the network's weights, lower-case hexadecimal.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>Where the features come from: <c>forge-vgg (built in)</c>, or the network with the name of its weight file.</summary>
    public required string Features { get; init; }

    /// <summary>What computed the objective, and on which device: <c>managed (cpu)</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>The objective's parts at the picture that was written, before its values were clamped and rounded.</summary>
    public required IReadOnlyList<LossPart> FinalParts { get; init; }

    /// <summary>The objective's value before each step, level by level; not a number where the optimiser had to restart.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Values { get; init; }

    /// <summary>Wall time from reading the inputs to the finished picture, in seconds; writing it, and with it this report, comes after.</summary>
    public required double Seconds { get; init; }

    /// <summary>Widest vector the kernels used, in bits: 512, 256, 128, or 0 for scalar.</summary>
    public required int VectorBits { get; init; }

    /// <summary>Threads that worked.</summary>
    public required int Threads { get; init; }

    /// <summary>Bytes that the job was allowed to take.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>What each level took of memory; empty where nobody counted.</summary>
    public IReadOnlyList<LevelMemory> Memory { get; init; } = [];

    /// <summary>What the picture measures; null where nobody judged it.</summary>
    public PictureQuality? Quality { get; init; }

    /// <summary>What became of the faces of the content; null where nobody looked.</summary>
    public IReadOnlyList<FaceChange>? Faces { get; init; }

    /// <summary>What of the content was protected, in pixels of the picture.</summary>
    public IReadOnlyList<FoundObject> Protected { get; init; } = [];

    /// <summary>What of the content styles go over or spare, in pixels of the picture.</summary>
    public IReadOnlyList<FoundObject> Found { get; init; } = [];

    /// <summary>File names of the styles that go nowhere on this content, and so are not in the picture.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>When the picture was finished, in universal time.</summary>
    public required DateTimeOffset Finished { get; init; }
}
