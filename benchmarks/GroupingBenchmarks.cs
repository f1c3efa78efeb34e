using BenchmarkDotNet.Attributes;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Benchmarks;

/// <summary>
/// Sorted insertion against the plain version that asks every member of every group. Goal: at least ten times faster on
/// nitrogen (20 qubits, about 3,000 terms).
/// </summary>
[MemoryDiagnoser]
public class GroupingBenchmarks
{
    private PauliSum terms = null!;

    /// <summary>Molecule in data/molecules.</summary>
    [Params("h2o", "n2")]
    public string Molecule { get; set; } = "h2o";

    [GlobalSetup]
    public void Load() => terms = BenchmarkInputs.Molecule(Molecule).Sum.WithoutIdentity(out _);

    [Benchmark]
    public int SortedInsertion() =>
        new SortedInsertionGrouper().Group(new GroupingProblem(terms, CommutationRule.FullyCommuting)).Grouping.Count;

    [Benchmark(Baseline = true)]
    public int MemberByMember()
    {
        var groups = new List<List<int>>();
        foreach (var term in TermOrder.ByCoefficient(terms))
        {
            var group = groups.Find(g => g.TrueForAll(j => CommutationRelation.Compatible(terms, term, j, CommutationRule.FullyCommuting)));
            if (group is null)
            {
                groups.Add([term]);
            }
            else
            {
                group.Add(term);
            }
        }

        return groups.Count;
    }
}
