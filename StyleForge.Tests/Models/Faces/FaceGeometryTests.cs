using System.Numerics;
using StyleForge.Models.Detection;
using StyleForge.Models.Faces;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Faces;

/// <summary>What networks of faces are shown, and what their numbers mean.</summary>
public sealed class FaceGeometryTests
{
    [Fact]
    public void A_cell_of_the_tiny_detector_says_box_and_score_by_the_formulas()
    {
        using var grid = new Tensor<float>([1, 25, 4, 4]);
        grid.Span.Fill(-8);
        foreach (var (which, number) in new[] { 0.5f, -1, 0.25f, -0.5f, 2 }.Index())
        {
            grid.Span[(((10 + which) * 4) + 3) * 4] = number; // The third anchor in the last row of the first column.
        }

        var (box, _, score) = Assert.Single(TinyFaceBoxes.Read(grid, 0.5));
        Assert.Equal(1 / (1 + Math.Exp(-2)), score, 1e-6);
        Assert.Equal(1 / (1 + Math.Exp(-0.5)) / 4, box.CentreX, 1e-6);
        Assert.Equal((3 + (1 / (1 + Math.Exp(1)))) / 4, box.CentreY, 1e-6);
        Assert.Equal(Math.Exp(0.25) * 2.882459 / 4, box.Width, 1e-6);
        Assert.Equal(Math.Exp(-0.5) * 3.518061 / 4, box.Height, 1e-6);
    }

    [Fact]
    public void The_anchors_of_the_larger_detector_are_those_of_its_file()
    {
        int[] cells = [32, 16, 8, 4, 2, 1];
        Assert.Equal(5118, Enumerable.Range(0, SsdFaceBoxes.Grids).Sum(grid => cells[grid] * cells[grid] * SsdFaceBoxes.Anchors(grid).Count));
        Assert.All(Enumerable.Range(0, SsdFaceBoxes.Grids), grid => Assert.Equal(SsdMobileNet.Anchors(grid), SsdFaceBoxes.Anchors(grid).Count));

        // Of the published file, numbers 1, 3073, 3076, 3077 and 5117.
        AssertExtents((0.141421, 0.282843), SsdFaceBoxes.Anchors(0)[1]);
        AssertExtents((0.418330, 0.418330), SsdFaceBoxes.Anchors(1)[1]);
        AssertExtents((0.202073, 0.606218), SsdFaceBoxes.Anchors(1)[4]);
        AssertExtents((0.606248, 0.202062), SsdFaceBoxes.Anchors(1)[5]);
        AssertExtents((1.645530, 0.548455), SsdFaceBoxes.Anchors(5)[5]);

        static void AssertExtents((double Height, double Width) expected, (double Height, double Width) anchor)
        {
            Assert.Equal(expected.Height, anchor.Height, 1e-5);
            Assert.Equal(expected.Width, anchor.Width, 1e-5);
        }
    }

    [Fact]
    public void A_cell_of_the_larger_detector_moves_and_stretches_its_anchor()
    {
        using var boxes = new Tensor<float>([1, 24, 2, 2]);
        using var scores = new Tensor<float>([1, 18, 2, 2]);
        scores.Span.Fill(-8);
        scores.Span[(1 * 4) + 3] = 1; // Face, of the first anchor, in the lower right cell.
        foreach (var (which, number) in new[] { 1f, -2, 0.5f, -1 }.Index())
        {
            boxes.Span[(which * 4) + 3] = number;
        }

        var (box, _, score) = Assert.Single(SsdFaceBoxes.Read(4, boxes, scores, 0.5));
        Assert.Equal(1 / (1 + Math.Exp(-1)), score, 1e-6);
        Assert.Equal(0.75 + (-0.2 * 0.8), box.CentreX, 1e-6);
        Assert.Equal(0.75 + (0.1 * 0.8), box.CentreY, 1e-6);
        Assert.Equal(0.8 * Math.Exp(-0.2), box.Width, 1e-6);
        Assert.Equal(0.8 * Math.Exp(0.1), box.Height, 1e-6);
    }

    [Fact]
    public void A_crop_is_squared_with_black_and_sampled_from_its_corner()
    {
        // Two columns and three rows: x + 2y + 1 in red, a tenth each.
        var picture = new FacePicture([.. Enumerable.Range(1, 6).Select(i => i / 10f), .. new float[12]], 2, 3);
        var square = new float[27];
        SquareCrop.Fill(picture, PixelArea.Whole(picture), 3, isCentred: false, square);
        Assert.Equal([0.1f, 0.2f, 0, 0.3f, 0.4f, 0, 0.5f, 0.6f, 0], square[..9]);

        // Of one missing column the larger half comes after.
        SquareCrop.Fill(picture, PixelArea.Whole(picture), 3, isCentred: true, square);
        Assert.Equal([0.1f, 0.2f, 0, 0.3f, 0.4f, 0, 0.5f, 0.6f, 0], square[..9]);
        SquareCrop.Fill(picture, new PixelArea(1, 0, 1, 3), 3, isCentred: true, square);
        Assert.Equal([0, 0.2f, 0, 0, 0.4f, 0, 0, 0.6f, 0], square[..9]);

        // Six for three: the odd ones lie between, and the last repeats the edge.
        var large = new float[108];
        SquareCrop.Fill(picture, PixelArea.Whole(picture), 6, isCentred: false, large);
        Assert.All(new[] { 0.1f, 0.15f, 0.2f, 0.1f, 0, 0 }.Zip(large[..6]), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.Equal(0.6f, large[32], 1e-6);
    }

    [Fact]
    public void A_box_is_cut_to_the_picture_and_rounded_down()
    {
        var picture = new FacePicture(new float[3 * 100 * 50], 100, 50);
        Assert.Equal(new PixelArea(0, 10, 20, 20), PixelArea.Within(new Box(-3.5, 10.9, 20.7, 31.2), picture));
        Assert.Equal(new PixelArea(90, 40, 9, 9), PixelArea.Within(new Box(90.6, 40.2, 130, 70), picture));
        Assert.True(PixelArea.Within(new Box(101, 5, 130, 20), picture).IsEmpty);
    }

    [Fact]
    public void The_surroundings_of_a_face_are_moved_into_the_picture_and_smaller_only_where_it_is()
    {
        var picture = new FacePicture(new float[3 * 200 * 100], 200, 100);
        Assert.Equal(new PixelArea(73, 23, 55, 55), LivenessCrop.Around(Box.Around(100, 50, 20, 20), picture));
        Assert.Equal(new PixelArea(0, 0, 55, 55), LivenessCrop.Around(Box.Around(5, 5, 20, 20), picture));
        Assert.Equal(new PixelArea(145, 45, 55, 55), LivenessCrop.Around(Box.Around(195, 95, 20, 20), picture));

        // 2.7 times 80 pixels are more than there are: as many as there are, of both sides alike.
        var area = LivenessCrop.Around(Box.Around(100, 50, 80, 80), picture);
        Assert.Equal((0, 100), (area.Top, area.Height));
        Assert.InRange(area.Width, 99, 101);
    }

    [Fact]
    public void The_fake_face_has_its_points_where_they_belong_whatever_the_pictures_shape()
    {
        using var folder = new TemporaryFolder();
        FakeFaces.Write(folder.Path);
        using var workers = new WorkerPool(1);
        using var analysis = new FaceAnalysis(network => NetworkWeights<float>.Read(network, Path.Combine(folder.Path, $"{network.Name}.safetensors")), workers);
        var picture = new FacePicture(TestPicture(120, 90), 120, 90);

        // The coarsest anchor is 0.95 of the square of 120, whose lower quarter is black, and is cut there.
        var face = Assert.Single(analysis.Find(picture, new FaceSearch()));
        Assert.Equal(0.95 * 120, face.Box.Width, 0.1);
        Assert.Equal(60, face.Box.CentreX, 0.1);
        var points = analysis.Points(picture, face.Box)!;
        var crop = PixelArea.Within(face.Box, picture);
        Assert.Equal(face.Box.Left + (FakeFaces.Points[30].X * crop.Side), points.All[30].X, 1e-3);
        Assert.Equal(face.Box.Top + (FakeFaces.Points[30].Y * crop.Side) - ((crop.Side - crop.Height) / 2.0), points.All[30].Y, 1e-3);
        Assert.Equal([17, 5, 5, 9, 6, 6, 20], new[] { points.Jaw, points.LeftBrow, points.RightBrow, points.Nose, points.LeftEye, points.RightEye, points.Mouth }.Select(part => part.Count));
        Assert.Equal(FaceDescriptor.Numbers, analysis.Descriptor(picture, points)!.Length);
        Assert.Equal(1, Array.IndexOf(analysis.Expressions(picture, points)!, analysis.Expressions(picture, points)!.Max()));
        Assert.InRange(analysis.Liveness(picture, face.Box), 0, 1);
        Assert.Null(analysis.Points(picture, new Box(500, 500, 600, 600)));
        Assert.Throws<ArgumentOutOfRangeException>(() => analysis.Find(picture, new FaceSearch { Threshold = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => analysis.Find(picture, new FaceSearch { Size = 130 }));
    }

    [Fact]
    public void The_square_of_the_descriptor_follows_eyes_and_mouth()
    {
        // Eyes at (40, 40) and (80, 40), mouth at (60, 85): 49.24 pixels from each eye, so a side of 109.
        Vector2[] all = [.. Enumerable.Repeat(Vector2.Zero, 36), .. Enumerable.Repeat(new Vector2(40, 40), 6), .. Enumerable.Repeat(new Vector2(80, 40), 6), .. Enumerable.Repeat(new Vector2(60, 85), 20)];
        var square = new FacePoints(all, new PixelArea(0, 0, 300, 300)).AlignedSquare;
        Assert.Equal(new Box(5, 8, 114, 117), square);
    }

    private static float[] TestPicture(int width, int height) => [.. Enumerable.Range(0, 3 * width * height).Select(i => (i * 37 % 101) / 100f)];
}
