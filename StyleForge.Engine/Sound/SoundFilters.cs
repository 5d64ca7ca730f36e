using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Sound;

/// <summary>The network of Ulyanov and Lebedev 2016: one wide convolution along time, which takes every frequency for a channel, and a rectifier.</summary>
internal static class SoundFilters
{
    /// <summary>Moments that a filter sees.</summary>
    public const int Kernel = 11;

    /// <summary>Where style and content are compared.</summary>
    public const string Tap = "relu";

    /// <summary>Describes the network, for seeded random filters.</summary>
    /// <param name="filters">Filters, 1 or more.</param>
    public static NetworkDescription Describe(int filters) => new(
        "sound-filters",
        new NetworkFacts
        {
            Title = "One convolution of random filters along time",
            Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [], Deviation = [] },
            Source = [1, ShortTimeFourier.Bins, 64],
            MinimumSide = 1,
            Licence = "no weights",
            Paper = "Ulyanov and Lebedev 2016, Audio texture synthesis and style transfer",
            Origin = new Uri("https://dmitryulyanov.github.io/audio-texture-synthesis-and-style-transfer/"),
        },
        [
            new ConvolutionDescription("conv", "conv", ShortTimeFourier.Bins, filters, Window.Valid(Kernel)) { Dimensions = 1, HasBias = false },
            new ReluDescription("relu", Tap),
        ]);
}
