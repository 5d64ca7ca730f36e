using System.IO.Compression;
using System.Text.RegularExpressions;
using StyleForge.Engine.Codecs;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Examples;

namespace StyleForge.Tests.Training;

public sealed class ExampleReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WorkerPool _workers = new(2);

    public void Dispose()
    {
        _workers.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_folder_of_pictures_a_class_gives_the_square_in_the_middle_of_each()
    {
        WritePicture("data/cats/b.png", 8, 4, (x, _) => (byte)(x is >= 2 and < 6 ? 200 : 0));
        WritePicture("data/cats/a.png", 4, 4, (_, _) => 100);
        WritePicture("data/dogs/deep/c.png", 4, 6, (_, y) => (byte)(y is >= 1 and < 5 ? 50 : 0));
        File.WriteAllText(Write("data/dogs/notes.txt"), "not a picture");

        var set = Read("data", new ExampleOptions { Side = 4, Channels = 1 });

        Assert.Equal(["cats", "dogs"], set.Labels);
        Assert.Equal([1, 1, 4, 4], set.Source);
        Assert.Equal(["cats/a.png", "cats/b.png", "dogs/deep/c.png"], set.Examples.Select(example => example.Name));
        Assert.Equal([0, 0, 1], set.Examples.Select(example => example.Label));
        Assert.All(set.Examples[1].Samples, sample => Assert.Equal(200, sample));
        Assert.All(set.Examples[2].Samples, sample => Assert.Equal(50, sample));
        Assert.Equal([1, 3, 4, 4], Read("data", new ExampleOptions { Side = 4 }).Source);
    }

    [Fact]
    public void Idx_files_are_read_packed_or_not_with_names_for_their_labels()
    {
        byte[] pictures = [.. Enumerable.Range(0, 12).Select(number => (byte)number)];
        File.WriteAllBytes(Write("idx/train-images-idx3-ubyte"), Generated.Idx(pictures, 3, 2, 2));
        Pack("idx/train-labels-idx1-ubyte.gz", Generated.Idx([2, 0, 2], 3));
        File.WriteAllBytes(Write("idx/t10k-images-idx3-ubyte"), Generated.Idx(pictures[..4], 1, 2, 2));
        File.WriteAllBytes(Write("idx/t10k-labels-idx1-ubyte"), Generated.Idx([2], 1));
        var options = new ExampleOptions { Channels = 1 };

        var set = Read("idx", options);
        var named = Read("idx", options with { LabelNames = ["shirt", "shoe", "bag"], Channels = 3, Side = 4 });
        var test = ExampleReader.ReadTest(_folder.File("idx"), options, set);

        Assert.Equal(["0", "2"], set.Labels);
        Assert.Equal([1, 0, 1], set.Examples.Select(example => example.Label));
        Assert.Equal([4, 5, 6, 7], set.Examples[1].Samples.Select(sample => (int)sample));
        Assert.Equal(["shirt", "bag"], named.Labels);
        Assert.Equal([1, 3, 4, 4], named.Source);
        Assert.Equal(1, Assert.Single(test!.Examples).Label);
    }

    [Theory]
    [InlineData("x1,x2,Class\n1,2,a\n3,4,b\n", null, 1, "a b", "1 2 3 4")]
    [InlineData("1\t2\t7\n3\t4\t-1\n", null, 1, "-1 7", "1 2 3 4")]
    [InlineData("10;1;2\n9;3;4\n", "first", 1, "9 10", "1 2 3 4")]
    [InlineData("x,kind,y\n1,b,2\n3,a,4\n", "kind", 2, "a b", "1 2 3 4")]
    [InlineData("b,1,2\na,3,4\n\n", "first", 1, "a b", "1 2 3 4")]
    public void A_table_gives_a_signal_a_row(string text, string? column, int channels, string labels, string numbers)
    {
        File.WriteAllText(Write("signals.csv"), text);

        var set = Read("signals.csv", new ExampleOptions { LabelColumn = column, SignalChannels = channels });

        Assert.Equal(labels.Split(' '), set.Labels);
        Assert.Equal([1, channels, 2 / channels], set.Source);
        Assert.Equal(numbers, string.Join(' ', set.Examples.SelectMany(example => Enumerable.Range(0, 2).Select(place => BitConverter.ToSingle(example.Samples, 4 * place)))));
    }

    [Fact]
    public void A_folder_of_arrays_a_class_gives_volumes_of_any_kind_of_number()
    {
        File.WriteAllBytes(Write("scans/left/a.npy"), Generated.Npy("1, 1, 2", 1, 2));
        File.WriteAllBytes(Write("scans/right/b.npy"), Generated.Npy("|u1", "False", "1, 1, 2", [3, 200]));
        File.WriteAllBytes(Write("scans/right/c.npy"), Generated.Npy("<i2", "False", "1, 1, 2", [255, 255, 0, 1]));
        File.WriteAllBytes(Write("scans/right/d.npy"), Generated.Npy("<f8", "False", "1, 1, 2", [.. BitConverter.GetBytes(0.5), .. BitConverter.GetBytes(-2.0)]));

        var set = Read("scans", new ExampleOptions());

        Assert.Equal([1, 1, 1, 1, 2], set.Source);
        Assert.Equal([1, 2, 3, 200, -1, 256, 0.5f, -2], set.Examples.SelectMany(example => Enumerable.Range(0, 2).Select(place => BitConverter.ToSingle(example.Samples, 4 * place))));
    }

    [Theory]
    [InlineData("nowhere", "* does not exist: name a folder with a folder for each class, a folder with idx files, or a table.")]
    [InlineData("flat", "* has no folders in it: put the pictures of each class into a folder that is called like the class.")]
    [InlineData("single", "* has one class only, 'cats': there must be a folder for each of two or more.")]
    [InlineData("single/cats/a.png", "* is a file, but not a table (.csv, .tsv, .txt): *")]
    [InlineData("hollow", "* has no picture: put pictures of that class there, or delete the folder.")]
    [InlineData("broken", "*bad.png is empty*|*worse.png *")]
    [InlineData("short", "* has 3 pictures in train-images-idx3-ubyte, but 2 labels: there must be a label for each.")]
    [InlineData("cut", "* ends within its numbers: download or copy it again.")]
    [InlineData("long", "* goes on after its numbers: download or copy it again.")]
    [InlineData("alone", "* has no train-labels-idx file beside its train-images: pictures and labels belong together.")]
    [InlineData("foreign", "* does not begin like an idx file of bytes in 3 dimensions: download or copy it again.")]
    [InlineData("bad.csv", "*, line 2, column 2, is 'NaN', which is no finite number.|*, line 3, has 2 fields, but the first line has 3: all signals must be as long.|*, line 4, column 1, is 'x', which is no finite number.")]
    [InlineData("same.csv", "* has one class only, 'a': there must be two or more; is 3 the column of labels (--label)?")]
    [InlineData("uneven", "* is a volume of 1×1×3, but left/a.npy one of 1×1×2: all must be of one size.")]
    [InlineData("infinite", "* holds Infinity at place 1, which is no finite number.")]
    [InlineData("arrays", "*complex.npy holds numbers of type '<c8'; *|*flat.npy is an array of shape (2,), but a volume has the shape *|*fortran.npy is in Fortran's order; *|*text.npy does not begin like a NumPy array; *|*truncated.npy has 4 bytes of numbers, but 1×1×2 of type <f4 have 8; save it again.")]
    public void What_cannot_be_trained_on_is_said_sentence_by_sentence(string data, string sentences)
    {
        WriteBadExamples();

        var refusal = Assert.Throws<ExampleException>(() => Read(data, new ExampleOptions { Side = 8 }));

        string[] expected = sentences.Split('|');
        Assert.True(expected.Length == refusal.Problems.Count, refusal.Message);

        // An asterisk stands for anything.
        Assert.All(expected.Zip(refusal.Problems), pair => Assert.Matches($"^{Regex.Escape(pair.First).Replace(@"\*", ".*", StringComparison.Ordinal)}$", pair.Second));
    }

    [Fact]
    public void Examples_to_judge_by_must_be_of_the_same_classes_and_size()
    {
        File.WriteAllText(Write("one.csv"), "1,2,a\n3,4,b\n");
        File.WriteAllText(Write("two.csv"), "1,2,c\n3,4,b\n");
        File.WriteAllText(Write("three.csv"), "1,2,3,a\n3,4,5,b\n");
        var known = Read("one.csv", new ExampleOptions());

        string Refusal(string name) => Assert.Throws<ExampleException>(() => ExampleReader.Read(_folder.File(name), new ExampleOptions(), known, _workers)).Message;

        Assert.EndsWith("two.csv has the label 'c', which is not trained: the classes are a, b.", Refusal("two.csv"), StringComparison.Ordinal);
        Assert.EndsWith("three.csv holds examples of shape 1×1×3, but those that are trained on have the shape 1×1×2: both must be of one size.", Refusal("three.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_takes_its_share_of_each_class_and_depends_on_the_seed_alone()
    {
        var set = Generated.Stripes([0, 60, 120], 20, 1);

        var (training, heldOut) = ExampleSplit.Of(set, 0.25, 3);

        Assert.Equal([15, 15, 15], training.Counts());
        Assert.Equal([5, 5, 5], heldOut.Counts());
        Assert.Equal(60, training.Examples.Concat(heldOut.Examples).Select(example => example.Name).Distinct().Count());
        Assert.Equal(heldOut.Fingerprint, ExampleSplit.Of(set, 0.25, 3).HeldOut.Fingerprint);
        Assert.NotEqual(heldOut.Fingerprint, ExampleSplit.Of(set, 0.25, 4).HeldOut.Fingerprint);
        Assert.Equal([1, 1, 1], ExampleSplit.Of(set, 0.001, 3).HeldOut.Counts());
        Assert.Contains("one example only", Assert.Throws<ExampleException>(() => ExampleSplit.Of(Generated.Stripes([0, 60], 1, 1), 0.1, 1)).Message, StringComparison.Ordinal);
    }

    private ExampleSet Read(string name, ExampleOptions options) => ExampleReader.Read(_folder.File(name), options, null, _workers);

    private void WriteBadExamples()
    {
        WritePicture("flat/a.png", 8, 8, (_, _) => 1);
        WritePicture("single/cats/a.png", 8, 8, (_, _) => 1);
        foreach (var name in (string[])["hollow", "broken"])
        {
            WritePicture($"{name}/cats/a.png", 8, 8, (_, _) => 1);
        }

        Directory.CreateDirectory(_folder.File("hollow/dogs"));
        File.WriteAllText(Write("broken/dogs/bad.png"), "");
        File.WriteAllText(Write("broken/dogs/worse.png"), "no picture, but text that is long enough");
        byte[] pictures = new byte[12];
        WriteIdx("short", Generated.Idx(pictures, 3, 2, 2), Generated.Idx([0, 1], 2));
        WriteIdx("cut", Generated.Idx(pictures[..11], 3, 2, 2), Generated.Idx([0, 1, 0], 3));
        WriteIdx("long", Generated.Idx([.. pictures, 1], 3, 2, 2), Generated.Idx([0, 1, 0], 3));
        WriteIdx("foreign", Generated.Idx(pictures, 12), Generated.Idx([0, 1, 0], 3));
        File.WriteAllBytes(Write("alone/train-images-idx3-ubyte"), Generated.Idx(pictures, 3, 2, 2));
        File.WriteAllText(Write("bad.csv"), "1,2,a\n1,NaN,b\n1,b\nx,2,a\n");
        File.WriteAllText(Write("same.csv"), "1,2,a\n3,4,a\n");
        foreach (var (folder, shape, numbers) in ((string, string, float[])[])[("uneven", "1, 1, 3", [1, 2, 3]), ("infinite", "1, 1, 2", [1, float.PositiveInfinity])])
        {
            File.WriteAllBytes(Write($"{folder}/left/a.npy"), Generated.Npy("1, 1, 2", 1, 2));
            File.WriteAllBytes(Write($"{folder}/right/b.npy"), Generated.Npy(shape, numbers));
        }

        File.WriteAllBytes(Write("arrays/left/a.npy"), Generated.Npy("1, 1, 2", 1, 2));
        File.WriteAllBytes(Write("arrays/right/complex.npy"), Generated.Npy("<c8", "False", "1, 1, 2", new byte[16]));
        File.WriteAllBytes(Write("arrays/right/flat.npy"), Generated.Npy("2,", 1, 2));
        File.WriteAllBytes(Write("arrays/right/fortran.npy"), Generated.Npy("<f4", "True", "1, 1, 2", new byte[8]));
        File.WriteAllText(Write("arrays/right/text.npy"), "a text and no array");
        File.WriteAllBytes(Write("arrays/right/truncated.npy"), Generated.Npy("<f4", "False", "1, 1, 2", new byte[4]));
    }

    private void WriteIdx(string folder, byte[] images, byte[] labels)
    {
        File.WriteAllBytes(Write($"{folder}/train-images-idx3-ubyte"), images);
        File.WriteAllBytes(Write($"{folder}/train-labels-idx1-ubyte"), labels);
    }

    private void Pack(string name, byte[] bytes)
    {
        using var packed = new GZipStream(File.Create(Write(name)), CompressionLevel.Fastest);
        packed.Write(bytes);
    }

    private void WritePicture(string name, int width, int height, Func<int, int, byte> level)
    {
        byte[] samples = [.. from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) from channel in Enumerable.Range(0, 3) select level(x, y)];
        ImageCodecs.Default.Write(Write(name), new ImageData(width, height, PixelFormat.Rgb, 8, samples));
    }

    private string Write(string name)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
