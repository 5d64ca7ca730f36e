using StyleForge.Training.Learning;

namespace StyleForge.Hosting.Training;

/// <summary>Compares the recipe of a checkpoint with that of a command line.</summary>
internal static class RecipeMatch
{
    /// <summary>Refuses a checkpoint of another recipe, and says what differs: a recipe is clauses with semicolons between.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="own">The recipe of this run.</param>
    /// <param name="shown">Where the checkpoint is, as sentences name it.</param>
    /// <param name="elsewhere">How to write somewhere else: <c>name another folder with --output</c>.</param>
    /// <exception cref="CommandFailure">It is of another recipe.</exception>
    public static void Require(TrainingState checkpoint, string own, string shown, string elsewhere)
    {
        if (checkpoint.Recipe != own)
        {
            string[] kept = checkpoint.Recipe.Split("; "), asked = own.Split("; ");
            throw new CommandFailure(
                $"{shown} holds the checkpoint of another training ({string.Join("; ", kept.Except(asked))}) than this one ({string.Join("; ", asked.Except(kept))}): "
                + $"give the options that it was begun with, or {elsewhere}.");
        }
    }
}
