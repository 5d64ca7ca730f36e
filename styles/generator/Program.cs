using StyleForge.Artwork.Drawing;
using StyleForge.Artwork.Scenes;
using StyleForge.Artwork.Styles;

var size = int.Parse(args[1]);
if (args.Length > 3)
{
    var w = System.Diagnostics.Stopwatch.StartNew();
    var name = args[2];
    var scene = new ScenePicture(name, SceneDocument.Read($"styles/generator/Scenes/{name}.json"));
    PreviewPng.Write($"{args[0]}/{name}.png", scene.Draw(size, int.Parse(args[3]), 2).ToImage());
    Console.WriteLine($"{name} {w.ElapsedMilliseconds} ms");
    return;
}

foreach (var style in StyleCatalogue.All.Where(s => args.Length < 3 || s.Name == args[2]))
{
    var watch = System.Diagnostics.Stopwatch.StartNew();
    PreviewPng.Write($"{args[0]}/{style.Name}.png", style.Draw(size).ToImage());
    Console.WriteLine($"{style.Name} {watch.ElapsedMilliseconds} ms");
}
