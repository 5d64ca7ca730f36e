namespace StyleForge.Presentation.Messages;

/// <summary>What a command has changed in a queue: <c>queue pause</c> and its like.</summary>
internal sealed record QueueChangeAnswer(string Action, IReadOnlyList<string> Jobs);
