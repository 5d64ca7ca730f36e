namespace StyleForge.Artwork.Scenes;

/// <summary>The shapes of a scene file.</summary>
internal enum ShapeKind
{
    /// <summary>A box of <c>size</c> standing on <c>at</c>.</summary>
    Box,

    /// <summary>A gable roof of <c>size</c> standing on <c>at</c>.</summary>
    Roof,

    /// <summary>A ball of radius <c>scale</c> around <c>at</c>.</summary>
    Sphere,

    /// <summary>The closed <c>outline</c> (radius, height) turned about the vertical.</summary>
    Lathe,

    /// <summary>An upright ring of radius <c>size[0]</c> and thickness <c>size[1]</c>.</summary>
    Ring,

    /// <summary>A boulder of about radius <c>scale</c>.</summary>
    Rock,

    /// <summary>A conifer of height <c>scale</c>.</summary>
    Pine,

    /// <summary>Fractal ground with <c>hills</c>, over the square of half side <c>size[0]</c>.</summary>
    Terrain,

    /// <summary>Water at the height of <c>at</c>; <c>size</c> gives ripples a metre along x and z.</summary>
    Water,
}
