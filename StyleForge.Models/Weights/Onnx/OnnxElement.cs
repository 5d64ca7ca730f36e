namespace StyleForge.Models.Weights.Onnx;

/// <summary>What a tensor of an ONNX file is made of, by the format's own numbers (<c>TensorProto.DataType</c>). Numbers beyond these are types that are not read.</summary>
internal enum OnnxElement
{
    /// <summary>Not said.</summary>
    Undefined = 0,

    /// <summary>IEEE 754, 32 bits.</summary>
    Float32 = 1,

    /// <summary>Whole, 8 bits, from 0.</summary>
    UInt8 = 2,

    /// <summary>Whole, 8 bits, with a sign.</summary>
    Int8 = 3,

    /// <summary>Whole, 16 bits, from 0.</summary>
    UInt16 = 4,

    /// <summary>Whole, 16 bits, with a sign.</summary>
    Int16 = 5,

    /// <summary>Whole, 32 bits, with a sign.</summary>
    Int32 = 6,

    /// <summary>Whole, 64 bits, with a sign.</summary>
    Int64 = 7,

    /// <summary>Texts.</summary>
    Text = 8,

    /// <summary>Truth values, a byte each.</summary>
    Truth = 9,

    /// <summary>IEEE 754, 16 bits.</summary>
    Float16 = 10,

    /// <summary>IEEE 754, 64 bits.</summary>
    Float64 = 11,

    /// <summary>Whole, 32 bits, from 0.</summary>
    UInt32 = 12,

    /// <summary>Whole, 64 bits, from 0.</summary>
    UInt64 = 13,

    /// <summary>The upper half of a float32.</summary>
    BFloat16 = 16,
}
