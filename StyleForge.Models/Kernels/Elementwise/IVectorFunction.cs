namespace StyleForge.Models.Kernels.Elementwise;

/// <summary>A function of each number by itself that may have a form for vectors: it takes numbers in whatever order they lie.</summary>
internal unsafe interface IVectorFunction
{
    /// <summary>True where there is a form for vectors.</summary>
    bool HasVectors { get; }

    /// <summary>Computes the function of some numbers on this thread, where <see cref="HasVectors"/> says so; destination may be the source itself.</summary>
    void Run(float* source, float* destination, int length);
}
