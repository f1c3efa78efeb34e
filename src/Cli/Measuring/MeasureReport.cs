using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Cli.Common;
using Quiver.Hamiltonians.Formats;

namespace Quiver.Cli.Measuring;

/// <summary>What <c>quiver measure</c> prints and writes.</summary>
internal sealed class MeasureReport(
    string name,
    HamiltonianFile file,
    MeasuredStateChoice state,
    string estimator,
    string simulator,
    MeasurementDesign design,
    IReadOnlyList<EnergyEstimate> estimates,
    IReadOnlyList<double> predicted,
    AdaptiveEstimate? adaptive = null)
{
    private double Exact => state.Energy + file.EnergyShift;

    private int TwoQubitGates => design.Circuits.Sum(CircuitMetrics.MultiQubitGates);

    private double RootMeanSquare => Math.Sqrt(estimates.Average(e => Math.Pow(e.Energy - state.Energy, 2)));

    public void Print(string? json)
    {
        var culture = CultureInfo.InvariantCulture;
        var console = Tables.Console(JsonOutput.TakesStandardOutput(json)).Profile.Out.Writer;
        var first = estimates[0];
        var digits = ErrorDigits.Of(first.StandardError);
        console.WriteLine(
            string.Create(culture, $"{name}: {file.Sum.Qubits} qubits, {file.Sum.Count} terms, state {state.Name}, {estimator}, " +
                $"{design.Circuits.Length} settings with {TwoQubitGates} two-qubit gates, {first.Shots:N0} shots"));
        console.WriteLine(
            $"energy {digits.Number(first.Energy + file.EnergyShift)} ± {digits.Number(first.StandardError)} hartree");
        var sigma = first.StandardError > 0
            ? string.Create(culture, $", {(first.Energy - state.Energy) / first.StandardError:+0.0;-0.0;0.0} standard errors")
            : string.Empty;
        console.WriteLine(
            string.Create(culture, $"exact  {digits.Number(Exact)}, difference {digits.Signed(first.Energy - state.Energy)}{sigma}"));
        if (adaptive is { } ended)
        {
            console.WriteLine(
                string.Create(culture, $"within {digits.Number(ended.Bound)} after {ended.Rounds} " +
                    $"rounds{(ended.Reached ? string.Empty : ": the shots were spent before the bound was reached")}"));
        }

        if (estimates.Count > 1)
        {
            var expected = predicted.All(double.IsFinite)
                ? string.Create(culture, $"predicted {digits.Number(Math.Sqrt(predicted.Average()))}, ") : string.Empty;
            console.WriteLine(
                string.Create(
                    culture,
                    $"{estimates.Count} repetitions: root mean square error {digits.Number(RootMeanSquare)}, {expected}mean error " +
                    $"{digits.Signed(estimates.Average(e => e.Energy) - state.Energy)} ± " +
                    $"{digits.Number(RootMeanSquare / Math.Sqrt(estimates.Count))}"));
        }
    }

    public void Save(string? json)
    {
        double? prediction = predicted.All(double.IsFinite) ? Math.Sqrt(predicted.Average()) : null;
        JsonOutput.Write(json, new
        {
            file.Format,
            file.Sum.Qubits,
            Terms = file.Sum.Count,
            State = state.Name,
            Energy = estimates[0].Energy + file.EnergyShift,
            estimates[0].StandardError,
            ExactEnergy = Exact,
            Estimator = estimator,
            estimates[0].Shots,
            Groups = design.Circuits.Length,
            Simulator = simulator,
            TwoQubitGates,
            PredictedError = prediction,
            adaptive?.Bound,
            BoundReached = adaptive?.Reached,
            adaptive?.Rounds,
            Repetitions = estimates.Count,
            RootMeanSquareError = estimates.Count > 1 ? RootMeanSquare : (double?)null,
        });
    }
}
