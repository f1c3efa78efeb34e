namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>How one predictor ranks the queries of one relation.</summary>
/// <param name="Predictor">The predictor's name, with the constants it was given or fitted.</param>
/// <param name="Validation">Mean reciprocal rank of the validation queries; null where there are none.</param>
/// <param name="Test">Mean reciprocal rank of the test queries; null where there are none.</param>
public readonly record struct RelationScore(string Predictor, double? Validation, double? Test);
