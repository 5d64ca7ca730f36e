namespace StyleForge.Models.Faces;

/// <summary>Somebody who is known.</summary>
/// <param name="Name">The name that answers give.</param>
/// <param name="Faces">The faces, one or more.</param>
public sealed record EnrolledPerson(string Name, IReadOnlyList<EnrolledFace> Faces)
{
    /// <summary>How unlike this person a face is: the mean of the distances from all faces, which one bad picture spoils less than it would spoil the least.</summary>
    /// <param name="descriptor">The descriptor of the face.</param>
    public double DistanceFrom(ReadOnlySpan<float> descriptor)
    {
        var sum = 0.0;
        foreach (var face in Faces)
        {
            sum += FaceDistance.Between([.. face.Descriptor], descriptor);
        }

        return sum / Faces.Count;
    }
}
