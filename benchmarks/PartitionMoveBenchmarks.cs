using BenchmarkDotNet.Attributes;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;

namespace Quiver.Benchmarks;

/// <summary>
/// A hundred moves of a term out of its group and back, each followed by the cost of every insertion, against variances that are added up anew
/// from the covariances. Goal: at least ten times faster on H4 (184 terms).
/// </summary>
public class PartitionMoveBenchmarks
{
    private const int Moves = 100;
    private PartitionWeights weights = null!;
    private PartitionState state = null!;
    private int[][] groups = [];

    [GlobalSetup]
    public void Load()
    {
        var file = BenchmarkInputs.Molecule("h4");
        var terms = file.Sum.WithoutIdentity(out _);
        var covariance = GroundState.Find(file.Sum, file.StateSector).State.Covariance(terms);
        var problem = new GroupingProblem(terms, CommutationRule.FullyCommuting, covariance);
        var grouping = new SortedInsertionGrouper().Group(problem).Grouping;
        groups = grouping.ToArrays();
        weights = new PartitionWeights(problem);
        state = new PartitionState(weights);
        var labels = new int[terms.Count];
        foreach (var (g, members) in groups.Index())
        {
            foreach (var t in members)
            {
                labels[t] = g;
            }
        }

        state.Load(labels);
    }

    [Benchmark]
    public double Fields()
    {
        var sum = 0.0;
        for (var term = 0; term < Moves; term++)
        {
            var home = state.Group[term];
            state.Remove(term);
            for (var slot = 0; slot < state.Slots; slot++)
            {
                sum += state.InsertionCost(term, slot);
            }

            state.Insert(term, home);
        }

        return sum;
    }

    [Benchmark(Baseline = true)]
    public double FromCovariances()
    {
        var sum = 0.0;
        for (var term = 0; term < Moves; term++)
        {
            foreach (var group in groups)
            {
                var rest = group.Where(t => t != term).ToArray();
                sum += Math.Sqrt(Math.Max(0, Variance([.. rest, term]))) - Math.Sqrt(Math.Max(0, Variance(rest)));
            }
        }

        return sum;
    }

    private double Variance(int[] members)
    {
        var v = 0.0;
        foreach (var i in members)
        {
            foreach (var j in members)
            {
                v += weights.Covariance(i, j);
            }
        }

        return v;
    }
}
