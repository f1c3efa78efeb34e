using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;

namespace Quiver.Cli.Circuits;

/// <summary>What a search for a classifier chose, and by what.</summary>
/// <param name="Method">How it searched.</param>
/// <param name="Encoding">How rows become states.</param>
/// <param name="Angles">The number of angles that cross-validation chose.</param>
/// <param name="Folds">Parts of the training rows for that; 0 for none.</param>
/// <param name="FoldAccuracy">Mean accuracy on the part left out; null without parts.</param>
/// <param name="FoldDeviation">Standard error of that mean.</param>
/// <param name="TestAccuracy">Accuracy of the circuit chosen on the test rows, which the search never saw.</param>
/// <param name="Sentence">All of this in words.</param>
/// <param name="Gates">The circuit chosen, in the order of application, its reference included.</param>
/// <param name="Features">The features that its gates turn by; null where they turn by none.</param>
internal sealed record ClassifierVerdict(
    string Method, string Encoding, int Angles, int Folds, double? FoldAccuracy, double? FoldDeviation, double TestAccuracy,
    string Sentence, IReadOnlyList<ClassifierGate> Gates, ClassifierFeatures? Features)
{
    public static ClassifierVerdict Of(DesignSearch search, CircuitProblem problem)
    {
        var (choice, rows) = (search.Outcome.Classifier!, (ClassificationProblem)problem);
        var circuit = DesignedCircuit.Of(search.Method, choice.Circuit, search.Outcome, problem);
        var culture = CultureInfo.InvariantCulture;
        var encoding = rows.Encoding.ToString().ToLowerInvariant();
        var test = rows.Accuracy(circuit.Classifier, onTest: true);
        var folded = choice.Accuracy is { } a
            ? string.Create(
                culture, $"; {choice.Folds}-fold accuracy on the training rows at {choice.Angles} angles {100 * a:0.0} +- " +
                $"{100 * choice.Deviation:0.0} %")
            : string.Empty;
        var uploads = circuit.Data is { } data
            ? string.Create(culture, $", {data.Uploads.Count(static f => f >= 0)} weights of re-uploaded features among the angles")
            : string.Empty;
        var sentence = string.Create(
            culture,
            $"{search.Method}: {choice.Circuit.Parameters} angles, {CircuitMetrics.CxCount(circuit.Compiled)} CX, depth " +
            $"{CircuitMetrics.Depth(circuit.Compiled)} classify {100 * test:0.0} % of {rows.TestRows} test rows and " +
            $"{100 * rows.Accuracy(circuit.Classifier, onTest: false):0.0} % of {rows.TrainRows} training rows (encoding {encoding}, " +
            $"{rows.Qubits} qubits{uploads}){folded}.");
        return new ClassifierVerdict(
            search.Method, encoding, choice.Angles, choice.Folds, choice.Accuracy, choice.Deviation, test, sentence,
            [.. circuit.Classifier.Circuit.Operations.Select(o => ClassifierGate.Of(o, circuit.Classifier))],
            circuit.Data is null ? null : new ClassifierFeatures(rows.FeaturesAreComponents, rows.FeatureMeans, rows.FeatureWeights));
    }
}
