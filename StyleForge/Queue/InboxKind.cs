namespace StyleForge.Queue;

/// <summary>What can be dropped into the inbox.</summary>
internal enum InboxKind
{
    /// <summary>A job file, with its pictures beside.</summary>
    JobFile,

    /// <summary>A folder of a job file and its pictures, which goes as one.</summary>
    Folder,

    /// <summary>A picture in a folder that is called like a style.</summary>
    Picture,
}
