using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The voice activity detector of the Silero team, for sound of 16,000 samples a second: a Fourier transform written as a convolution, four
/// convolutions in one dimension, and a memory of what came before.
/// </summary>
/// <remarks>
/// What it is shown is one signal, <c>(1, 1, <see cref="Length"/>)</c>: the last <see cref="Context"/> samples of the chunk before, <see cref="Chunk"/> new ones,
/// and the <see cref="State"/> that the step before gave; zeros at first.
/// </remarks>
public static class SileroVad
{
    /// <summary>Samples of a chunk.</summary>
    public const int Chunk = 512;

    /// <summary>Samples of the chunk before that are seen once more.</summary>
    public const int Context = 64;

    /// <summary>Numbers of the memory: 128 of the hidden state, and 128 of the cell.</summary>
    public const int State = 2 * Hidden;

    /// <summary>Numbers of a step.</summary>
    public const int Length = Context + Chunk + State;

    /// <summary>The tap with the probability of speech, 0 to 1.</summary>
    public const string Probability = "prob";

    /// <summary>The tap with the memory for the next step.</summary>
    public const string Memory = "lstm_cell";

    private const int Hidden = 128;

    // A window of 16 milliseconds every 8: 129 frequencies, with a real and an imaginary part each.
    private const int Frequencies = 129;
    private const int Frame = 256;
    private const int Hop = 128;

    /// <summary>Its network for 16,000 samples a second.</summary>
    public static NetworkDescription SixteenThousand { get; } = new(
        "silero-vad",
        new NetworkFacts
        {
            Title = "Silero VAD, which hears whether somebody speaks, 32 milliseconds at a time",
            Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0], Deviation = [1] },
            Source = [1, 1, Length],
            MinimumSide = Length,
            Licence = "MIT (Silero team)",
            Paper = "Silero team 2024, Silero VAD: pre-trained enterprise-grade Voice Activity Detector, github.com/snakers4/silero-vad",
            Origin = new Uri("https://github.com/snakers4/silero-vad"),
            Weights = new PublishedWeights(
                "silero-vad/silero_vad_16k_op15.onnx",
                GitHub.File("snakers4/silero-vad", "806dcba3f0b5d95282d0889a074954a2f8c6397b", "src/silero_vad/data/silero_vad_16k_op15.onnx"),
                "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49",
                1_289_603),
            Names = PublishedNames.Of(
                WeightLayout.Torch,
                ("stft_conv.weight", "model.stft.forward_basis_buffer"),
                ("conv1.weight", "model.encoder.0.reparam_conv.weight"), ("conv1.bias", "model.encoder.0.reparam_conv.bias"),
                ("conv2.weight", "model.encoder.1.reparam_conv.weight"), ("conv2.bias", "model.encoder.1.reparam_conv.bias"),
                ("conv3.weight", "model.encoder.2.reparam_conv.weight"), ("conv3.bias", "model.encoder.2.reparam_conv.bias"),
                ("conv4.weight", "model.encoder.3.reparam_conv.weight"), ("conv4.bias", "model.encoder.3.reparam_conv.bias"),
                ("lstm_cell.weight_ih", "model.decoder.rnn.weight_ih"), ("lstm_cell.weight_hh", "model.decoder.rnn.weight_hh"),
                ("lstm_cell.bias_ih", "model.decoder.rnn.bias_ih"), ("lstm_cell.bias_hh", "model.decoder.rnn.bias_hh"),
                ("final_conv.weight", "model.decoder.decoder.2.weight"), ("final_conv.bias", "model.decoder.decoder.2.bias")),
        },
        new LayerList([1, 1, Length])
            .From(NetworkDescription.Picture).Then(new SliceDescription("samples", "samples", Dimension: 2, 0, Context + Chunk))
            .Then(new PaddingDescription("mirror", "mirror", [(0, 0), (0, Context)]) { Border = BorderMode.Reflect })
            .Convolution("stft_conv", 2 * Frequencies, Window.Valid(Frame, Hop), bias: false)
            .Then(new MagnitudeDescription("magnitude", "magnitude"))
            .Convolution("conv1", 128).Relu("relu1")
            .Convolution("conv2", 64, stride: 2).Relu("relu2")
            .Convolution("conv3", 64, stride: 2).Relu("relu3")
            .Convolution("conv4", 128).Relu("relu4")
            .Flatten("features")
            .From(NetworkDescription.Picture).Then(new SliceDescription("before", "before", Dimension: 2, Context + Chunk, State))
            .Then(new ReshapeDescription("memory", "memory", [State]))
            .From("features", "memory").Then(new LstmCellDescription(Memory, Memory, Hidden, Hidden))
            .Then(new SliceDescription("hidden", "hidden", Dimension: 1, 0, Hidden)).Relu("relu5")
            .Then(new ReshapeDescription("column", "column", [Hidden, 1]))
            .Convolution("final_conv", 1, kernel: 1)
            .Then(new SigmoidDescription(Probability, Probability)).Layers);
}
