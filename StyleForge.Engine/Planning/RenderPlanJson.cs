namespace StyleForge.Engine.Planning;

/// <summary>A plan as JSON, for picture metadata and sidecars: always the same order, numbers exact.</summary>
public static class RenderPlanJson
{
    /// <summary>Writes a plan.</summary>
    public static string Write(RenderPlan plan) => throw new NotImplementedException($"{plan}");

    /// <summary>Reads a plan back.</summary>
    /// <exception cref="FormatException">The text is not a plan; the message says why in one sentence.</exception>
    public static RenderPlan Read(string json) => throw new NotImplementedException(json);
}
