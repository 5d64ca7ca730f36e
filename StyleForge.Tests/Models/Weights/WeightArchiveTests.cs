using System.Formats.Tar;
using System.IO.Compression;
using StyleForge.Models.Weights;
using StyleForge.Tests.Models.Weights.Onnx;
using StyleForge.Tests.TestKit;
using static StyleForge.Tests.Models.Weights.WeightBytes;

namespace StyleForge.Tests.Models.Weights;

public sealed class WeightArchiveTests : IDisposable
{
    private static readonly byte[] One = Safetensors("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", Floats(7));
    private static readonly byte[] Manifest = """[{"paths":["m.bin"],"weights":[{"name":"b","shape":[2],"dtype":"float32"}]}]"""u8.ToArray();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tgz")]
    [InlineData("nupkg")]
    public void The_weight_files_of_a_package_are_found_and_read_with_what_they_need(string form)
    {
        (string, byte[])[] files =
        [
            ("package/package.json", "{\"name\": \"p\"}"u8.ToArray()), ("package/README.md", "words"u8.ToArray()), ("package/a.safetensors", One), ("package/model/m.json", Manifest),
            ("package/model/m.bin", Floats(1, 2)), ("package/net.onnx", OnnxBytes.Model(graph => graph.Floats("c", [1], 3))),
        ];
        var path = Save("p." + form, form == "tgz" ? TarGz(files) : Zip(files, CompressionLevel.Optimal));
        using var archive = WeightArchive.Open(path)!;

        Assert.Equal(6, archive.Members.Count);
        Assert.Equal(["package/a.safetensors", "package/model/m.json", "package/net.onnx"], archive.WeightFiles);
        using var one = archive.Read("package/a.safetensors");
        using var manifest = archive.Read("package/model/m.json");
        using var onnx = archive.Read("package/net.onnx");
        Assert.Equal([7f], one["a"].Span.ToArray());
        Assert.Equal([1f, 2], manifest["b"].Span.ToArray());
        Assert.Equal([3f], onnx["c"].Span.ToArray());
        Assert.Equal($"{path}/package/a.safetensors", one.Origin);
    }

    [Fact]
    public void A_network_that_is_kept_in_JavaScript_modules_is_read_as_data()
    {
        var module = """!function(f){module.exports=f()}(function(){return{1:[function(a,n,i){n.exports=[{paths:["m1of1"],weights:[{name:"b",shape:[2],dtype:"float32"}]}]},{}]}})""";
        var shard = $"n.exports=\"{Convert.ToBase64String(Floats(1, 2))}\"}},{{}}]";
        using var archive = WeightArchive.Open(Save("p.tgz", TarGz(
        [
            ("package/index.js", "exports=function(){}"u8.ToArray()), ("package/model.min.js", System.Text.Encoding.UTF8.GetBytes(module)),
            ("package/m1of1.min.js", System.Text.Encoding.UTF8.GetBytes(shard)),
        ])))!;

        Assert.Equal(["package/model.min.js"], archive.WeightFiles);
        using var weights = archive.Read("package/model.min.js");
        Assert.Equal([1f, 2], weights["b"].Span.ToArray());
    }

    [Fact]
    public void Other_files_are_no_archives()
    {
        Assert.Null(WeightArchive.Open(Save("a", One)));
        Assert.Null(WeightArchive.Open(Save("b", TorchZip([TorchEntry.Floats("a", "0", [1], 1)]))));
        Assert.Null(WeightArchive.Open(Save("c", [1])));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("C:a")]
    [InlineData(@"..\a")]
    public void A_name_that_leads_out_of_the_folder_is_refused(string name)
    {
        foreach (var file in new[] { TarGz([(name, One)]), Zip([(name, One)]) })
        {
            Assert.Contains($"holds '{name}', a name that leads out of the folder it is unpacked to; do not use it", Refusal(file), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    public void Links_and_devices_are_refused(TarEntryType kind)
    {
        var entry = new PaxTarEntry(kind, "a");
        if (kind != TarEntryType.Fifo)
        {
            entry.LinkName = "/etc/passwd";
        }

        Assert.Contains($"holds 'a', which is no plain file but of the kind {kind}", Refusal(TarGz([], entry)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_in_a_zip_archive_is_refused()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var link = archive.CreateEntry("a");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var stream = link.Open();
            stream.Write("/etc/passwd"u8);
        }

        Assert.Contains("holds 'a', which is no plain file, and links and devices are not unpacked", Refusal(bytes.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_unpacks_to_too_much_is_refused()
    {
        var zeros = new byte[17 << 20];
        foreach (var file in new[] { TarGz([("a", zeros)]), Zip([("a", zeros)], CompressionLevel.Optimal), Zip([("a", zeros[..(9 << 20)]), ("b", zeros[..(9 << 20)])], CompressionLevel.Optimal) })
        {
            Assert.Contains("unpacks to more than 16777216 bytes, which is 100 times its size or all that a weight file may have", Refusal(file), StringComparison.Ordinal);
        }

        Assert.Contains("unpacks to more than 9 bytes", Refusal(TarGz([("a", One)]), new WeightLimits { FileBytes = 9 }), StringComparison.Ordinal);
        Assert.Contains("holds more than the 1 files that are allowed", Refusal(TarGz([("a", One), ("b", One)]), new WeightLimits { Tensors = 1 }), StringComparison.Ordinal);
        Assert.Contains("holds two files 'a'", Refusal(Zip([("a", One), ("a", One)])), StringComparison.Ordinal);
        Assert.Contains("is a damaged tar.gz archive, or a single file that gzip packed", Refusal(Gzip(One)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tgz")]
    [InlineData("tar")]
    [InlineData("zip")]
    public void Damaged_archives_are_refused_with_a_sentence(string form)
    {
        var tar = Tar([("p/a.safetensors", One)]);
        var valid = form == "zip" ? Zip([("p/a.safetensors", One)], CompressionLevel.Optimal) : form == "tgz" ? Gzip(tar) : tar;
        var random = new Random(3);
        var limits = new WeightLimits { FileBytes = 1 << 20 };
        for (var round = 0; round < 400; round++)
        {
            var file = round < valid.Length && round < 200 ? valid[..round] : (byte[])valid.Clone();
            for (var flips = file.Length == valid.Length ? random.Next(1, 5) : 0; flips > 0; flips--)
            {
                // A tar is mostly nothing: its header and what follows are what matters.
                file[random.Next(form == "tar" ? Math.Min(file.Length, 700) : file.Length)] ^= (byte)random.Next(1, 256);
            }

            var path = Save("damaged", form == "tar" ? Gzip(file) : file);
            try
            {
                using var archive = WeightArchive.Open(path, limits);
                foreach (var member in archive?.WeightFiles ?? [])
                {
                    archive!.Read(member).Dispose();
                }
            }
            catch (WeightFormatException problem)
            {
                Assert.StartsWith($"'{path}", problem.Message, StringComparison.Ordinal);
            }
        }
    }

    private static byte[] TarGz((string Name, byte[] Data)[] files, params TarEntry[] more) => Gzip(Tar(files, more));

    private static byte[] Tar((string Name, byte[] Data)[] files, params TarEntry[] more)
    {
        using var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, data) in files)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(data) });
            }

            Array.ForEach(more, writer.WriteEntry);
        }

        return bytes.ToArray();
    }

    private static byte[] Gzip(byte[] data)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(data);
        }

        return bytes.ToArray();
    }

    private string Save(string name, byte[] file)
    {
        var path = _folder.File(name);
        File.WriteAllBytes(path, file);
        return path;
    }

    private string Refusal(byte[] file, WeightLimits? limits = null)
    {
        var path = Save("w", file);
        var sentence = Assert.Throws<WeightFormatException>(() => WeightArchive.Open(path, limits)).Message;
        Assert.StartsWith($"'{path}' ", sentence, StringComparison.Ordinal);
        return sentence;
    }
}
