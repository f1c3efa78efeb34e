using CsCheck;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Tests.Grouping;

namespace Quiver.Hamiltonians.Tests.Search;

/// <summary>The filter keeps what it is fitted to keep, and a search obeys it.</summary>
public sealed class EjectionFilterTests
{
    private static readonly Gen<(double Temperature, int Ejected, double Allowance)> Accepted =
        Gen.Select(Gen.Double[0.005, 2], Gen.Int[1, Ejection.MaxEjected], Gen.Double[-20, 5]);

    [Fact]
    public void Fit_AnyLog_KeepsTheShareAskedForInEveryPlace() =>
        Gen.Select(Accepted.Array[1, 600], Gen.Double[0.5, 1]).Sample((log, recall) =>
        {
            var filter = EjectionFilter.Fit(log, recall);
            var random = new SearchRandom(1);
            foreach (var place in log.GroupBy(a => EjectionFilter.Place(a.Temperature, a.Ejected)).Where(g => g.Count() >= 10))
            {
                var kept = place.Count(a => filter.Passes(a.Temperature, a.Ejected, a.Allowance, random));
                Assert.InRange(kept, Math.Floor(recall * place.Count()), place.Count());
                var isTied = place.Select(static a => a.Allowance).Distinct().Count() < place.Count();
                Assert.True(isTied || kept <= Math.Ceiling(recall * place.Count()) + 1);
            }
        });

    [Fact]
    public void Learned_IsWhatWasTrained()
    {
        Assert.Equal(EjectionFilter.Temperatures * EjectionFilter.Kinds, EjectionFilter.Learned.Thresholds.Count);
        Assert.All(EjectionFilter.Learned.Thresholds, static t => Assert.InRange(t, -10, 0));

        // The colder it is, the less a member may cost that is thrown out.
        Assert.True(EjectionFilter.Learned.Thresholds[0] < EjectionFilter.Learned.Thresholds[^EjectionFilter.Kinds]);
    }

    [Fact]
    public void Evaluate_AnyMove_AllowanceIsTheLimitLessTheTermsOwnMove() =>
        Gen.Select(Gen.Int[3, 5], Gen.Int[10, 45], Gen.Bool, Gen.Int[0, 100_000], Gen.Double[-1, 1]).Sample(
            (qubits, terms, withState, seed, limit) =>
            {
                var weights = new PartitionWeights(Problem(qubits, terms, withState, seed));
                var state = new PartitionState(weights);
                state.Load(Start(qubits, terms, withState, seed));
                var random = new SearchRandom((ulong)seed);
                var ejection = new Ejection(weights, state, random);
                for (var term = 0; term < weights.Count; term++)
                {
                    for (var to = 0; to < state.Slots; to++)
                    {
                        if (to == state.Group[term] || state.Conflicts(to, term) is 0 or > Ejection.MaxEjected)
                        {
                            continue;
                        }

                        ejection.Evaluate(
                            term, to, state.Conflicts(to, term), 0.1, limit, 0, int.MaxValue, double.PositiveInfinity);
                        int[] left = [.. state.Members(state.Group[term]).ToArray().Where(m => m != term)];
                        var members = state.Members(to).ToArray();
                        var joined = weights.Variance(members) + weights.Diagonal(term)
                            + members.Where(m => !weights.Conflicts(m, term)).Sum(m => 2 * weights.Covariance(m, term));
                        var own = Math.Sqrt(weights.Variance(left)) - state.Deviations[state.Group[term]]
                            + Math.Sqrt(Math.Max(0, joined)) - state.Deviations[to];
                        Assert.Equal((limit - own) / 0.1, ejection.Allowance, 1e-2);
                    }
                }
            },
            iter: 20);

    [Fact]
    public void Run_FilterThatPassesAll_TakesTheCourseWithoutOne()
    {
        var open = new EjectionFilter([.. Enumerable.Repeat(double.NegativeInfinity, EjectionFilter.Temperatures * EjectionFilter.Kinds)]);
        var (plain, filtered) = (Chain(null), Chain(open));
        plain.Run(20_000, 0.02);
        filtered.Run(20_000, 0.02);
        Assert.Equal(plain.State.Group, filtered.State.Group);
        Assert.Equal(plain.Work, filtered.Work);
        Assert.Equal(0, filtered.EjectionCounts.Skipped);
        Assert.True(filtered.EjectionCounts.Tried > 0);
    }

    [Fact]
    public void Run_Learned_AcceptsOnlyWhatPassesAndCountsLessWork()
    {
        var smallest = double.PositiveInfinity;
        var (plain, filtered) = (Chain(null), Chain(EjectionFilter.Learned, (temperature, ejected, allowance) =>
            smallest = Math.Min(smallest, allowance - EjectionFilter.Learned.Thresholds[EjectionFilter.Place(temperature, ejected)])));
        plain.Run(50_000, 0.01);
        filtered.Run(50_000, 0.01);
        Assert.InRange(smallest, 0, double.MaxValue);
        Assert.InRange(filtered.EjectionCounts.Skipped, filtered.EjectionCounts.Tried / 10, filtered.EjectionCounts.Tried);
        Assert.True(filtered.Work < plain.Work);
    }

    [Fact]
    public void Read_InTheMiddle_GoesOnToTheBit()
    {
        var whole = Chain(EjectionFilter.Random);
        whole.Run(5_000, 0.02);
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            whole.Write(writer);
        }

        stream.Position = 0;
        var again = Chain(EjectionFilter.Random);
        using var reader = new BinaryReader(stream);
        again.Read(reader);
        whole.Run(5_000, 0.01);
        again.Run(5_000, 0.01);
        Assert.Equal(whole.State.Group, again.State.Group);
        Assert.Equal(whole.Work, again.Work);
        Assert.Equal(whole.EjectionCounts, again.EjectionCounts);
        Assert.True(again.EjectionCounts.Skipped > 0);
    }

    private static PartitionChain Chain(EjectionFilter? filter, Action<double, int, double>? accepted = null) =>
        new(new PartitionWeights(Problem(5, 120, true, 7), byDeviation: true), Start(5, 120, true, 7), 5)
        {
            Filter = filter,
            Accepted = accepted,
        };

    private static int[] Start(int qubits, int terms, bool withState, int seed) =>
        [.. new SortedInsertionGrouper().Group(Problem(qubits, terms, withState, seed)).Grouping.Assignment];

    private static GroupingProblem Problem(int qubits, int terms, bool withState, int seed)
    {
        var sum = RandomPauli.Sum(qubits, Math.Min(terms, (1 << (2 * qubits)) - 1), seed);
        return new GroupingProblem(
            sum, CommutationRule.FullyCommuting, withState ? GroundState.Find(sum).State.Covariance(sum) : null);
    }
}
