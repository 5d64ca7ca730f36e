using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Classification;
using StyleForge.Models.Fitting;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Embeddings;
using StyleForge.Training.Examples;

namespace StyleForge.Tests.Training;

/// <summary>Which pictures a network learns from and is asked about.</summary>
public sealed class OneShotTests
{
    [Fact]
    public void Folders_of_any_depth_are_classes_and_those_that_lie_together_are_a_group()
    {
        using var folder = new TemporaryFolder();
        foreach (var (path, level) in ((string, float)[])[("Greek/alpha/2", 0), ("Greek/alpha/1", 0.2f), ("Greek/beta/1", 0.4f), ("single/1", 0.6f), ("readme", 1)])
        {
            Write(folder, path, level);
        }

        File.WriteAllText(folder.File("Greek/alpha/notes.txt"), "no picture");
        using var workers = new WorkerPool(2);
        var set = NestedFolders.Read(folder.Path, new ExampleOptions { Channels = 1, Side = 16 }, workers);

        Assert.Equal(["Greek/alpha", "Greek/beta", "single"], set.Labels);
        Assert.Equal(["Greek", "Greek", "single"], set.Labels.Select(NestedFolders.GroupOf));
        Assert.Equal(["Greek/alpha/1.png", "Greek/alpha/2.png", "Greek/beta/1.png", "single/1.png"], set.Examples.Select(example => example.Name));
        Assert.Equal([0, 0, 1, 2], set.Examples.Select(example => example.Label));
        Assert.Equal([51, 0, 102, 153], set.Examples.Select(example => (int)example.Samples[40]));
    }

    [Fact]
    public void Turned_classes_are_new_ones_and_four_turns_are_none()
    {
        var set = new ExampleSet(["g/a", "b"], [1, 1, 2, 2], arePictures: true, [new("one", 0, [1, 2, 3, 4]), new("two", 1, [5, 6, 7, 8])]);

        var turned = TurnedClasses.Of(set);

        Assert.Equal(["g/a", "b", "90° g/a", "90° b", "180° g/a", "180° b", "270° g/a", "270° b"], turned.Labels);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], turned.Examples.Select(example => example.Label));
        Assert.Equal([1, 2, 3, 4], turned.Examples[0].Samples);
        Assert.Equal([2, 4, 1, 3], turned.Examples[2].Samples);
        Assert.Equal([4, 3, 2, 1], turned.Examples[4].Samples);
        Assert.Equal([3, 1, 4, 2], turned.Examples[6].Samples);
    }

    [Fact]
    public void Whole_groups_are_held_out()
    {
        var set = Generated.Signs(0, 24, 2, 1);

        var (training, heldOut) = ClassSplit.Of(set, ["0", "3"], 1);
        Assert.Equal(["0/0", "0/1", "0/2", "0/3", "3/12", "3/13", "3/14", "3/15"], heldOut!.Labels);
        Assert.Equal((16, 32), (training.Labels.Count, training.Examples.Count));
        Assert.Equal(set.Examples.Where(example => example.Label is >= 12 and < 16).Select(example => example.Samples), heldOut.Examples.Where(example => example.Label >= 4).Select(example => example.Samples));

        // A fifth of six, by chance and by the seed alone.
        var choices = Enumerable.Range(0, 20).Select(seed => Assert.Single(ClassSplit.Of(set, null, (ulong)seed).HeldOut!.Labels.Select(NestedFolders.GroupOf).Distinct())).ToArray();
        Assert.Equal(choices[3], NestedFolders.GroupOf(ClassSplit.Of(set, null, 3).HeldOut!.Labels[0]));
        Assert.True(choices.Distinct().Count() > 3);
        Assert.Null(ClassSplit.Of(set, [], 1).HeldOut);
        Assert.StartsWith("There is no group 'x' to hold out: the groups are 0, 1, 2", Assert.Throws<ExampleException>(() => ClassSplit.Of(set, ["x"], 1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("All groups are held out", Assert.Throws<ExampleException>(() => ClassSplit.Of(set, ["0", "1", "2", "3", "4", "5"], 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_has_some_pictures_of_some_classes_or_of_one_group()
    {
        var set = Generated.Signs(0, 24, 5, 1);
        var batches = new ClassBatches(set);
        var first = batches.Choose(6, 3, 0, new SplitMix64(1));

        Assert.Equal(18, first.Distinct().Count());
        Assert.All(first.Chunk(3), own => Assert.Single(own.Select(place => set.Examples[place].Label).Distinct()));
        Assert.Equal(6, first.Select(place => set.Examples[place].Label).Distinct().Count());
        Assert.Equal(first, batches.Choose(6, 3, 0, new SplitMix64(1)));
        Assert.NotEqual(first, batches.Choose(6, 3, 0, new SplitMix64(2)));

        var near = batches.Choose(6, 9, 1, new SplitMix64(1));
        Assert.Equal(4 * 5, near.Length);
        Assert.Single(near.Select(place => set.Examples[place].Label / 4).Distinct());

        var lonely = new ExampleSet(["a", "b"], set.Source, true, [set.Examples[0] with { Label = 0 }, set.Examples[1] with { Label = 1 }, set.Examples[2] with { Label = 1 }]);
        Assert.Equal("1 of 2 classes to train on has two pictures or more: two such classes are the least.", Assert.Throws<ExampleException>(() => new ClassBatches(lonely)).Message);
    }

    [Fact]
    public void Questions_have_one_right_choice_which_is_another_picture()
    {
        var set = Generated.Signs(0, 9, 3, 1);
        var tasks = OneShotTasks.Draw(set, 5, 300, 1);

        Assert.Equal(300, tasks.Count);
        Assert.All(tasks.Concat(OneShotTasks.Narrow(tasks, 3, 1)), task =>
        {
            int[] labels = [.. task.Choices.Select(choice => set.Examples[choice].Label)];
            Assert.Equal(labels.Length, labels.Distinct().Count());
            Assert.Equal(set.Examples[task.Query].Label, labels[task.Right]);
            Assert.DoesNotContain(task.Query, task.Choices);
        });
        Assert.All(OneShotTasks.Narrow(tasks, 3, 1).Zip(tasks), pair => Assert.True(pair.First.Choices.Count == 3 && pair.First.Choices.All(choice => pair.Second.Choices.Contains(choice))));
        Assert.Equal(5, tasks.Select(task => task.Right).Distinct().Count());
        Assert.Equal(9, OneShotTasks.MostWays(set));
    }

    [Fact]
    public void The_likest_choice_is_the_answer_and_a_draw_is_a_mistake()
    {
        float[][] embeddings = [[1, 0], [0.8f, 0.6f], [0, 1], [0, 1]];
        OneShotTask[] tasks = [new(0, [1, 2], 0), new(0, [1, 2], 1), new(0, [2, 3], 0)];

        var result = OneShotTasks.Answer("some", tasks, embeddings, Likeness.ByDistance);

        Assert.Equal(new OneShotResult("some", 2, 3, 1), result);
        Assert.Equal(Math.Sqrt(2 / 27.0), result.Error, 1e-12);
        Assert.Equal(
            [(0.4, true), (2, false), (0.4, false), (2, true), (2, true), (2, false)],
            OneShotTasks.Verify(tasks, embeddings, Likeness.ByDistance).Select(pair => (Math.Round(pair.Distance, 5), pair.IsSame)));
    }

    [Fact]
    public void Runs_in_files_are_read_with_all_their_choices()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["runs/run01/training/class01", "runs/run01/training/class02", "runs/run01/test/item01", "runs/run01/test/item02"];
        foreach (var (place, name) in names.Index())
        {
            Write(folder, name, place / 5f);
        }

        File.WriteAllText(folder.File("runs/run01/class_labels.txt"), "run01/test/item01.png run01/training/class02.png\nrun01/test/item02.png run01/training/class01.png\n\n");
        using var workers = new WorkerPool(1);
        var options = new ExampleOptions { Channels = 1, Side = 16 };
        var runs = OneShotRuns.Read(folder.File("runs"), options, workers);

        Assert.Equal(["run01/test/item01.png", "run01/test/item02.png", "run01/training/class01.png", "run01/training/class02.png"], runs.Examples.Labels);
        Assert.Equal([102, 153, 0, 51], runs.Examples.Examples.Select(example => (int)example.Samples[0]));
        Assert.Equal([(0, 1), (1, 0)], runs.Tasks.Select(task => (task.Query, task.Right)));
        Assert.All(runs.Tasks, task => Assert.Equal([2, 3], task.Choices));

        File.WriteAllText(folder.File("runs/run01/class_labels.txt"), "run01/test/item01.png\n");
        Assert.EndsWith("class_labels.txt has the line 'run01/test/item01.png', but each must be two paths with a space between.", Assert.Throws<ExampleException>(() => OneShotRuns.Read(folder.File("runs"), options, workers)).Message, StringComparison.Ordinal);
        File.WriteAllText(folder.File("runs/run01/class_labels.txt"), "run01/test/item01.png run01/training/class02.png\n");
        Assert.EndsWith("names fewer than two choices: there must be two or more to choose from.", Assert.Throws<ExampleException>(() => OneShotRuns.Read(folder.File("runs"), options, workers)).Message, StringComparison.Ordinal);
        Assert.EndsWith("nowhere has no runs: name a folder with folders in it that hold class_labels.txt and pictures each.", Assert.Throws<ExampleException>(() => OneShotRuns.Read(folder.File("nowhere"), options, workers)).Message, StringComparison.Ordinal);
    }

    private static void Write(TemporaryFolder folder, string name, float level)
    {
        var file = folder.File($"{name}.png");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var picture = new Picture(20, 20);
        picture.Samples.AsSpan().Fill(level);
        ImageCodecs.Default.Write(file, picture.ToImageData());
    }
}
