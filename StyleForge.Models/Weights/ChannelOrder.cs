namespace StyleForge.Models.Weights;

/// <summary>The order of colour channels.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red: OpenCV's order, and so Caffe's.</summary>
    Bgr,
}
