namespace StyleForge.Models.Kernels.Pooling;

/// <summary>How a pooling window becomes one number.</summary>
public enum PoolingKind
{
    /// <summary>The largest element; padding never wins; the first of equals receives the gradient.</summary>
    Maximum,

    /// <summary>The mean over the elements that lie inside the source; where a layer says so, over the padding too, as zeros.</summary>
    Average,
}
