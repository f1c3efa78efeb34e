using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;

namespace Quiver.Cli.Circuits;

/// <summary>A circuit with its angles, as found and as compiled to {RX, RY, RZ, CX}.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Cost">Its cost.</param>
/// <param name="Parameters">Angles that were fitted.</param>
/// <param name="Bound">The circuit with its angles.</param>
internal sealed record DesignedCircuit(string Name, double Cost, int Parameters, Circuit Bound)
{
    public Circuit Compiled { get; } = Compile(Bound);

    public CircuitRow Row(CircuitProblem problem, double shift, double? seconds, double? difference, DesignGoal? goal = null)
    {
        var maximum = ((problem as NoisyProblem)?.Inner ?? problem) is MaxCutProblem { MaximumCut: { } cut } ? cut : (double?)null;
        var classifier = problem as ClassificationProblem;
        return new CircuitRow(
            Name,
            problem.LeastCost is { } least ? Cost - least : null,
            Cost + shift,
            CircuitMetrics.CxCount(Compiled),
            CircuitMetrics.Depth(Compiled),
            Parameters,
            Compiled.Count,
            seconds,
            difference,
            -Cost / maximum,
            classifier?.Accuracy(Bound, onTest: false),
            classifier?.Accuracy(Bound, onTest: true),
            goal?.EstimatedError(Cost));
    }

    private static Circuit Compile(Circuit circuit) => Transpiler.Transpile(circuit, GateBasis.RxRyRzCx);
}
