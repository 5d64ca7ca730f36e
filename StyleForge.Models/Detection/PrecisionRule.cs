namespace StyleForge.Models.Detection;

/// <summary>How precision and recall become one number, and which object a box may claim.</summary>
public enum PrecisionRule
{
    /// <summary>PASCAL VOC to 2009: the mean of the best precision at the recalls 0, 0.1 … 1. A box claims the object that it overlaps most; if a better box has it, that is an error.</summary>
    Voc2007,

    /// <summary>PASCAL VOC from 2010 on: the area below precision over recall, made falling. Claims as before.</summary>
    Voc2010,

    /// <summary>COCO: the mean of the best precision at the recalls 0, 0.01 … 1. A box claims, of the objects that no better box has, the one that it overlaps most; at most 100 boxes a picture count.</summary>
    Coco,
}
