namespace StyleForge.Engine.Objectives;

/// <summary>A backend's device failed. Another backend may be able to do the same work.</summary>
/// <param name="message">One sentence: which device, what went wrong, how to mend it.</param>
/// <param name="cause">What the device's library threw; null for nothing.</param>
public class BackendException(string message, Exception? cause = null) : Exception(message, cause);
