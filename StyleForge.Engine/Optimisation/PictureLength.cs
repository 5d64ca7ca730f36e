namespace StyleForge.Engine.Optimisation;

/// <summary>The check that everybody speaks of a picture of the same size.</summary>
internal static class PictureLength
{
    /// <summary>Throws unless what is given has the length expected.</summary>
    public static void Require(int expected, int given, string what)
    {
        if (given != expected)
        {
            throw new ArgumentException($"The {what} has {given} numbers, but this was made for pictures of {expected}: make one for each pyramid level.");
        }
    }
}
