using System.Globalization;
using System.Text.Json.Serialization;
using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Problems;
using Quiver.Cli.Common;

namespace Quiver.Cli.Circuits;

/// <summary>What stands beside designed circuits of a graph: QAOA, the best of all cuts, and what measurements bring.</summary>
/// <param name="BestCut">The weight of the best of all cuts.</param>
/// <param name="Cuts">Cuts that were looked at for it.</param>
/// <param name="Side">One side of it, vertices by the file's names.</param>
/// <param name="Shots">Measurements of every circuit; 0 where there were none.</param>
internal sealed record MaxCutReport(double BestCut, long Cuts, IReadOnlyList<string> Side, int Shots)
{
    /// <summary>Measurements of every circuit.</summary>
    public const int Measurements = 1024;

    /// <summary>The report of a problem; null for other problems than graphs.</summary>
    /// <param name="problem">The problem, under noise or not.</param>
    public static MaxCutReport? Of(CircuitProblem problem) =>
        Baselines.Inner(problem) is MaxCutProblem { MaximumCut: { } best, BestSide: { } side } graph
            ? new MaxCutReport(
                best, 1L << (graph.Qubits - 1), [.. side.Select(v => graph.VertexNames[v])], problem is NoisyProblem ? 0 : Measurements)
            : null;

    /// <summary>All of this in words.</summary>
    public string Sentence
    {
        get
        {
            var culture = CultureInfo.InvariantCulture;
            return string.Create(culture, $"The best of all {Cuts:N0} cuts weighs {BestCut:0.######}")
                + (Side.Count == 0 ? ": no edge is cut." : $", one side of it: {string.Join(", ", Side)}.")
                + (Shots == 0 ? string.Empty : string.Create(culture, $" Best sampled: of {Shots:N0} measurements, over that weight."));
        }
    }

    /// <summary>The row of the exact answer.</summary>
    [JsonIgnore]
    public (string Name, double Cost) Row => ("best of all cuts", BestCut == 0 ? 0 : -BestCut);

    /// <summary>QAOA of 1 to so many rounds.</summary>
    /// <param name="problem">The problem, under noise or not.</param>
    /// <param name="rounds">The most rounds; 0 for none.</param>
    /// <param name="seed">Fixes the starts.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IReadOnlyList<VqeResult> Qaoa(CircuitProblem problem, int rounds, int seed, CancellationToken cancellation)
    {
        if (rounds == 0 || Baselines.Inner(problem) is not MaxCutProblem graph)
        {
            return [];
        }

        Baselines.NoteFewStarts(graph);
        return QaoaFit.Levels(
            problem, graph, rounds, new VqeOptions(Starts: 10, Seed: seed) { Journal = RunFolder.Journal.Part("qaoa") }, cancellation);
    }

    /// <summary>Rows with what measurements of their circuits bring; the same rows where it is no graph, and under noise.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="circuits">Their circuits.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="seed">Fixes the measurements.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task<List<CircuitRow>> SampledAsync(
        IReadOnlyList<CircuitRow> rows, IReadOnlyList<DesignedCircuit> circuits, CircuitProblem problem, int seed,
        CancellationToken cancellation)
    {
        if (problem is not MaxCutProblem { MaximumCut: > 0 and { } best } graph)
        {
            return [.. rows];
        }

        var result = new List<CircuitRow>();
        foreach (var (row, circuit) in rows.Zip(circuits))
        {
            var cut = await CutSampling.BestAsync(graph, circuit.Bound, Measurements, seed, cancellation).ConfigureAwait(false);
            result.Add(row with { SampledRatio = cut / best });
        }

        return result;
    }
}
