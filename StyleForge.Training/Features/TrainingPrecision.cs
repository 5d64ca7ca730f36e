namespace StyleForge.Training.Features;

/// <summary>The numbers that features are calculated with; learned numbers are float32 whatever is chosen.</summary>
public enum TrainingPrecision
{
    /// <summary>float32.</summary>
    Single,

    /// <summary>float32 whose products are rounded to 10 bits on a CUDA device; float32 elsewhere.</summary>
    Tf32,

    /// <summary>bfloat16: half the memory and about twice as fast where memory is the limit, with 7 bits.</summary>
    BFloat16,
}
