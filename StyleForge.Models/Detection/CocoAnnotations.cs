using System.Globalization;
using System.Text.Json;
using StyleForge.Models.Files;

namespace StyleForge.Models.Detection;

/// <summary>
/// Annotations as COCO has them: one JSON file with <c>images</c>, <c>categories</c> and <c>annotations</c>, whose boxes are left, top, width and height in
/// pixels (cocodataset.org, «Data format», object detection), and where a category names <c>keypoints</c>, the points of its objects: three numbers each, across,
/// down, and <see cref="LandmarkSight"/> (the same page, keypoint detection). Other fields are passed over.
/// </summary>
public static class CocoAnnotations
{
    private const long MostBytes = 1L << 30;
    private const string Keypoints = "keypoints";
    private const string Skeleton = "skeleton";

    /// <summary>Reads a file. Classes are numbered in the order of their ids.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AnnotationException">It is not such a file, or something in it refers to what is not there.</exception>
    /// <exception cref="FileReadException">It cannot be opened.</exception>
    public static AnnotatedSet Read(string path)
    {
        using var stream = PlainFile.OpenRead(path);
        if (stream.Length > MostBytes)
        {
            throw new AnnotationException($"'{path}' has {stream.Length} bytes, more than the {MostBytes} that annotations may have.");
        }

        try
        {
            using var document = JsonDocument.Parse(stream);
            return Read(document.RootElement, path);
        }
        catch (JsonException refusal)
        {
            throw new AnnotationException($"'{path}', line {refusal.LineNumber + 1}: this is not JSON: {refusal.Message}", refusal);
        }
    }

    /// <summary>Writes a file: aside first, then renamed.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="set">The pictures.</param>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void Write(string path, AnnotatedSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            json.WriteStartArray("categories");
            for (var number = 0; number < set.Classes.Count; number++)
            {
                json.WriteStartObject();
                json.WriteNumber("id", number + 1);
                json.WriteString("name", set.Classes[number]);
                if (number < set.Landmarks.Count && set.Landmarks[number] is { } scheme)
                {
                    Write(json, scheme);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("images");
            for (var number = 0; number < set.Pictures.Count; number++)
            {
                json.WriteStartObject();
                json.WriteNumber("id", number + 1);
                json.WriteString("file_name", set.Pictures[number].Name);
                json.WriteNumber("width", set.Pictures[number].Width);
                json.WriteNumber("height", set.Pictures[number].Height);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("annotations");
            var all = set.Pictures.SelectMany((picture, image) => picture.Objects.Select(annotated => (image, annotated))).ToList();
            for (var number = 0; number < all.Count; number++)
            {
                var (image, annotated) = all[number];
                json.WriteStartObject();
                json.WriteNumber("id", number + 1);
                json.WriteNumber("image_id", image + 1);
                json.WriteNumber("category_id", annotated.Class + 1);
                json.WriteStartArray("bbox");
                json.WriteNumberValue(annotated.Box.Left);
                json.WriteNumberValue(annotated.Box.Top);
                json.WriteNumberValue(annotated.Box.Width);
                json.WriteNumberValue(annotated.Box.Height);
                json.WriteEndArray();
                json.WriteNumber("area", annotated.Box.Area);
                json.WriteNumber("iscrowd", annotated.IsIgnored ? 1 : 0);
                if (annotated.Landmarks.Count > 0)
                {
                    json.WriteNumber("num_keypoints", annotated.Landmarks.Count(point => point.IsMarked));
                    json.WriteStartArray(Keypoints);
                    foreach (var (x, y, sight) in annotated.Landmarks)
                    {
                        json.WriteNumberValue(x);
                        json.WriteNumberValue(y);
                        json.WriteNumberValue((int)sight);
                    }

                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, LandmarkScheme scheme)
    {
        json.WriteStartArray(Keypoints);
        foreach (var name in scheme.Names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteStartArray(Skeleton);
        foreach (var (from, to) in scheme.Skeleton)
        {
            json.WriteStartArray();
            json.WriteNumberValue(from + 1);
            json.WriteNumberValue(to + 1);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static AnnotatedSet Read(JsonElement root, string path)
    {
        var classes = new Dictionary<long, int>();
        var names = new List<string>();
        var schemes = new List<LandmarkScheme?>();
        foreach (var (id, name, scheme) in Each(root, "categories", path)
            .Select((category, at) => (Id: Whole(category, "id", path, "categories", at), Name: Text(category, "name", path, "categories", at), Scheme: SchemeOf(category, path, at)))
            .OrderBy(category => category.Id))
        {
            if (!classes.TryAdd(id, names.Count))
            {
                throw new AnnotationException($"'{path}' has two categories with the id {id}: each needs one of its own.");
            }

            names.Add(name);
            schemes.Add(scheme);
        }

        var pictures = new Dictionary<long, (AnnotatedPicture Picture, List<AnnotatedObject> Objects)>();
        foreach (var (image, at) in Each(root, "images", path).Select((image, at) => (image, at)))
        {
            var objects = new List<AnnotatedObject>();
            var (width, height) = (Whole(image, "width", path, "images", at), Whole(image, "height", path, "images", at));
            if (width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue)
            {
                throw new AnnotationException($"'{path}', images[{at}] is {width}×{height}: a picture has 1 pixel or more across and down.");
            }

            var picture = new AnnotatedPicture(Text(image, "file_name", path, "images", at), (int)width, (int)height, objects);
            if (!pictures.TryAdd(Whole(image, "id", path, "images", at), (picture, objects)))
            {
                throw new AnnotationException($"'{path}' has two images with the id {Whole(image, "id", path, "images", at)}: each needs one of its own.");
            }
        }

        foreach (var (annotation, at) in Each(root, "annotations", path).Select((annotation, at) => (annotation, at)))
        {
            var image = Whole(annotation, "image_id", path, "annotations", at);
            var category = Whole(annotation, "category_id", path, "annotations", at);
            if (!pictures.TryGetValue(image, out var on))
            {
                throw new AnnotationException($"'{path}', annotations[{at}] is on image {image}, but there is no image with that id.");
            }

            if (!classes.TryGetValue(category, out var number))
            {
                throw new AnnotationException($"'{path}', annotations[{at}] is of category {category}, but there is no category with that id.");
            }

            on.Objects.Add(new AnnotatedObject(BoxOf(annotation, path, at), number, annotation.TryGetProperty("iscrowd", out var crowd) && crowd.ValueKind == JsonValueKind.Number && crowd.GetDouble() != 0)
            {
                Landmarks = LandmarksOf(annotation, schemes[number], path, at),
            });
        }

        return new AnnotatedSet(names, [.. pictures.Values.Select(pair => pair.Picture).OrderBy(picture => picture.Name, StringComparer.Ordinal)])
        {
            Landmarks = schemes.TrueForAll(scheme => scheme is null) ? [] : schemes,
        };
    }

    private static LandmarkScheme? SchemeOf(JsonElement category, string path, int at)
    {
        if (!category.TryGetProperty(Keypoints, out var list) || list.ValueKind == JsonValueKind.Null || (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 0))
        {
            return null;
        }

        string[] names = list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String ? name.GetString()! : "")] : [""];
        if (names.Contains("") || names.Distinct().Count() < names.Length)
        {
            throw new AnnotationException($"'{path}', categories[{at}] has «{Keypoints}» that are no list of names, each of them once.");
        }

        if (!category.TryGetProperty(Skeleton, out var lines) || lines.ValueKind == JsonValueKind.Null)
        {
            return new LandmarkScheme(names, []);
        }

        double[][] pairs = lines.ValueKind == JsonValueKind.Array ? [.. lines.EnumerateArray().Select(Numbers)] : [[]];
        return Array.TrueForAll(pairs, pair => pair.Length == 2 && Array.TrueForAll(pair, end => end == Math.Floor(end) && end >= 1 && end <= names.Length))
            ? new LandmarkScheme(names, [.. pairs.Select(pair => ((int)pair[0] - 1, (int)pair[1] - 1))])
            : throw new AnnotationException($"'{path}', categories[{at}] has a «{Skeleton}» that is no list of pairs: each is two of the numbers 1 to {names.Length} of its «{Keypoints}».");
    }

    private static IReadOnlyList<Landmark> LandmarksOf(JsonElement annotation, LandmarkScheme? scheme, string path, int at)
    {
        if (!annotation.TryGetProperty(Keypoints, out var list) || list.ValueKind == JsonValueKind.Null || (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 0))
        {
            return [];
        }

        if (scheme is null)
        {
            throw new AnnotationException($"'{path}', annotations[{at}] has «{Keypoints}», but its category does not name any: name them there, or leave them out here.");
        }

        var numbers = Numbers(list);
        if (numbers.Length != 3 * scheme.Names.Count)
        {
            throw new AnnotationException(
                $"'{path}', annotations[{at}] has {(numbers.Length > 0 ? $"{numbers.Length} numbers" : "no list of numbers")} as «{Keypoints}», but its category names {scheme.Names.Count}, which take {3 * scheme.Names.Count}: across, down and 0, 1 or 2 for each.");
        }

        return
        [
            .. numbers.Chunk(3).Select((point, number) => point[2] is 0 or 1 or 2
                ? new Landmark(point[0], point[1], (LandmarkSight)point[2])
                : throw new AnnotationException(
                    string.Create(CultureInfo.InvariantCulture, $"'{path}', annotations[{at}] has {point[2]} as the third number of {scheme.Names[number]}, but it must be 0 (not marked), 1 (hidden) or 2 (seen)."))),
        ];
    }

    // Empty where something is no number.
    private static double[] Numbers(JsonElement list) => list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number && double.IsFinite(number.GetDouble())) ? [.. list.EnumerateArray().Select(number => number.GetDouble())] : [];

    private static Box BoxOf(JsonElement annotation, string path, int at)
    {
        if (annotation.TryGetProperty("bbox", out var box) && box.ValueKind == JsonValueKind.Array && box.GetArrayLength() == 4
            && box.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number))
        {
            double[] numbers = [.. box.EnumerateArray().Select(number => number.GetDouble())];
            if (numbers.All(double.IsFinite) && numbers[2] >= 0 && numbers[3] >= 0)
            {
                return new Box(numbers[0], numbers[1], numbers[0] + numbers[2], numbers[1] + numbers[3]);
            }
        }

        throw new AnnotationException($"'{path}', annotations[{at}] has no «bbox» of four numbers: left, top, width and height, the last two 0 or more.");
    }

    private static JsonElement.ArrayEnumerator Each(JsonElement root, string name, string path) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(each => each.ValueKind == JsonValueKind.Object)
            ? list.EnumerateArray()
            : throw new AnnotationException($"'{path}' has no list «{name}»: annotations of COCO are an object with «images», «categories» and «annotations».");

    private static long Whole(JsonElement element, string name, string path, string list, int at) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : throw new AnnotationException($"'{path}', {list}[{at}] has no whole number «{name}».");

    private static string Text(JsonElement element, string name, string path, string list, int at) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new AnnotationException($"'{path}', {list}[{at}] has no text «{name}».");
}
