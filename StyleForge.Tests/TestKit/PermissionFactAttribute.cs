namespace StyleForge.Tests.TestKit;

/// <summary>A test of permissions; reported as skipped where they keep this process out of nothing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PermissionFactAttribute : FactAttribute
{
    public PermissionFactAttribute()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Skip = "Needs a user whom permissions keep out: this one is an administrator, or on Windows.";
        }
    }
}
