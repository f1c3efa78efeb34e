namespace Quiver.Cli.Links;

/// <summary>One model on one relation, in JSON.</summary>
/// <param name="Relation">Name of the relation.</param>
/// <param name="Model">The model as it is called in the rows of all relations together.</param>
/// <param name="Predictor">The model with the constants that were fitted to the relation; null where the relation has no queries.</param>
/// <param name="Events">Events of the relation.</param>
/// <param name="Candidates">Nodes that occur as its destinations.</param>
/// <param name="Bipartite">Whether no node is both source and destination in it.</param>
/// <param name="ValidationQueries">Validation events that are queries.</param>
/// <param name="TestQueries">Test events that are queries.</param>
/// <param name="ValMrr">MRR of validation; null without queries.</param>
/// <param name="TestMrr">MRR of test; null without queries.</param>
internal sealed record RelationRow(
    string Relation, string Model, string? Predictor, int Events, int Candidates, bool Bipartite, int ValidationQueries, int TestQueries,
    double? ValMrr, double? TestMrr);
