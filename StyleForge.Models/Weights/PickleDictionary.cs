namespace StyleForge.Models.Weights;

/// <summary>A dictionary in a pickle: pairs in order. Keys may repeat, as the last one wins only in Python.</summary>
internal sealed class PickleDictionary
{
    /// <summary>The pairs, in the order in which they were set.</summary>
    public List<(object? Key, object? Value)> Pairs { get; } = [];

    /// <summary>The value of a text key, or null.</summary>
    public object? Find(string key)
    {
        foreach (var (name, value) in Pairs)
        {
            if (name is string text && text == key)
            {
                return value;
            }
        }

        return null;
    }
}
