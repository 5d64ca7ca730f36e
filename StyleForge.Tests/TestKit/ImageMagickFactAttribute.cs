namespace StyleForge.Tests.TestKit;

/// <summary>A test that compares with ImageMagick; reported as skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ImageMagickFactAttribute : FactAttribute
{
    public ImageMagickFactAttribute()
    {
        if (ImageMagick.Program is null)
        {
            Skip = "Needs ImageMagick 6 or 7 on the PATH.";
        }
    }
}
