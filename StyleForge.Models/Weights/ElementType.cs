namespace StyleForge.Models.Weights;

/// <summary>How numbers are stored in a weight file.</summary>
internal enum ElementType
{
    /// <summary>IEEE 754, 32 bits.</summary>
    Float32,

    /// <summary>IEEE 754, 16 bits.</summary>
    Float16,

    /// <summary>The upper half of a float32.</summary>
    BFloat16,

    /// <summary>IEEE 754, 64 bits; rounded to float32.</summary>
    Float64,

    /// <summary>Whole numbers or truth values of 8 bits: never weights, so they are left out.</summary>
    Whole8,

    /// <summary>Whole numbers of 16 bits.</summary>
    Whole16,

    /// <summary>Whole numbers of 32 bits.</summary>
    Whole32,

    /// <summary>Whole numbers of 64 bits.</summary>
    Whole64,
}
