using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;

namespace Quiver.Cli.Circuits;

/// <summary>The ansätze of the tables, by name.</summary>
internal static class Baselines
{
    public static IReadOnlyList<string> Names { get; } = ["x-only", "hea", "uccsd", "qaoa", "adapt", "qubit-adapt"];

    /// <summary>The ones that apply to a problem.</summary>
    public static string[] For(CircuitProblem problem, HamiltonianFile? file) => (Inner(problem), file?.StateSector) switch
    {
        (MaxCutProblem, _) => ["hea", "qaoa"],
        (ObservableProblem, not null) => ["hea", "uccsd", "adapt"],
        _ => ["hea"],
    };

    /// <summary>Those of --baselines beside designed circuits: QAOA has an option of its own; layers of many qubits take hours.</summary>
    public static string[] Beside(CircuitProblem problem, HamiltonianFile? file)
    {
        if (Inner(problem) is not MaxCutProblem graph)
        {
            return For(problem, file);
        }

        if (graph.Qubits <= QaoaFit.ManyStartsVertices)
        {
            return ["hea"];
        }

        RunNotes.Add($"Hardware-efficient layers are fitted on up to {QaoaFit.ManyStartsVertices} vertices: --baselines adds nothing here.");
        return [];
    }

    public static VqeResult Fit(string name, CircuitProblem problem, HamiltonianFile? file, int layers, VqeOptions options,
        CancellationToken cancellation, Entangler entangler = Entangler.Line)
    {
        switch (name)
        {
            case "x-only":
                return Vqe.Fit(name, problem, problem.Reference, options, cancellation);
            case "hea":
                return Vqe.Fit($"hea, {layers} layers", problem,
                    HardwareEfficientAnsatz.Create(problem.Qubits, layers, real: problem is not FidelityProblem && problem.IsReal,
                    problem.Reference, entangler), options, cancellation);
            case "qaoa" when Inner(problem) is MaxCutProblem graph:
                NoteFewStarts(graph);
                return QaoaFit.Fit($"qaoa, p={layers}", problem, graph, layers, options with { Starts = Math.Max(options.Starts, 10) },
                    cancellation);
            case "qaoa":
                throw new InputException("--ansatz qaoa goes with maxcut: problems.");
            case "uccsd" or "adapt" or "qubit-adapt" when file?.StateSector is { } sector
                && Inner(problem) is GroundStateProblem observable:
                if (string.Equals(name, "uccsd", StringComparison.Ordinal))
                {
                    return Vqe.Fit(name, problem, UccsdAnsatz.Create(problem.Qubits, sector, observable.BasisState),
                        options with { Starts = 1 }, cancellation);
                }

                var pool = ExcitationPool.SinglesAndDoubles(problem.Qubits, sector, observable.BasisState);
                pool = string.Equals(name, "adapt", StringComparison.Ordinal) ? pool : ExcitationPool.Strings(pool);
                var result = Vqe.Adapt(name, observable, pool, 4 * pool.Count, 1e-4, options, cancellation);
                return problem is NoisyProblem ? result with { Cost = Judge(problem, result.Circuit) } : result;
            default:
                throw new InputException($"--ansatz {name} needs a molecule whose file states its electrons, or --electrons.");
        }
    }

    /// <summary>Says that QAOA on a larger graph has fewer starts.</summary>
    /// <param name="graph">The graph.</param>
    public static void NoteFewStarts(MaxCutProblem graph)
    {
        if (graph.Qubits > QaoaFit.ManyStartsVertices)
        {
            RunNotes.Add(
                $"QAOA on more than {QaoaFit.ManyStartsVertices} vertices is fitted from fewer starts than on smaller graphs: the two lowest " +
                $"minima of one round, of a grid of 2,000 gammas, and two or three for every further round.");
        }
    }

    /// <summary>The cost of a bound circuit as the problem judges it.</summary>
    public static double Judge(CircuitProblem problem, Circuit circuit)
    {
        using var cost = problem.CreateCost();
        cost.Use(circuit);
        return cost.Judge([], cost.Value([]));
    }

    /// <summary>What must be added to costs for total energies, noise or not.</summary>
    public static double Shift(CircuitProblem problem) => (Inner(problem) as GroundStateProblem)?.EnergyShift ?? 0;

    /// <summary>The problem without its noise.</summary>
    public static CircuitProblem Inner(CircuitProblem problem) => problem is NoisyProblem noisy ? noisy.Inner : problem;
}
