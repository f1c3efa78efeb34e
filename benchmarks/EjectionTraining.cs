using System.Text.Json;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;

namespace Quiver.Benchmarks;

/// <summary>
/// Fits the thresholds of the search's ejections: anneals each molecule without a filter, logs what was left to the members thrown out in
/// every accepted ejection, and prints the JSON that is embedded in Quiver.Hamiltonians.
/// </summary>
internal static class EjectionTraining
{
    private const double Recall = 0.98;
    private const double Seconds = 6;
    private const int Seeds = 2;

    /// <param name="paths">Molecules to learn from.</param>
    public static void Run(string[] paths)
    {
        var accepted = new List<(double Temperature, int Ejected, double Allowance)>();
        foreach (var path in paths)
        {
            var file = HamiltonianReader.Read(path);
            var terms = file.Sum.WithoutIdentity(out _);
            var (_, state) = GroundState.Find(file.Sum, file.StateSector);
            var problem = new GroupingProblem(terms, CommutationRule.FullyCommuting, state.Covariance(terms));
            var weights = new PartitionWeights(problem, byDeviation: true);
            var start = new SortedInsertionGrouper().Group(problem).Grouping.Assignment.ToArray();
            for (var seed = 0; seed < Seeds; seed++)
            {
                var before = accepted.Count;
                new PartitionAnnealing(weights, Seconds, seed)
                {
                    FrontShare = 0,
                    Accepted = (temperature, ejected, allowance) =>
                    {
                        lock (accepted)
                        {
                            accepted.Add((temperature, ejected, allowance));
                        }
                    },
                }.Run(start, CancellationToken.None);
                Console.Error.WriteLine($"{path}, seed {seed}: {accepted.Count - before} accepted ejections");
            }
        }

        var fit = EjectionFilter.Fit(accepted, Recall);
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                molecules = paths.Select(static p => Path.GetFileNameWithoutExtension(p)),
                seconds = Seconds,
                seeds = Seeds,
                recall = Recall,
                accepted = accepted.Count,
                thresholds = fit.Thresholds.Select(static t => Math.Round(t, 2)).Chunk(EjectionFilter.Kinds),
            }));
    }
}
