namespace StyleForge.Hosting;

/// <summary>Messages of exceptions as people should read them.</summary>
internal static class Sentences
{
    /// <summary>The message without the <c>(Parameter 'name')</c> that the framework adds.</summary>
    public static string Sentence(this ArgumentException exception)
    {
        var suffix = $" (Parameter '{exception.ParamName}')";
        return exception.Message.EndsWith(suffix, StringComparison.Ordinal) ? exception.Message[..^suffix.Length] : exception.Message;
    }
}
