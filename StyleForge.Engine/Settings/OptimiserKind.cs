namespace StyleForge.Engine.Settings;

/// <summary>Which method moves the picture.</summary>
public enum OptimiserKind
{
    /// <summary>Limited-memory BFGS without a line search (Liu and Nocedal 1989, with the step rules of torch.optim.LBFGS).</summary>
    Lbfgs,

    /// <summary>Adam (Kingma and Ba 2015) with the picture kept within 0 to 1.</summary>
    Adam,
}
