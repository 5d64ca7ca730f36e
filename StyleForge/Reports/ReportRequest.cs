namespace StyleForge.Reports;

/// <summary>A report that was asked for.</summary>
/// <param name="Folder">Where it goes.</param>
/// <param name="WithSheet">True for a contact sheet also where no job makes several pictures.</param>
internal sealed record ReportRequest(ReportFolder Folder, bool WithSheet);
