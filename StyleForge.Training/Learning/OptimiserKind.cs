namespace StyleForge.Training.Learning;

/// <summary>How weights move by their gradients.</summary>
public enum OptimiserKind
{
    /// <summary>Against the gradient (stochastic gradient descent).</summary>
    Sgd,

    /// <summary>Against a running sum of gradients (Polyak 1964).</summary>
    Momentum,

    /// <summary>The same, with a look ahead (Nesterov 1983, in the form of Sutskever et al. 2013).</summary>
    Nesterov,

    /// <summary>Against the gradient over the root of its mean square (Tieleman and Hinton 2012).</summary>
    Rmsprop,

    /// <summary>Against a running mean of gradients over the root of their mean square (Kingma and Ba 2015).</summary>
    Adam,

    /// <summary>The same, with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
    Adamw,
}
