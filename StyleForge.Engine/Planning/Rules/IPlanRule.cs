using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning.Rules;

/// <summary>One thing that a picture's plan must keep to.</summary>
internal interface IPlanRule
{
    /// <summary>Says everything that breaks the rule; nothing where what it looks at is missing, which another rule says.</summary>
    IEnumerable<JobProblem> Check(Draft draft);
}
