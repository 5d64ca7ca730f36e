using System.Text.Json;
using StyleForge.Models.Files;

namespace StyleForge.Models.Detection;

/// <summary>
/// Annotations as COCO has them: one JSON file with <c>images</c>, <c>categories</c> and <c>annotations</c>, whose boxes are left, top, width and height in
/// pixels (cocodataset.org, «Data format», object detection). Other fields are passed over.
/// </summary>
public static class CocoAnnotations
{
    private const long MostBytes = 1L << 30;

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
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static AnnotatedSet Read(JsonElement root, string path)
    {
        var classes = new Dictionary<long, int>();
        var names = new List<string>();
        foreach (var (id, name) in Each(root, "categories", path)
            .Select((category, at) => (Id: Whole(category, "id", path, "categories", at), Name: Text(category, "name", path, "categories", at)))
            .OrderBy(category => category.Id))
        {
            if (!classes.TryAdd(id, names.Count))
            {
                throw new AnnotationException($"'{path}' has two categories with the id {id}: each needs one of its own.");
            }

            names.Add(name);
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

            on.Objects.Add(new AnnotatedObject(BoxOf(annotation, path, at), number, annotation.TryGetProperty("iscrowd", out var crowd) && crowd.ValueKind == JsonValueKind.Number && crowd.GetDouble() != 0));
        }

        return new AnnotatedSet(names, [.. pictures.Values.Select(pair => pair.Picture).OrderBy(picture => picture.Name, StringComparer.Ordinal)]);
    }

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
