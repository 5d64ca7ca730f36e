namespace StyleForge.Benchmarks.Kernels;

/// <summary>A cubic convolution of stride 1.</summary>
public sealed record FewChannelsShape(int Kernel, int SourceChannels, int DestinationChannels, int Dilation)
{
    public override string ToString() => $"{Kernel}×{Kernel}×{Kernel}, {SourceChannels} → {DestinationChannels}{(Dilation > 1 ? $", dilation {Dilation}" : "")}";
}
