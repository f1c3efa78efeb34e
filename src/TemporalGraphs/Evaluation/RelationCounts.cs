namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>How the events of a relation divide into training, validation and test.</summary>
/// <param name="Relation">The relation's number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Training">Events before validation.</param>
/// <param name="Validation">Events of validation.</param>
/// <param name="Test">Events of test.</param>
public readonly record struct RelationCounts(int Relation, string Name, int Training, int Validation, int Test)
{
    /// <summary>All events.</summary>
    public int Events => Training + Validation + Test;

    /// <summary>Whether its events of validation and test are queries: without an event before validation nothing is known of it.</summary>
    public bool IsAsked => Training > 0 && Events > Training;
}
