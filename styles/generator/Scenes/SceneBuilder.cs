using System.Numerics;
using StyleForge.Artwork.Drawing;
using StyleForge.Artwork.Tracing;

namespace StyleForge.Artwork.Scenes;

/// <summary>Turns a scene file into what the tracer needs.</summary>
internal sealed class SceneBuilder
{
    private readonly SceneDocument _document;
    private readonly Dictionary<string, Material> _materials = [];
    private readonly List<Solid> _solids = [];
    private TerrainSolid? _ground;

    private SceneBuilder(SceneDocument document) => _document = document;

    /// <summary>Builds the scene.</summary>
    /// <exception cref="ArtworkException">A solid names an unknown material or lacks a field that its shape needs.</exception>
    public static Scene Build(SceneDocument document) => new SceneBuilder(document).Build();

    private Scene Build()
    {
        foreach (var (name, m) in _document.Materials)
        {
            _materials[name] = new Material(m.Kind, m.Pattern, [.. m.Colours.Split(' ').Select(Linear)], m.Scale, m.Roughness, m.Emission, m.Bump);
        }

        // The ground first: other things may stand on it.
        foreach (var solid in _document.Solids.OrderBy(s => s.Shape == ShapeKind.Terrain ? 0 : 1))
        {
            Add(solid);
        }

        var camera = _document.Camera;
        var focus = camera.Focus > 0 ? camera.Focus : Vector3.Distance(Point(camera.From), Point(camera.To));
        var windows = (_document.Windows ?? []).Select(w => new AreaLight(Point(w.Corner), Point(w.Across), Point(w.Up), Linear(w.Colour) * w.Strength));
        return new Scene(
            new Camera(Point(camera.From), Point(camera.To), camera.FieldOfView, camera.Aperture, focus), Sky(_document.Sky), [.. windows], _solids, _document.Exposure);
    }

    private static Sky Sky(SkyDocument sky)
    {
        var height = sky.SunHeight * MathF.PI / 180;
        var turn = sky.SunTurn * MathF.PI / 180;
        return new Sky
        {
            Sun = new Vector3(MathF.Cos(height) * MathF.Cos(turn), MathF.Sin(height), MathF.Cos(height) * MathF.Sin(turn)),
            SunLight = Linear(sky.SunColour) * sky.SunStrength,
            Zenith = Linear(sky.Zenith) * sky.Strength,
            Horizon = Linear(sky.Horizon) * sky.Strength,
            Clouds = sky.Clouds,
            CloudLight = Linear(sky.CloudColour ?? "ffffff") * (sky.Strength * 1.15f),
            Haze = sky.Haze,
        };
    }

    private void Add(SolidDocument solid)
    {
        var at = Point(solid.At ?? [0, 0, 0]);
        if (solid.Scatter is not { } scatter)
        {
            _solids.Add(Make(solid, Grounded(solid, at), solid.Scale, solid.Turn, solid.Seed));
            return;
        }

        var random = new SeededRandom(solid.Seed);
        for (var i = 0; i < scatter.Count; i++)
        {
            var place = new Vector3(random.Range(scatter.Low[0], scatter.High[0]), at.Y, random.Range(scatter.Low[1], scatter.High[1]));
            var scale = solid.Scale * random.Range(scatter.Scale?[0] ?? 1, scatter.Scale?[1] ?? 1);
            var turn = random.Next() * 360;
            var form = random.NextUInt32() & 1023;
            var ground = _ground?.HeightAt(place.X, place.Z) ?? 0;
            var grove = 0.5f + Noise.Fractal(new Vector2(place.X, place.Z) * 0.05f, 2, 5);
            if (random.Next() < scatter.Clump * (1.4f - (1.6f * grove)) || (scatter.Height is { } range && (ground < range[0] || ground > range[1])))
            {
                continue;
            }

            _solids.Add(Make(solid, Grounded(solid, place), scale, turn, form));
        }
    }

    private Vector3 Grounded(SolidDocument solid, Vector3 at) =>
        solid.OnGround && _ground is not null ? at + new Vector3(0, _ground.HeightAt(at.X, at.Z), 0) : at;

    private Solid Make(SolidDocument solid, Vector3 at, float scale, float turn, uint seed)
    {
        if (!_materials.TryGetValue(solid.Material, out var material))
        {
            throw new ArtworkException($"A {solid.Shape} names the material '{solid.Material}', which the scene lacks: it has {string.Join(", ", _materials.Keys)}.");
        }

        var radians = turn * MathF.PI / 180;
        return solid.Shape switch
        {
            ShapeKind.Box => ConvexSolid.Box(at, Point(Size(solid, 3)) * scale, radians, material),
            ShapeKind.Roof => ConvexSolid.Roof(at, Point(Size(solid, 3)) * scale, radians, material),
            ShapeKind.Sphere => new SphereSolid(at, scale) { Material = material },
            ShapeKind.Lathe => new LatheSolid(at, scale, Outline(solid), solid.Rounding) { Material = material },
            ShapeKind.Ring => new TorusSolid(at, Size(solid, 2)[0], Size(solid, 2)[1]) { Material = material },
            ShapeKind.Rock => new RockSolid(at, scale, seed) { Material = material },
            ShapeKind.Pine => new PineSolid(at, scale, seed) { Material = material },
            ShapeKind.Terrain => _ground = Terrain(solid, at, material),
            _ => new WaterSolid(at.Y, new Vector2(Size(solid, 2)[0], Size(solid, 2)[1])) { Material = material },
        };
    }

    private static TerrainSolid Terrain(SolidDocument solid, Vector3 at, Material material)
    {
        var half = Size(solid, 1)[0];
        var hills = solid.Hills ?? throw Lacks(solid, "hills");
        return new TerrainSolid(new Vector2(at.X - half, at.Z - half), new Vector2(at.X + half, at.Z + half), HeightAt) { Material = material };

        float HeightAt(Vector2 p)
        {
            var sum = at.Y;
            foreach (var hill in hills)
            {
                var frequency = 1.3f / hill[2];
                var warped = p + (Noise.Displacement(p * frequency, 3, solid.Seed) * (hill[2] * 0.22f));
                var away = Vector2.DistanceSquared(warped, new Vector2(hill[0], hill[1])) / (hill[2] * hill[2]);
                var bump = MathF.Exp(-away);
                var noise = Noise.Fractal((p - new Vector2(hill[0], hill[1])) * (frequency * 1.6f), 8, solid.Seed + 9);
                var shape = solid.Ridged ? 0.55f - MathF.Abs(noise) : noise;
                sum += hill[3] * bump * (1 + (solid.Roughness * 1.7f * shape));
            }

            return sum;
        }
    }

    /// <summary>The corners, cut twice where the body is rounded (Chaikin 1974), so that its outline is a curve.</summary>
    private static Vector2[] Outline(SolidDocument solid)
    {
        Vector2[] corners = [.. (solid.Outline ?? throw Lacks(solid, "outline")).Select(p => new Vector2(p[0], p[1]))];
        for (var round = 0; round < 2 && solid.Rounding > 0; round++)
        {
            corners = [corners[0], .. corners.Zip(corners.Skip(1)).SelectMany(pair => (Vector2[])[Vector2.Lerp(pair.First, pair.Second, 0.25f), Vector2.Lerp(pair.First, pair.Second, 0.75f)]), corners[^1]];
        }

        return corners;
    }

    private static float[] Size(SolidDocument solid, int count) =>
        solid.Size is { } size && size.Length >= count ? size : throw Lacks(solid, $"size with {count} numbers");

    private static ArtworkException Lacks(SolidDocument solid, string field) => new($"A {solid.Shape} of material '{solid.Material}' needs {field}.");

    private static Vector3 Point(float[] numbers) => new(numbers[0], numbers[1], numbers[2]);

    /// <summary>Six hexadecimal digits as linear light (IEC 61966-2-1).</summary>
    private static Vector3 Linear(string digits)
    {
        var encoded = Colours.Hex(digits);
        return new Vector3(Decode(encoded.X), Decode(encoded.Y), Decode(encoded.Z));

        static float Decode(float v) => v <= 0.04045f ? v / 12.92f : MathF.Pow((v + 0.055f) / 1.055f, 2.4f);
    }
}
