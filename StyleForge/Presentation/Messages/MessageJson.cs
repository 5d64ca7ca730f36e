using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StyleForge.Engine.Output;

namespace StyleForge.Presentation.Messages;

/// <summary>Everything that is written for other programs, as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StartedLine))]
[JsonSerializable(typeof(NoticeLine))]
[JsonSerializable(typeof(LevelLine))]
[JsonSerializable(typeof(IterationLine))]
[JsonSerializable(typeof(FinishedLine))]
[JsonSerializable(typeof(FailedLine))]
[JsonSerializable(typeof(BatchLine))]
[JsonSerializable(typeof(ProblemLine))]
[JsonSerializable(typeof(JobLine))]
[JsonSerializable(typeof(CheckLine))]
[JsonSerializable(typeof(PlanLine))]
[JsonSerializable(typeof(ForetoldPlanLine))]
[JsonSerializable(typeof(EstimateLine))]
[JsonSerializable(typeof(BudgetLine))]
[JsonSerializable(typeof(PicturesLine))]
[JsonSerializable(typeof(TrainingLine))]
[JsonSerializable(typeof(PointLine))]
[JsonSerializable(typeof(CheckpointLine))]
[JsonSerializable(typeof(TrainedLine))]
[JsonSerializable(typeof(ExamplesLine))]
[JsonSerializable(typeof(EpochLine))]
[JsonSerializable(typeof(ClassifierLine))]
[JsonSerializable(typeof(EmbeddingLine))]
[JsonSerializable(typeof(DetectorLine))]
[JsonSerializable(typeof(BenchLine))]
[JsonSerializable(typeof(ServingLine))]
[JsonSerializable(typeof(DetectedLine))]
[JsonSerializable(typeof(ClassifiedLine))]
[JsonSerializable(typeof(UnclassifiedLine))]
[JsonSerializable(typeof(SlidLine))]
[JsonSerializable(typeof(IEnumerable<NetworkAnswer>))]
[JsonSerializable(typeof(NetworkTableAnswer))]
[JsonSerializable(typeof(KernelsAnswer))]
[JsonSerializable(typeof(WeightsAnswer))]
[JsonSerializable(typeof(WeightFileAnswer))]
[JsonSerializable(typeof(PullAnswer))]
[JsonSerializable(typeof(IEnumerable<PictureAnswer>))]
[JsonSerializable(typeof(IEnumerable<JudgeAnswer>))]
[JsonSerializable(typeof(IEnumerable<FacesAnswer>))]
[JsonSerializable(typeof(VerifyAnswer))]
[JsonSerializable(typeof(VerificationAnswer))]
[JsonSerializable(typeof(GalleryAnswer))]
[JsonSerializable(typeof(SoundAnswer))]
[JsonSerializable(typeof(SoundRecord))]
[JsonSerializable(typeof(ClipAnswer))]
[JsonSerializable(typeof(ClipRecord))]
[JsonSerializable(typeof(IEnumerable<IdentifyAnswer>))]
[JsonSerializable(typeof(SegmentAnswer))]
[JsonSerializable(typeof(SpeechAnswer))]
[JsonSerializable(typeof(IEnumerable<StyleAnswer>))]
[JsonSerializable(typeof(IEnumerable<PresetAnswer>))]
[JsonSerializable(typeof(IEnumerable<SettingAnswer>))]
[JsonSerializable(typeof(IEnumerable<ConfigurationFileAnswer>))]
[JsonSerializable(typeof(JobReport))]
[JsonSerializable(typeof(QueueAnswer))]
[JsonSerializable(typeof(QueueChangeAnswer))]
internal sealed partial class MessageJson : JsonSerializerContext
{
    /// <summary>On one line.</summary>
    public static MessageJson Compact { get; } = Make(isIndented: false);

    /// <summary>Indented.</summary>
    public static MessageJson Indented { get; } = Make(isIndented: true);

    // Paths and sentences stay readable; messages are read by JSON parsers, never pasted into web pages.
    private static MessageJson Make(bool isIndented) => new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = isIndented,
        Converters = { new FiniteNumberJson() },
    });
}
