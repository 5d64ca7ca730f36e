namespace StyleForge.Models.Detection;

/// <summary>A file of annotations that cannot be used. The message is one sentence: the file, what is wrong in it, and what is allowed.</summary>
/// <param name="message">The sentence.</param>
/// <param name="cause">What lies behind it, or null.</param>
public sealed class AnnotationException(string message, Exception? cause = null) : Exception(message, cause);
