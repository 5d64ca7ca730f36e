namespace StyleForge.Engine.Jobs;

/// <summary>Reads job files.</summary>
public static class JobReader
{
    /// <summary>Reads a job file and says everything that is wrong with it; never throws for what the file holds.</summary>
    /// <param name="path">Path of the file, relative to the working directory.</param>
    /// <param name="limits">Bounds; null for the usual ones.</param>
    public static JobReading Read(string path, JobLimits? limits = null) => throw new NotImplementedException($"{path} {limits}");
}
