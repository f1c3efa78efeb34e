namespace Quiver.Cli.Circuits;

/// <summary>
/// How features are made of a row's columns: feature f is the sum over columns of <c>Weights[f][c] (row[c] - Means[c])</c>.
/// </summary>
/// <param name="AreComponents">Whether they are principal components of the training rows; else standardised columns.</param>
/// <param name="Means">Means of the columns over the training rows.</param>
/// <param name="Weights">For each feature its weight of every column.</param>
internal sealed record ClassifierFeatures(
    bool AreComponents, IReadOnlyList<double> Means, IReadOnlyList<IReadOnlyList<double>> Weights);
