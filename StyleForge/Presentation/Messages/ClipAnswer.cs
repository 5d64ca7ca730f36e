using System.Text.Json.Serialization;
using StyleForge.Engine.Clips;

namespace StyleForge.Presentation.Messages;

/// <summary>A rendered clip, of <c>render-clip</c>. What was not asked for is left out.</summary>
internal sealed record ClipAnswer(
    string Folder,
    string Example,
    int Frames,
    int Size,
    double StyleBefore,
    double StyleAfter,
    ClipMotion Motion,
    ClipMotion ExampleMotion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sheet,
    double Seconds);

/// <summary>What each frame of a rendered clip carries of how it was made, on one line: everything that its bytes depend on.</summary>
internal sealed record ClipRecord(string Styleforge, string Example, string Sha256, int Size, int Frames, int Dimensions, int Iterations, int Filters, int Seed);
