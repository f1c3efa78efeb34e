using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;

namespace Quiver.Cli.Circuits;

/// <summary>A circuit with its angles, as found and as compiled to {RX, RY, RZ, CX}; of a native gate set as it stands.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Cost">Its cost.</param>
/// <param name="Parameters">Angles that were fitted.</param>
/// <param name="Bound">The circuit with its angles.</param>
internal sealed record DesignedCircuit(string Name, double Cost, int Parameters, Circuit Bound)
{
    /// <summary>The circuit with the features that its angles belong to, where they depend on the row of data; <see cref="Bound"/> is
    /// that of the first test row then.</summary>
    public ClassifierCircuit? Data { get; init; }

    /// <summary>The circuit of a result.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="result">The result.</param>
    /// <param name="outcome">The search that found it.</param>
    /// <param name="problem">What it is for.</param>
    public static DesignedCircuit Of(string name, DesignResult result, DesignOutcome outcome, CircuitProblem problem)
    {
        if (problem is not ClassificationProblem rows || outcome.Uploading(result) is not { UsesFeatures: true } data)
        {
            var bound = outcome.Circuit(result);
            var basis = outcome.Gates.Basis;
            return new DesignedCircuit(name, result.Cost, result.Parameters, bound)
            {
                Basis = basis,
                Compiled = basis is null ? Within(bound, Compile(bound), outcome.MaximumDepth) : bound,
            };
        }

        var features = rows.TestRows > 0 ? rows.TestFeatures(0) : [.. Enumerable.Repeat(1.0, rows.Features)];
        return new DesignedCircuit(name, result.Cost, result.Parameters, data.On(features)) { Data = data };
    }

    /// <summary>The circuit as a classifier.</summary>
    public ClassifierCircuit Classifier => Data ?? ClassifierCircuit.Of(Bound);

    /// <summary>The circuit in {RX, RY, RZ, CX}.</summary>
    public Circuit Compiled { get; private init; } = Compile(Bound);

    /// <summary>The device's gates that the circuit is counted in; null for {RX, RY, RZ, CX}.</summary>
    public GateBasis? Basis { get; private init; }

    /// <summary>CX gates, or those of two qubits where it is in a device's gates.</summary>
    public int TwoQubitGates => Basis is null ? CircuitMetrics.CxCount(Compiled) : CircuitMetrics.MultiQubitGates(Compiled);

    /// <summary>What these are called.</summary>
    public string TwoQubitName => NameIn(Basis);

    /// <summary>What two-qubit gates are called.</summary>
    /// <param name="basis">The device's gates; null for {RX, RY, RZ, CX}.</param>
    public static string NameIn(GateBasis? basis) => basis switch
    {
        GateBasis.RzSxEcr => "ECR",
        GateBasis.RzRxRzz => "RZZ",
        _ => "CX",
    };

    /// <summary>The same circuit compiled to the gates of a device.</summary>
    /// <param name="basis">Them; null leaves it as it is.</param>
    public DesignedCircuit In(GateBasis? basis) =>
        basis is { } native ? this with { Basis = native, Compiled = Transpiler.Transpile(Bound, native) } : this;

    public CircuitRow Row(CircuitProblem problem, double shift, double? seconds, double? difference, DesignGoal? goal = null)
    {
        var maximum = ((problem as NoisyProblem)?.Inner ?? problem) is MaxCutProblem { MaximumCut: { } cut } ? cut : (double?)null;
        var classifier = problem as ClassificationProblem;
        return new CircuitRow(
            Name,
            problem.LeastCost is { } least ? Cost - least : null,
            Cost + shift,
            TwoQubitGates,
            CircuitMetrics.Depth(Compiled),
            Parameters,
            Compiled.Count,
            seconds,
            difference,
            maximum > 0 ? Cost == 0 ? 0 : -Cost / maximum : null,
            classifier?.Accuracy(Classifier, onTest: false),
            classifier?.Accuracy(Classifier, onTest: true),
            goal?.EstimatedError(Cost));
    }

    // Gates that are put together may end up in a later layer: where that breaks a limit that the circuit keeps as it stands, it stands.
    private static Circuit Within(Circuit circuit, Circuit compiled, int? depth)
    {
        if (depth is not { } most || CircuitMetrics.Depth(compiled) <= most || CircuitMetrics.Depth(circuit) > most)
        {
            return compiled;
        }

        var builder = new CircuitBuilder(circuit.Qubits);
        foreach (var gate in circuit.Operations)
        {
            builder.Add(gate.Kind == GateKind.X ? new GateOperation(GateKind.RX, gate.Qubits, Math.PI) : gate);
        }

        return builder.Build();
    }

    private static Circuit Compile(Circuit circuit) => Transpiler.Transpile(circuit, GateBasis.RxRyRzCx);
}
