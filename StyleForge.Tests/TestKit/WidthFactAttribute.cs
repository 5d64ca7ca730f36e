using StyleForge.Models.Kernels;

namespace StyleForge.Tests.TestKit;

/// <summary>A test that takes a vector width away; reported as skipped on a machine that never had it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WidthFactAttribute : FactAttribute
{
    public WidthFactAttribute(int needs)
    {
        Needs = needs;
        if (VectorWidth.Hardware < needs)
        {
            Skip = $"This machine never had {needs}-bit vectors, so there is nothing to switch off.";
        }
    }

    public int Needs { get; }
}
