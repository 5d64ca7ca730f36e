using System.Text;
using StyleForge.Engine.Jobs;

namespace StyleForge.Tests.Engine.Jobs;

public class JobReaderTests
{
    private const string Head = "\"version\": 1, \"content\": \"a.png\", \"styles\": [\"b.png\"]";
    private static readonly string File = Path.GetFullPath("/jobs/night.json");

    [Fact]
    public void A_job_with_everything_is_read()
    {
        var reading = Read("""
            {
              // Comments are fine, trailing commas too.
              "$schema": "../docs/job.schema.json", /* so is this */
              "version": 1,
              "name": "Nächte über München",
              "content": ["a.png", "sub/ü 雪.jpg"],
              "styles": [["b.png", { "image": "c.png", "weight": 0.5, "scale": 2, "mask": "m.png" }], ["d.png", { "image": "e.png", "inside": ["People", "dog"], "outside": "faces, dog" }],],
              "output": "{job}/{content}-{style}-{size}-{seed}.png",
              "preset": "fine",
              "size": [256, 512],
              "seed": 3,
              "noise": 2.50e-1,
              "weightsFile": null,
              "contentLayers": ["relu4_2"],
              "styleLayers": [["relu1_1", "relu2_1:0.5"], "relu3_1"],
            }
            """);

        Assert.Empty(reading.Problems);
        var document = reading.Document!;
        Assert.Equal(("Nächte über München", File, "{job}/{content}-{style}-{size}-{seed}.png", (int?)8), (document.Name, document.File, document.Output, document.OutputLine));
        Assert.Equal([new JobPicture("a.png", 6, "content[0]"), new JobPicture("sub/ü 雪.jpg", 6, "content[1]")], document.Contents);
        Assert.Equal(
            [
                [new JobStyle("b.png", Line: 7, Field: "styles[0][0]"), new JobStyle("c.png", 0.5, 2, "m.png", 7, "styles[0][1]")],
                [
                    new JobStyle("d.png", Line: 7, Field: "styles[1][0]"),
                    new JobStyle("e.png", Line: 7, Field: "styles[1][1]") { Inside = "people,dog", Outside = "faces,dog" },
                ],
            ],
            document.Styles.Select(blend => blend.ToArray()));
        Assert.Equal(
            ["preset=fine@9", "size=256|512@10", "seed=3@11", "noise=0.25@12", "weightsFile=@13", "contentLayers=relu4_2@14", "styleLayers=relu1_1,relu2_1:0.5|relu3_1@15"],
            document.Settings.Select(setting => $"{setting.Name}={string.Join('|', setting.Values)}@{setting.Line}"));
    }

    [Fact]
    public void The_smallest_job_takes_its_name_from_the_file()
    {
        var document = Read("{" + Head + "}").Document!;
        Assert.Equal("night", document.Name);
        Assert.Equal((null, 0), (document.Output, document.Settings.Count));
    }

    [Theory]
    [InlineData("\"sise\": 3", "\"sise\" is not a field here: did you mean size?")]
    [InlineData("\"Size\": 64", "\"Size\" is not a field here: did you mean size?")]
    [InlineData("\"version\": 1", "version is given a second time, after line 1: keep one of the two.")]
    [InlineData("\"size\": 5", "size is 5, but must be a whole number from 16 to 65500.")]
    [InlineData("\"size\": \"512\"", "size is \"512\", but must be a whole number from 16 to 65500.")]
    [InlineData("\"size\": true", "size is true, but must be a whole number from 16 to 65500.")]
    [InlineData("\"size\": null", "size is null, but must be a whole number from 16 to 65500.")]
    [InlineData("\"size\": {}", "size is an object, but must be a whole number from 16 to 65500.")]
    [InlineData("\"size\": 1e400", "size is \"1e400\", but must be a whole number from 16 to 65500.")]
    [InlineData("\"noise\": 1e400", "noise is \"1e400\", but must be a number from 0 to 1.")]
    [InlineData("\"size\": []", "size is an empty list, but must be a whole number from 16 to 65500, or a list of such values for a sweep.")]
    [InlineData("\"size\": [64, [65]]", "size is a list, but must be a whole number from 16 to 65500.")]
    [InlineData("\"seed\": [1, 2, 1]", "seed lists \"1\" more than once: each value makes one picture, so keep one.")]
    [InlineData("\"colour\": \"contents\"", "colour is \"contents\", but must be style or content: did you mean content?")]
    [InlineData("\"styleLayers\": []", "styleLayers is an empty list, but must be a list of taps such as relu1_1 or, with a weight, relu2_1:0.5.")]
    [InlineData("\"styleLayers\": [1]", "styleLayers is a list, but must be a list of taps such as relu1_1 or, with a weight, relu2_1:0.5.")]
    [InlineData("\"output\": 3", "output is 3, but must be a path such as {job}.png.")]
    [InlineData("\"name\": \" \"", "name is \" \", but must be a name for the job.")]
    [InlineData("\"name\": \"a\\u0000b\"", "name is \"a�b\", but must be a name for the job.")]
    public void A_field_that_is_wrong_gets_a_sentence_with_its_line(string field, string sentence)
    {
        var problem = Assert.Single(Read("{" + Head + ",\n\n" + field + "}").Problems);
        Assert.Equal(sentence, problem.Message);
        Assert.Equal(3, problem.Line);
    }

    [Theory]
    [InlineData("\"version\": 2, \"content\": \"a\", \"styles\": [\"b\"]", "version: version is 2, but must be 1, the only version there is.")]
    [InlineData("\"version\": 1, \"content\": [], \"styles\": [\"b\"]", "content: content is an empty list, but must be the path of a picture, or a list of such paths for a sweep.")]
    [InlineData("\"version\": 1, \"content\": \"\", \"styles\": [\"b\"]", "content: content is \"\", but must be the path of a picture, or a list of such paths for a sweep.")]
    [InlineData("\"version\": 1, \"content\": [\"a\", 1], \"styles\": [\"b\"]", "content[1]: content[1] is 1, but must be the path of a picture.")]
    [InlineData("\"version\": 1, \"content\": [\"a\", \"a\"], \"styles\": [\"b\"]", "content: content lists \"a\" more than once: each value makes one picture, so keep one.")]
    [InlineData("\"version\": 1, \"content\": \"a\", \"styles\": \"b\"", "styles: styles is \"b\", but must be a list of styles, or a list of such lists for a sweep.")]
    [InlineData("\"version\": 1, \"content\": \"a\", \"styles\": []", "styles: styles is an empty list, but must be a list of styles, or a list of such lists for a sweep.")]
    [InlineData("\"version\": 1, \"content\": \"a\", \"styles\": [[\"b\"], \"c\"]", "styles[1]: styles[1] is \"c\", but must be a list of styles, as the first of the list is one.")]
    [InlineData("\"version\": 1, \"content\": \"a\", \"styles\": [\"b\", [\"c\"]]", "styles[1]: styles[1] is a list, but must be the path of a picture, the name of a bundled style, or an object with image, weight, scale, mask, inside and outside.")]
    [InlineData("\"version\": 1, \"content\": \"a\", \"styles\": [{\"image\": \"b\", \"weight\": -1}]", "styles[0].weight: styles[0].weight is -1, but must be a number from 0.0001 to 10000.")]
    [InlineData("\"version\": 1, \"content\": \"a\", \"styles\": [{\"image\": \"b\", \"wieght\": 1}]", "styles[0].wieght: \"wieght\" is not a field here: did you mean weight?")]
    [InlineData("\"version\": 1, \"content\": \"a\", \"styles\": [{\"weight\": 1}]", "styles[0]: image is missing: name the style picture.")]
    [InlineData("\"version\": 1, \"content\": \"a\", \"styles\": [{\"image\": \"b\", \"scale\": \"2\"}]", "styles[0].scale: styles[0].scale is \"2\", but must be a number from 0.05 to 20.")]
    [InlineData("\"content\": \"a\", \"styles\": [\"b\"]", "version: version is missing: write \"version\": 1.")]
    [InlineData("\"version\": 1, \"styles\": [\"b\"]", "content: content is missing: name the picture to render.")]
    [InlineData("\"version\": 1, \"content\": \"a\"", "styles: styles is missing: name one style picture or more in a list.")]
    public void What_a_job_must_have_is_asked_for(string fields, string sentence) =>
        Assert.Equal($"{File}:1: {sentence}", Assert.Single(Read("{" + fields + "}").Problems).ToString());

    [Theory]
    [InlineData("", null, "The file is empty, but must hold a job: start with { \"version\": 1 }.")]
    [InlineData("[1]", 1, "The file holds a list, but must hold an object: put the job's fields in braces.")]
    [InlineData("{\n\"size\": NaN }", 2, "This is not valid JSON: 'NaN' is out of place: names and texts stand in double quotes, without them only numbers such as 0.5, true, false and null.")]
    [InlineData("{ \"size\": \n\n 12, ", 3, "This is not valid JSON: It ends too early: a brace, a bracket, a quote or a comment is not closed.")]
    [InlineData("{ \"content\": \"a.png", 1, "This is not valid JSON: It ends too early: a brace, a bracket, a quote or a comment is not closed.")]
    [InlineData("{ \"styles\": [\"a\" }", 1, "This is not valid JSON: '}' stands where a value is to come, or closes what is not open.")]
    [InlineData("{}\n{}", 2, "This is not valid JSON: Something follows the closing brace of the job: a file holds one job.")]
    [InlineData("{ 'content': 1 }", 1, "This is not valid JSON: Names and texts stand in double quotes, not in single ones.")]
    [InlineData("{ content: \"a.png\" }", 1, "This is not valid JSON: 'content' is out of place: names and texts stand in double quotes, without them only numbers such as 0.5, true, false and null.")]
    [InlineData("{ \"content\": a.png }", 1, "This is not valid JSON: 'a.png' is out of place: names and texts stand in double quotes, without them only numbers such as 0.5, true, false and null.")]
    [InlineData("{\n \"content\": \"a.png\"\n \"styles\": [] }", 3, "This is not valid JSON: A comma, or after a name a colon, is missing before \".")]
    [InlineData("{ \"content\" \"a.png\" }", 1, "This is not valid JSON: A comma, or after a name a colon, is missing before \".")]
    [InlineData("{ \"styles\": [\"a\" \"b\"] }", 1, "This is not valid JSON: A comma, or after a name a colon, is missing before \".")]
    [InlineData("{ \"content\": \"C:\\pictures\\a.png\" }", 1, "This is not valid JSON: '\\p' in a text stands for nothing: write a backslash twice, and in paths / in place of it.")]
    [InlineData("{ \"content\": \"a\n.png\" }", 1, "This is not valid JSON: A text goes on beyond the end of its line: close its quotes, or write \\n for a new line.")]
    [InlineData("{ \"size\": 012 }", 1, "This is not valid JSON: A number is written like 12, -3 or 0.5: a digit first, no needless zero before it, a point and no comma in it.")]
    [InlineData("{ \"size\": .5 }", 1, "This is not valid JSON: A number is written like 12, -3 or 0.5: a digit first, no needless zero before it, a point and no comma in it.")]
    [InlineData("{ \"size\": 1,5 }", 1, "This is not valid JSON: A number is written like 12, -3 or 0.5: a digit first, no needless zero before it, a point and no comma in it.")]
    [InlineData("{ \"size\": = 5 }", 1, "This is not valid JSON: '=' is out of place.")]
    [InlineData("{ \"size\": True }", 1, "This is not valid JSON: 'True' is out of place: names and texts stand in double quotes, without them only numbers such as 0.5, true, false and null.")]
    [InlineData("{ ,\"size\": 5 }", 1, "This is not valid JSON: A comma stands where none belongs: it goes between two fields or two values.")]
    [InlineData("{ \"size\":: 5 }", 1, "This is not valid JSON: A colon stands where none belongs: a name in double quotes goes before it, and one value after it.")]
    [InlineData("\n{ \"name\": \"\\ud800\" }", 2, "This is not valid JSON: A text holds half of a \\u pair.")]
    public void A_file_that_is_no_job_gets_one_sentence(string text, int? line, string sentence)
    {
        var reading = Read(text);
        Assert.Null(reading.Document);
        var problem = Assert.Single(reading.Problems);
        Assert.Equal(sentence, problem.Message);
        Assert.Equal(line, problem.Line);
    }

    [Fact]
    public void Nesting_that_is_too_deep_is_refused_and_what_is_just_deep_enough_is_not()
    {
        var limits = JobLimits.Default with { MaximumDepth = 5 };
        var four = "{ \"version\": 1, \"content\": \"a\", \"styles\":\n[[[[1]]]] }";
        Assert.NotNull(Read(four, limits).Document);
        var problem = Assert.Single(Read(four.Replace("1]]]]", "[1]]]]]", StringComparison.Ordinal), limits).Problems);
        Assert.Equal("This is not valid JSON: Lists and objects lie deeper in each other than 5 levels.", problem.Message);
        Assert.Equal(2, problem.Line);
        Assert.Null(Read(new string('[', 500_000)).Document);
    }

    [Fact]
    public void A_file_that_is_too_large_or_not_text_is_refused()
    {
        Assert.Equal(
            "The file is larger than 20 bytes, which is the most a job may have.",
            Assert.Single(Read("{" + Head + "}", JobLimits.Default with { MaximumBytes = 20 }).Problems).Message);
        Assert.Equal("The file is not UTF-8 text: save it in that encoding.", Assert.Single(JobReader.Read([0x7B, 0xFF, 0x7D], File, JobLimits.Default).Problems).Message);
        Assert.Equal(
            "The file is not UTF-8 text: save it in that encoding.",
            Assert.Single(JobReader.Read([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}")], File, JobLimits.Default).Problems).Message);
    }

    [Fact]
    public void A_byte_order_mark_changes_nothing()
    {
        var reading = JobReader.Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("{" + Head + "}")], File, JobLimits.Default);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void All_problems_are_said_in_the_order_of_the_lines_and_what_is_right_is_kept()
    {
        var reading = Read("""
            {
              "size": 1,
              "styles": [
                { "image": 4 },
                { "image": "b.png", "weight": "much" }
              ],
              "sed": 4,
              "seed": 9,
              "version": 1
            }
            """);
        Assert.Equal(
            [(1, "content"), (2, "size"), (4, "styles[0].image"), (5, "styles[1].weight"), (7, "sed")],
            reading.Problems.Select(problem => (problem.Line!.Value, problem.Field)));
        Assert.Equal(reading.Problems, reading.Document!.Problems);
        Assert.Equal(["b.png"], reading.Document.Styles.Single().Select(style => style.Image));
        Assert.Equal(["seed"], reading.Document.Settings.Select(setting => setting.Name));
    }

    [Fact]
    public void A_sweep_that_is_too_large_is_refused()
    {
        var numbers = string.Join(',', Enumerable.Range(16, 200));
        var problem = Assert.Single(Read("{" + Head + $", \"size\": [{numbers}], \"seed\": [{numbers}] }}").Problems);
        Assert.Equal("The sweep makes 40000 pictures, but may make 10000 at most: shorten its lists.", problem.Message);
    }

    [Fact]
    public void A_file_full_of_mistakes_does_not_fill_the_memory()
    {
        var fields = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"f{i}\":1"));
        Assert.Equal(100, Read("{" + fields + "}").Problems.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData(" \n\t ")]
    [InlineData("// a comment\n/* and another */")]
    public void A_file_without_anything_in_it_is_empty(string text) =>
        Assert.Equal("The file is empty, but must hold a job: start with { \"version\": 1 }.", Assert.Single(Read(text).Problems).Message);

    [Theory]
    [InlineData("5", "The file holds 5, but must hold an object: put the job's fields in braces.")]
    [InlineData("\"a\"", "The file holds \"a\", but must hold an object: put the job's fields in braces.")]
    [InlineData("/* open", "This is not valid JSON: ")]
    public void A_value_or_half_a_comment_is_something(string text, string start) =>
        Assert.StartsWith(start, Assert.Single(Read(text).Problems).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\u0089PNG\r\n\u001a\n", "a PNG picture")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0", "a JPEG picture")]
    [InlineData("GIF89a", "a GIF picture")]
    [InlineData("PK\u0003\u0004", "a ZIP archive")]
    [InlineData("<!DOCTYPE html><title>", "a web page")]
    [InlineData("<svg/>", "an SVG drawing")]
    [InlineData("%PDF-1.7", "a PDF document")]
    public void A_file_of_another_kind_is_named_for_what_it_is(string bytes, string name) => Assert.Equal(
        $"The file is {name}, not a job file: name a job file (*.json).",
        Assert.Single(JobReader.Read(Encoding.Latin1.GetBytes(bytes), File, JobLimits.Default).Problems).Message);

    [Fact]
    public void A_missing_file_and_a_folder_get_a_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("styleforge-");
        try
        {
            var missing = Path.Combine(folder.FullName, "none.json");
            Assert.Equal($"{missing}: The job file does not exist.", Assert.Single(JobReader.Read(missing).Problems).ToString());
            Assert.Equal(
                $"{folder.FullName}: The job file is a folder, but must be a file: name a file in it.",
                Assert.Single(JobReader.Read(folder.FullName).Problems).ToString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Damaged_files_give_problems_and_never_an_exception()
    {
        var job = Encoding.UTF8.GetBytes("""
            { "version": 1, "name": "ü\u00e9", "content": ["a.png", "b.png"], // comment
              "styles": [["c.png", { "image": "d.png", "weight": 0.5, "scale": 2.0, "mask": "m.png" }], ["e.png"]],
              "size": [256, 512], "styleLayers": ["relu1_1", "relu2_1:0.5"], "noise": 1e-2, "startImage": null, "output": "{job}-{index}.png" }
            """);
        Assert.Empty(JobReader.Read(job, File, JobLimits.Default).Problems);

        var random = new Random(7);
        var refused = 0;
        for (var round = 0; round < 5000; round++)
        {
            var damaged = job[..random.Next(job.Length + 1)];
            for (var flips = random.Next(4); flips > 0 && damaged.Length > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "{}[]\",:/*0-e\\n"[random.Next(14)]);
            }

            var reading = JobReader.Read(damaged, File, JobLimits.Default);
            refused += reading.Problems.Count > 0 ? 1 : 0;
            Assert.True(reading.Document is not null || reading.Problems.Count == 1);
            Assert.All(reading.Problems, problem => Assert.True(problem.Message.Length > 0 && problem.Message[^1] is '.' or '?'));
        }

        Assert.InRange(refused, 4000, 5000);
    }

    [Theory]
    [InlineData("a.png", "a.png", 1)]
    [InlineData("a.png:0.5", "a.png", 0.5)]
    [InlineData(@"C:\art\a.png", @"C:\art\a.png", 1)]
    [InlineData(@"C:\art\a.png:2", @"C:\art\a.png", 2)]
    [InlineData("a:b", "a:b", 1)]
    [InlineData("a.png:0", "a.png:0", 1)]
    [InlineData("a.png:NaN", "a.png:NaN", 1)]
    public void A_style_of_the_command_line_may_carry_its_weight(string argument, string image, double weight) =>
        Assert.Equal(new JobStyle(image, weight), JobStyle.FromArgument(argument));

    private static JobReading Read(string text, JobLimits? limits = null) => JobReader.Read(Encoding.UTF8.GetBytes(text), File, limits ?? JobLimits.Default);
}
