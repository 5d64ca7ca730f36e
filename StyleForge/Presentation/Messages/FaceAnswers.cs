using System.Text.Json.Serialization;

namespace StyleForge.Presentation.Messages;

/// <summary>A picture and its faces, of <c>faces detect</c>, <c>landmarks</c>, <c>expressions</c>, <c>live</c> and <c>identify</c>.</summary>
internal sealed record FacesAnswer(string Picture, int Width, int Height, IEnumerable<FaceAnswer> Faces);

/// <summary>A face, in pixels of the picture. What was not asked is left out.</summary>
internal sealed record FaceAnswer(double Left, double Top, double Width, double Height, double Score)
{
    /// <summary>For each part its points, x and y.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IEnumerable<IReadOnlyList<double>>>? Points { get; init; }

    /// <summary>The probability of each expression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Expressions { get; init; }

    /// <summary>The probability that the face is live.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Live { get; init; }

    /// <summary>Whom the face is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FaceIdentity? Identity { get; init; }
}

/// <summary>Whom a face is: null for nobody known; and the least unlike person, if anybody is known.</summary>
internal sealed record FaceIdentity(string? Person, string? Nearest, double? Distance);

/// <summary>Whether two pictures show one person, of <c>faces verify</c>.</summary>
internal sealed record VerifyAnswer(string First, string Second, double Distance, double Threshold, bool SamePerson);

/// <summary>How often thresholds err, of <c>faces verify --pairs</c>.</summary>
internal sealed record VerificationAnswer(
    int SamePairs, int DifferentPairs, double EqualErrorRate, VerificationStep AtThreshold, IEnumerable<VerificationStep> Curve, IEnumerable<string> LeftOut);

/// <summary>How often one threshold errs.</summary>
internal sealed record VerificationStep(double Threshold, double FalseAccepts, double FalseRejects);

/// <summary>The people of a gallery, of <c>faces gallery</c>, <c>enrol</c> and <c>forget</c>.</summary>
internal sealed record GalleryAnswer(string Gallery, IEnumerable<GalleryPerson> People);

/// <summary>A person of a gallery.</summary>
internal sealed record GalleryPerson(string Name, int Faces, IEnumerable<string> Pictures);
