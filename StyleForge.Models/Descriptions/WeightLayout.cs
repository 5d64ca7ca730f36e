namespace StyleForge.Models.Descriptions;

/// <summary>In which order a file keeps the extents of kernels and matrices. Everything else has one order everywhere.</summary>
public enum WeightLayout
{
    /// <summary>Kernels <c>(out, in / groups, …)</c>, matrices <c>(out, in)</c>: PyTorch, Darknet, and this program.</summary>
    Torch,

    /// <summary>Kernels as PyTorch has them, matrices <c>(in, out)</c>: ONNX, where <c>MatMul</c> or <c>Gemm</c> reads them as they are.</summary>
    Onnx,

    /// <summary>Kernels <c>(…, in, out)</c>, depthwise ones <c>(…, in, times)</c>, matrices <c>(in, out)</c>: TensorFlow and Keras.</summary>
    TensorFlow,
}
