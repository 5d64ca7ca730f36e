using System.Text;
using System.Xml.Linq;
using Spectre.Console;
using StyleForge.Hosting.Training;
using StyleForge.Presentation;
using StyleForge.Training.Classifiers;
using StyleForge.Training.Learning;
using StyleForge.Training.Pictures;

namespace StyleForge.Tests.Host;

/// <summary>How a training reads while it runs, and what its curve looks like.</summary>
public sealed class TrainingDisplayTests
{
    private static readonly TrainingLength Long = new(14000, null);

    private static readonly string[] Parts = ["features relu1_1", "features relu<2>", "differences relu1_1", "differences relu<2>"];

    [Fact]
    public void Lines_say_step_loss_speed_and_time_left()
    {
        var (time, error) = (new ManualTime(), new StringWriter { NewLine = "\n" });
        var display = new PlainTraining(error, time);

        display.Observe(new PictureRead(new TrainingPictureProgress(1, 90, "a.png")));
        time.Advance(TimeSpan.FromSeconds(6));
        display.Observe(new PictureRead(new TrainingPictureProgress(40, 90, "b.png")));
        display.Observe(new PicturesRead(Pictures()));
        display.Observe(new TrainingBegun(500, Long, "cuda:0", "recipe"));
        display.Observe(new StepDone(new TrainingReach(501, 0.04), Long, null, null));
        display.Observe(new CurveGrown(new TrainingPoint(600, 11.754, []), [], Long, 23.4, TimeSpan.FromMinutes(312)));
        display.Observe(new CheckpointWritten(600));

        Assert.Equal(
            """
            reading pictures: 40 of 90
            1 picture to train on; left out: 2 too small, 1 unreadable
            going on from the checkpoint at step 500 of 14000 on cuda:0
            step 600 of 14000, loss 11.75, 23 pictures/s, 5 h 12 min left

            """.ReplaceLineEndings("\n"),
            error.ToString());
    }

    [Fact]
    public void Epochs_of_a_classifier_are_rows_under_one_head()
    {
        var error = new StringWriter { NewLine = "\n" };
        var display = new PlainTraining(error, new ManualTime());

        display.Observe(new ExamplesRead(new ExampleCounts(10, [1, 1, 28, 28], 54000, 6000, 10000, "f"), "lenet5", 44426));
        display.Observe(new EpochDone(new EpochPoint(1, 0.00293f, 0.51718f, 0.80996f, 0.4055f, 0.84933f), 10, IsBest: true, TimeSpan.FromMinutes(3)));
        display.Observe(new EpochDone(new EpochPoint(10, 0, 0.1861f, 1, 12.283f, 0.9f), 10, IsBest: false, TimeSpan.Zero));

        Assert.Equal(
            """
            54000 examples of 10 classes to train on, 6000 held out, 10000 to test with; lenet5 with 44,426 parameters
            epoch    rate      loss     right   held-out loss   right
                1  0.00293   0.5172   81.00 %        0.4055   84.93 % *
               10  0         0.1861  100.00 %       12.2830   90.00 %

            """.ReplaceLineEndings("\n"),
            error.ToString());
    }

    [Fact]
    public void A_training_of_minutes_names_no_number_of_steps()
    {
        var length = new TrainingLength(null, 8);

        Assert.Equal("training 8 minutes on cpu", TrainingWords.Begin(new TrainingBegun(0, length, "cpu", "recipe")));
        Assert.Equal("step 600", TrainingWords.Step(600, length));
        Assert.Equal(
            "forge holds a finished training: all 8 minutes are done. To train anew, name another folder with --output.",
            TrainingWords.End(new TrainingOutcome(9, 9, length, IsDone: true, 0) { WasDone = true }, "forge"));
        Assert.Equal(
            "Interrupted at step 9: the same command goes on from the checkpoint at step 9.", TrainingWords.End(new TrainingOutcome(9, 9, length, IsDone: false, 0), "forge"));
    }

    [Theory]
    [InlineData(100, "step 600 of 14000, loss 11.75, 5 h 12 min left")]
    [InlineData(50, "step 600 of 14000, 5 h 12 min left")]
    [InlineData(26, "step 600 of 14000")]
    public void A_terminal_gets_the_longest_form_that_fits(int width, string expected)
    {
        var output = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(output) });
        terminal.Profile.Width = width;
        var display = new LiveTraining(terminal);

        var result = display.During(() =>
        {
            display.Observe(new PictureRead(new TrainingPictureProgress(40, 90, "b.png")));
            display.Observe(new PicturesRead(Pictures()));
            display.Observe(new TrainingBegun(0, Long, "cpu", "recipe"));
            display.Observe(new StepDone(new TrainingReach(600, 0.042), Long, 11.754, TimeSpan.FromMinutes(312)));
            return 7;
        });

        Assert.Equal(7, result);
        var text = output.ToString();
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Equal(width == 100, text.Contains(", loss", StringComparison.Ordinal));
        Assert.Contains("4%", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_curve_is_read_back_up_to_a_step_and_other_files_are_refused()
    {
        var curve = Curve();
        using var file = new MemoryStream();
        curve.Write(file);
        var text = Encoding.UTF8.GetString(file.ToArray());
        Assert.StartsWith("step,loss,features relu1_1,", text, StringComparison.Ordinal);

        var back = new TrainingCurve(Parts);
        back.Read(text, 200);

        Assert.Equal([100, 200], back.Points.Select(point => point.Step));
        Assert.Equal(curve.Points[1].Parts, back.Points[1].Parts);
        foreach (var wrong in (string[])["", "step,loss\n1,2\n", text + "400,1,1,1\n", text + "x,1,1,1,1,1\n", text + "400,1,one,1,1,1\n"])
        {
            Assert.Throws<FormatException>(() => new TrainingCurve(Parts).Read(wrong, 1000));
        }
    }

    [Fact]
    public void The_picture_of_a_curve_is_a_panel_a_kind_and_a_line_a_tap()
    {
        var drawn = Draw(Curve());

        XNamespace svg = "http://www.w3.org/2000/svg";
        var lines = drawn.Descendants(svg + "polyline").Select(line => line.Attribute("points")!.Value.Split(' ')).ToArray();
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.Equal(3, line.Length));

        // A tenth is as far below as a tenth of that: the scale is logarithmic.
        var heights = lines[0].Select(point => double.Parse(point.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.True(heights[0] < heights[1]);
        Assert.Equal(heights[1] - heights[0], heights[2] - heights[1], 0.2);
        var texts = drawn.Descendants(svg + "text").Select(text => text.Value).ToArray();
        Assert.Equal(2, texts.Count(text => text == "relu<2>"));
        Assert.Equal(2, texts.Count(text => text == "step"));
        Assert.Contains("0.1", texts);
        Assert.Contains("300", texts);
        Assert.Contains("prefers-color-scheme: dark", drawn.Descendants(svg + "style").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_curve_without_points_or_with_none_that_has_a_logarithm_is_drawn_too()
    {
        Assert.NotNull(Draw(new TrainingCurve(Parts)).Root);
        var flat = new TrainingCurve(Parts);
        flat.Add(new TrainingPoint(1, 0, [0, double.NaN, -1, double.PositiveInfinity]));
        Assert.DoesNotContain("NaN", Draw(flat).ToString(), StringComparison.Ordinal);
    }

    private static XDocument Draw(TrainingCurve curve)
    {
        using var stream = new MemoryStream();
        FeatureCurvePlot.Write(stream, curve);
        stream.Position = 0;
        return XDocument.Load(stream);
    }

    private static TrainingCurve Curve()
    {
        var curve = new TrainingCurve(Parts);
        curve.Add(new TrainingPoint(100, 2, [1, 2, 1, 0.5]));
        curve.Add(new TrainingPoint(200, 1, [0.1, 1, 1, 0.25]));
        curve.Add(new TrainingPoint(300, 0.5, [0.01, 0.5, 1, 0.125]));
        return curve;
    }

    private static TrainingPictures Pictures() => new(
        [new TrainingPicture("a", 1, 1, [1, 2, 3])],
        [
            new OmittedPicture("b", OmissionKind.TooSmall, "is small"), new OmittedPicture("c", OmissionKind.TooSmall, "is small"),
            new OmittedPicture("d", OmissionKind.Unreadable, "is empty"),
        ]);
}
