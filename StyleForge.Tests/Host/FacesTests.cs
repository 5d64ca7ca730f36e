using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Tests.Models.Faces;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class FacesTests : IDisposable
{
    private readonly HostHarness _host = new();

    public FacesTests()
    {
        FakeFaces.Write(WeightsFolder);
        Save("ada.png", 60, 60, 1);
        Save("ada2.png", 80, 60, 1);
        Save("grace.png", 60, 70, 9);
    }

    private string WeightsFolder => Path.Combine(_host.HomeFolder, ".local/share/styleforge/weights");

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Faces_are_listed_and_drawn()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("faces", "detect", "ada.png", "grace.png", "-o", "drawn"));
        Assert.Equal(["picture", "left", "top", "width", "height", "score"], Words(0));
        Assert.Equal(["ada.png", "2", "2", "57", "57", "0.98"], Words(1));
        Assert.Equal((60, 70), (Read("drawn/grace.png").Width, Read("drawn/grace.png").Height));
        Assert.NotEqual(Read("ada.png").Samples, Read("drawn/ada.png").Samples);

        Assert.Equal(ExitCodes.Wrong, _host.Run("faces", "detect", "ada.png", "-o", "ada.png"));
        Assert.Equal("ada.png would be replaced by the copy that is drawn on: name another --output.", _host.ErrorLines[^1]);
    }

    [Fact]
    public void A_drawn_copy_differs_from_its_picture_only_around_the_face()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("faces", "landmarks", "ada.png", "-o", "points.png"));

        Assert.Empty(_host.Error);
        Assert.Equal(["picture", "part", "points"], Words(0));
        Assert.Equal(["jaw", "left", "right", "nose", "left", "right", "mouth"], _host.OutputLines[1..].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
        Assert.Equal(2 + 17, Words(1).Length);
        var (drawn, plain) = (Read("points.png"), Read("ada.png"));
        Assert.Equal((60, 60), (drawn.Width, drawn.Height));
        Assert.InRange(drawn.Samples.Zip(plain.Samples).Count(pair => Math.Abs(pair.First - pair.Second) > 0.02), 500, 9000);
    }

    [Theory]
    [InlineData("detect")]
    [InlineData("landmarks")]
    [InlineData("expressions")]
    [InlineData("live")]
    public void Json_is_an_array_whose_fields_are_documented(string command)
    {
        Assert.Equal(ExitCodes.Done, _host.Run("faces", command, "ada.png", "grace.png", "--json"));

        var answer = JsonDocument.Parse(_host.Output).RootElement;
        Assert.Equal(2, answer.GetArrayLength());
        Assert.Equal(Path.Combine(_host.WorkingDirectory, "ada.png"), answer[0].GetProperty("picture").GetString());
        var face = Assert.Single(answer[0].GetProperty("faces").EnumerateArray());
        Assert.Equal(0.982, face.GetProperty("score").GetDouble(), 1e-3);
        RequireDocumented(answer[0]);
        RequireDocumented(face);
    }

    [Fact]
    public void Expressions_and_liveness_have_columns_of_their_own()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("faces", "expressions", "ada.png"));
        Assert.Equal(["neutral", "happy", "sad", "angry", "fearful", "disgusted", "surprised"], Words(0)[6..]);
        Assert.Equal("0.77", Words(1)[7]);

        Assert.Equal(ExitCodes.Done, _host.Run("faces", "live", "ada.png"));
        Assert.Equal("live", _host.OutputLines[^2].Split(' ')[^1]);
        Assert.Contains("live", _host.OutputLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void People_are_enrolled_identified_and_forgotten()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("faces", "enrol", "Ada Lovelace", "ada.png", "--gallery", "friends.json"));
        Assert.Equal(ExitCodes.Done, _host.Run("faces", "enrol", "Grace", "grace.png", "-g", "friends.json"));
        Assert.Equal(["Ada Lovelace", "Grace"], _host.OutputLines[^2..].Select(line => line.Split("  ")[0]));

        Assert.Equal(ExitCodes.Done, _host.Run("faces", "identify", "ada.png", "--gallery", "friends.json", "--json", "--threshold", "0.01", "-o", "named.png"));
        var text = _host.Output;
        var identity = JsonDocument.Parse(text[text.IndexOf('[', StringComparison.Ordinal)..]).RootElement[0].GetProperty("faces")[0].GetProperty("identity");
        Assert.Equal("Ada Lovelace", identity.GetProperty("person").GetString());
        Assert.Equal(0, identity.GetProperty("distance").GetDouble(), 1e-6);
        RequireDocumented(identity);

        Assert.Equal(ExitCodes.Done, _host.Run("faces", "forget", "Ada Lovelace", "--gallery", "friends.json"));
        Assert.Equal(ExitCodes.Done, _host.Run("faces", "identify", "ada.png", "--gallery", "friends.json", "--threshold", "0"));
        Assert.Contains("nobody known", _host.OutputLines[^1], StringComparison.Ordinal);
        Assert.Contains("Grace", _host.OutputLines[^1], StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Wrong, _host.Run("faces", "forget", "Grase", "--gallery", "friends.json"));
        Assert.Equal("The gallery knows nobody called 'Grase'. Did you mean 'Grace'?", _host.ErrorLines[^1]);
        Assert.Equal(ExitCodes.Done, _host.Run("faces", "gallery", "--gallery", "friends.json"));
        Assert.Equal(["Grace", "1", "grace.png"], _host.OutputLines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Two_pictures_are_one_persons_below_the_threshold()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("faces", "verify", "ada.png", "ada.png"));
        Assert.Equal("one person: the distance is 0.000, and below 0.6 two faces are taken for one person's", _host.OutputLines[^1]);

        Assert.Equal(ExitCodes.JobFailed, _host.Run("faces", "verify", "ada.png", "grace.png", "--threshold", "0"));
        Assert.StartsWith("two people: the distance is ", _host.OutputLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_pairs_gives_the_errors_of_every_threshold_and_a_picture_of_them()
    {
        _host.Write("lists/pairs.csv", "# first,second,truth\n../ada.png,../ada.png,same\r\n../ada.png\t../ada2.png\tsame\n\n../ada.png,../grace.png,different\n");

        Assert.Equal(ExitCodes.Done, _host.Run("faces", "verify", "--pairs", "lists/pairs.csv", "--curve", "errors.svg"));
        Assert.Equal(["threshold", "false", "accepts", "false", "rejects"], Words(0));
        Assert.StartsWith("2 pairs of one person, 1 of two. At 0.6: ", _host.OutputLines[^1], StringComparison.Ordinal);
        Assert.Equal("1 pair of a kind say little: where none of them errs, up to 100.0 % may all the same. Give 100 or more of each.", _host.ErrorLines[^1]);
        var svg = File.ReadAllText(Path.Combine(_host.WorkingDirectory, "errors.svg"));
        Assert.Contains("false rejects", svg, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Parse(svg);

        Assert.Equal(ExitCodes.Done, _host.Run("faces", "verify", "--pairs", "lists/pairs.csv", "--json"));
        var answer = JsonDocument.Parse(_host.Output[_host.Output.IndexOf('{', StringComparison.Ordinal)..]).RootElement;
        Assert.Equal(2, answer.GetProperty("samePairs").GetInt32());
        Assert.True(answer.GetProperty("curve").GetArrayLength() >= 3);
        RequireDocumented(answer);
    }

    [Theory]
    [InlineData("detect lost.png", "lost.png does not exist.")]
    [InlineData("detect ada.png --size 200 --detector tiny", "--size is 200, but must be a multiple of 32: take 192.")]
    [InlineData("detect ada.png --size 256", "--size is of the tiny detector: say --detector tiny, or leave it out. The other one always looks at 512 pixels.")]
    [InlineData("detect ada.png --score 1", "--score is 1, but must be a number from 0.01 to 0.99.")]
    [InlineData("detect ada.png -o found.xyz", "--output is 'found.xyz', whose ending says no format that can be written: end it with .png, .jpg, .jpeg, .jpe, .jfif, .webp, .tif, .tiff and .bmp, or with a slash for a folder.")]
    [InlineData("detect ada.png grace.png -o one.csv", "--output is 'one.csv', which is a file, but 2 pictures of a list or a folder need a folder.")]
    [InlineData("detect ada.png --detector tiny", "The weights of tiny-face-detector are not on this machine: 'styleforge weights pull faces' fetches all networks of faces.")]
    [InlineData("verify ada.png", "Give two pictures, not 1 picture, or a list of pairs with --pairs.")]
    [InlineData("verify ada.png grace.png --pairs list", "Give two pictures, or a list of pairs with --pairs, not both.")]
    [InlineData("verify ada.png grace.png --curve c.svg", "--curve draws what --pairs measures: name the list.")]
    [InlineData("verify --pairs one.csv", "*one.csv must have pairs of one person («same») and pairs of two («different»): with one kind alone nothing can be said of errors.")]
    [InlineData("verify --pairs wrong.csv", "*wrong.csv, line 2: a pair is two pictures and «same» or «different», with commas or tabs between them, not \"a.png,b.png,yes\".")]
    [InlineData("identify ada.png --gallery lost.json", "lost.json does not exist.")]
    [InlineData("identify ada.png --gallery one.csv", "one.csv is no gallery of faces: 'styleforge faces enrol' makes one.")]
    [InlineData("enrol Ada lost.png --gallery g.json", "Nobody was enrolled, because not every picture could be read: mend or leave out those named above.")]
    public void What_is_wrong_is_told_in_one_sentence(string arguments, string sentence)
    {
        _host.Write("one.csv", "ada.png,ada.png,same\n");
        _host.Write("wrong.csv", "ada.png,ada.png,same\na.png,b.png,yes\n");

        Assert.Equal(ExitCodes.Wrong, _host.Run(["faces", .. arguments.Split(' ')]));

        Assert.Contains(_host.ErrorLines, line => sentence.StartsWith('*') ? line.EndsWith(sentence[1..], StringComparison.Ordinal) : line == sentence);
        Assert.Empty(_host.Output);
        Assert.False(File.Exists(Path.Combine(_host.WorkingDirectory, "g.json")));
    }

    [Fact]
    public void A_picture_that_is_passed_over_leaves_the_others_and_a_folder_for_copies_is_made()
    {
        _host.Write("note.png", "no picture");

        Assert.Equal(ExitCodes.JobFailed, _host.Run("faces", "detect", "ada.png", "note.png", "-o", "new/found/"));
        Assert.True(File.Exists(Path.Combine(_host.WorkingDirectory, "new/found/ada.png")));
        Assert.False(File.Exists(Path.Combine(_host.WorkingDirectory, "new/found/note.png")));
        Assert.Equal(ExitCodes.Wrong, _host.Run("faces", "live", "note.png"));
    }

    [Fact]
    public void What_contradicts_a_gallery_is_refused_or_told()
    {
        Assert.Equal(ExitCodes.Done, _host.Run("faces", "enrol", "Ada", "ada.png", "--gallery", "g.json"));
        var written = File.ReadAllText(Path.Combine(_host.WorkingDirectory, "g.json"));

        Assert.Equal(ExitCodes.NothingToDo, _host.Run("faces", "enrol", "Ada", "ada.png", "--gallery", "g.json"));
        Assert.Equal("ada.png is enrolled as Ada already, and is not added again.", _host.ErrorLines[^1]);
        Assert.Equal(ExitCodes.Wrong, _host.Run("faces", "enrol", "Grace", "grace.png", "ada.png", "--gallery", "g.json"));
        Assert.Equal("ada.png is enrolled as Ada already, and nobody was enrolled: 'styleforge faces forget' takes Ada out of the gallery.", _host.ErrorLines[^1]);
        Assert.Equal(written, File.ReadAllText(Path.Combine(_host.WorkingDirectory, "g.json")));

        Assert.Equal(ExitCodes.Done, _host.Run("faces", "enrol", "Grace", "grace.png", "--gallery", "g.json"));
        Assert.Matches(@"^grace\.png is 0\.\d\d from the faces of Ada, as near as the same person's: answers will mix Grace and Ada up\.$", _host.ErrorLines[^1]);
    }

    [Fact]
    public void A_face_that_is_unlike_the_persons_others_is_told()
    {
        FakeFaces.Write(WeightsFolder, unlike: 1000);
        Assert.Equal(ExitCodes.Done, _host.Run("faces", "enrol", "Ada", "ada.png", "grace.png", "--gallery", "g.json"));

        Assert.Contains(_host.ErrorLines, line => line.StartsWith("grace.png is ", StringComparison.Ordinal) && line.EndsWith(" from the nearest other face of Ada, as far as another person's: look whether it is the right picture.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_gallery_of_other_weights_is_refused()
    {
        _host.Run("faces", "enrol", "Ada", "ada.png", "--gallery", "g.json");
        var path = Path.Combine(_host.WorkingDirectory, "g.json");
        File.WriteAllText(path, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(path), "\"weightsSha256\": \"[0-9a-f]{8}", "\"weightsSha256\": \"01234567"));

        Assert.Equal(ExitCodes.Wrong, _host.Run("faces", "identify", "ada.png", "--gallery", "g.json"));
        Assert.StartsWith("The gallery was made with other weights of the descriptor (SHA-256 01234567…)", _host.ErrorLines[^1], StringComparison.Ordinal);
    }

    [TestDataFact]
    public void Real_people_are_told_apart()
    {
        FacePortraits.Install(WeightsFolder);
        foreach (var name in FacePortraits.Names)
        {
            File.Copy(TestData.Path($"models/face-api/{name}"), Path.Combine(_host.WorkingDirectory, name));
        }

        Assert.Equal(ExitCodes.Done, _host.Run("faces", "enrol", "Obama", "obama.png", "-g", "g.json", "--detector", "tiny"));
        Assert.Equal(ExitCodes.Done, _host.Run("faces", "identify", "obama2.png", "biden.png", "-g", "g.json", "--detector", "tiny"));
        Assert.Matches("obama2.png .* Obama +Obama +0\\.[34]", _host.OutputLines[^2]);
        Assert.Matches("biden.png .* nobody known +Obama +0\\.[789]", _host.OutputLines[^1]);
    }

    private string[] Words(int line) => _host.OutputLines[line].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static void RequireDocumented(JsonElement answer)
    {
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "faces.md"));
        Assert.All(answer.EnumerateObject(), field => Assert.Contains($"`{field.Name}`", page, StringComparison.Ordinal));
    }

    private Picture Read(string name) => ImageCodecs.Default.Read(Path.Combine(_host.WorkingDirectory, name)).ToPicture();

    private void Save(string name, int width, int height, int seed)
    {
        var picture = new Picture(width, height);
        for (var i = 0; i < picture.Samples.Length; i++)
        {
            picture.Samples[i] = 0.5f + (0.4f * MathF.Sin((i * 0.013f * seed) + (i % width * 0.1f)));
        }

        ImageCodecs.Default.Write(Path.Combine(_host.WorkingDirectory, name), picture.ToImageData());
    }
}
