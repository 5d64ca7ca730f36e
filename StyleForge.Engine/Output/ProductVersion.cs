using System.Reflection;

namespace StyleForge.Engine.Output;

/// <summary>The version that pictures and reports carry.</summary>
public static class ProductVersion
{
    /// <summary>For instance <c>0.1.0</c>; without the source revision, so that two builds of one version agree.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
