using Microsoft.Extensions.Logging;

namespace StyleForge.Service;

/// <summary>What a service tells of. The names are a contract: <c>docs/command-line.md</c> lists them.</summary>
internal static class Events
{
    /// <summary>The service serves its folder.</summary>
    public static readonly EventId Serving = new(1, "serving");

    /// <summary>The service ends.</summary>
    public static readonly EventId Stopped = new(2, "stopped");

    /// <summary>A job was taken.</summary>
    public static readonly EventId Taken = new(3, "taken");

    /// <summary>A picture was made.</summary>
    public static readonly EventId Picture = new(4, "picture");

    /// <summary>A picture was there already, whole and of the same plan.</summary>
    public static readonly EventId Kept = new(5, "kept");

    /// <summary>Something people should know about a picture.</summary>
    public static readonly EventId Notice = new(6, "notice");

    /// <summary>All pictures of a job are made.</summary>
    public static readonly EventId Done = new(7, "done");

    /// <summary>A job failed.</summary>
    public static readonly EventId Failed = new(8, "failed");

    /// <summary>A job was given back, to be gone on with later.</summary>
    public static readonly EventId Released = new(9, "released");

    /// <summary>Another worker has taken a job over.</summary>
    public static readonly EventId Lost = new(10, "lost");

    /// <summary>The disk failed, and is tried again.</summary>
    public static readonly EventId Disk = new(11, "disk");

    /// <summary>A schedule has submitted a job.</summary>
    public static readonly EventId Submitted = new(12, "submitted");

    /// <summary>A picture failed by its files or its disk, and is tried again.</summary>
    public static readonly EventId Retrying = new(13, "retrying");

    /// <summary>A job was left waiting.</summary>
    public static readonly EventId Waiting = new(15, "waiting");

    /// <summary>Something lies in the inbox that will never be taken.</summary>
    public static readonly EventId Unclaimed = new(16, "unclaimed");

    /// <summary>The live page is there.</summary>
    public static readonly EventId Page = new(14, "page");
}
