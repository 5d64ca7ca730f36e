using StyleForge.Models.Faces;
using StyleForge.Models.Files;
using StyleForge.Models.Networks;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Faces;

public sealed class FaceGalleryTests
{
    private static readonly FaceGallery Two = new FaceGallery { WeightsSha256 = "abc" }
        .With("Grace", [Face("g.jpg", 0, 3)])
        .With("Ada", [Face("a1.jpg", 1, 0), Face("a2.jpg", 0, 0)]);

    [Fact]
    public void A_face_is_of_the_person_whom_it_is_least_unlike_on_average()
    {
        Assert.Equal(["Ada", "Grace"], Two.People.Select(person => person.Name));
        Assert.Equal(new FaceMatch("Ada", 1.5), Two.Nearest(Numbers(2, 0)));
        Assert.Equal("Grace", Two.Nearest(Numbers(0, 2))!.Name);
        Assert.Null(Two.Without("Ada").Without("Grace").Nearest(Numbers(2, 0)));
    }

    [Fact]
    public void More_pictures_of_somebody_known_are_added()
    {
        var more = Two.With("Grace", [Face("g2.jpg", 0, 5)]);

        Assert.Equal(["g.jpg", "g2.jpg"], more.People[1].Faces.Select(face => face.Picture));
        Assert.Equal(2, more.People.Count);
    }

    [Fact]
    public void A_file_gives_back_every_bit()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "friends.json");
        var odd = Two.With("Zoë \"Z\"", [new EnrolledFace("z.jpg", [.. Enumerable.Range(0, FaceDescriptor.Numbers).Select(i => MathF.Sin(i) / 3)])]);
        odd.Write(path);

        var read = FaceGallery.Read(path);
        Assert.Equal(odd.WeightsSha256, read.WeightsSha256);
        Assert.Equal(odd.People.Select(person => person.Name), read.People.Select(person => person.Name));
        Assert.Equal(odd.People[2].Faces[0].Descriptor, read.People[2].Faces[0].Descriptor);
    }

    [LinuxFact("permissions")]
    public void A_new_file_is_its_owners_alone()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "friends.json");
        Two.Write(path);

#pragma warning disable CA1416 // The attribute keeps it to Linux.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
#pragma warning restore CA1416
    }

    [Theory]
    [InlineData("[]", "is no gallery of faces: 'styleforge faces enrol' makes one")]
    [InlineData("{}", "is no gallery of faces: 'styleforge faces enrol' makes one")]
    [InlineData("null", "is no gallery of faces: 'styleforge faces enrol' makes one")]
    [InlineData("""{"version":2,"weightsSha256":"a"}""", "is a gallery of version 2, but must have version 1: use the StyleForge that wrote it")]
    [InlineData("""{"version":1,"weightsSha256":"a","people":[{"name":"Ada","faces":[]}]}""", "the person \"Ada\" has no name or no faces, or is there twice")]
    [InlineData("""{"version":1,"weightsSha256":"a","people":[{"name":"Ada","faces":[{"picture":"a.jpg","descriptor":[1,2]}]}]}""", "the face of \"Ada\" from a.jpg has not 128 numbers")]
    public void What_is_no_gallery_is_refused_in_a_sentence(string text, string sentence)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "friends.json");
        File.WriteAllText(path, text);

        Assert.Contains(sentence, Assert.Throws<FileReadException>(() => FaceGallery.Read(path)).Problem, StringComparison.Ordinal);
    }

    private static EnrolledFace Face(string picture, float x, float y) => new(picture, Numbers(x, y));

    private static float[] Numbers(float x, float y) => [x, y, .. new float[FaceDescriptor.Numbers - 2]];
}
