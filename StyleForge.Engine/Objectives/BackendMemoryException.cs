namespace StyleForge.Engine.Objectives;

/// <summary>A backend's device has too little memory.</summary>
/// <param name="message">One sentence: which device, what it lacks, how to mend it.</param>
/// <param name="cause">What the device's library threw; null for nothing.</param>
public sealed class BackendMemoryException(string message, Exception? cause = null) : BackendException(message, cause);
