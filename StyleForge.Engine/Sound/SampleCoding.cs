namespace StyleForge.Engine.Sound;

/// <summary>How a sound file that is written stores its samples.</summary>
public enum SampleCoding
{
    /// <summary>Whole numbers of 16 bits; what is louder than they can say is cut off.</summary>
    Pcm16,

    /// <summary>Whole numbers of 24 bits; what is louder than they can say is cut off.</summary>
    Pcm24,

    /// <summary>Floats of 32 bits, which hold every sample as it is.</summary>
    Float32,
}
