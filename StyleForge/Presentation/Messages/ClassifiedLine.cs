namespace StyleForge.Presentation.Messages;

/// <summary>What is on a picture, of <c>classify</c>.</summary>
internal sealed record ClassifiedLine(string Picture, IEnumerable<string> Networks, string Labels, int Crops, IEnumerable<ClassifiedClass> Classes) : JsonLine("classified");

/// <summary>A class that is likely on a picture.</summary>
internal sealed record ClassifiedClass(string Label, int Class, double Probability);

/// <summary>A picture that could not be looked at, and why.</summary>
internal sealed record UnclassifiedLine(string Picture, string Message) : JsonLine("unclassified");
