using System.Collections.Concurrent;
using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;

namespace Quiver.Circuits.Measurement.Joint;

/// <summary>
/// Searches partitions for shots, groups and two-qubit gates at once. Each chain draws a preference, starts from the best known partition
/// under it or from any (by turns), walks by Metropolis' rule under that preference, and leaves what no known partition covers in one
/// archive, so that one run serves every preference afterwards. Sorted insertion with some groups fully commuting and the others qubit-wise
/// leads from one kind to the other. Gates are those of the circuits themselves, worked out once for every set of members.
/// </summary>
public static class JointSearch
{
    // Chains between two looks at the archive; fixed, so that threads change nothing.
    private const int ChainsPerRound = 4;
    private const double Cooling = 100;
    private const double RelocationShare = 0.6;
    private const double MergeShare = 0.2;

    /// <summary>Searches.</summary>
    /// <param name="problem">Terms and covariances, fully commuting.</param>
    /// <param name="starts">Valid partitions to start from, for example a search's front; may be empty.</param>
    /// <param name="options">Effort and seed.</param>
    /// <param name="progress">Told of the moves made; may be null.</param>
    /// <param name="cancellationToken">Ends the work early: what was found so far is returned.</param>
    /// <returns>Partitions of which none covers another, by ascending eps^2 M.</returns>
    /// <exception cref="ArgumentException">The problem has no covariances.</exception>
    public static IReadOnlyList<JointPoint> Run(
        GroupingProblem problem, IReadOnlyList<MeasurementGrouping> starts, JointSearchOptions? options = null,
        IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(starts);
        if (problem.Covariance is null)
        {
            throw new ArgumentException("eps^2 M needs the covariances of a state.", nameof(problem));
        }

        options ??= new();
        var walk = new Walk(problem, options);
        var archive = new List<JointPoint>();
        var most = HybridFirstFit.Group(problem, int.MaxValue).Count;
        var between = Enumerable.Range(0, most + 1).Select(some => HybridFirstFit.Group(problem, some));
        foreach (var start in starts.Concat(between))
        {
            Offer(archive, walk.Point(walk.Cells(start)), 0);
        }

        var rounds = problem.Terms.Count < 2 ? 0 : options.Moves / Math.Max(1, options.MovesPerChain * ChainsPerRound);
        for (var round = 0; round < rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            progress?.Report(new ProgressReport("shots, groups and gates", round, rounds));
            var known = archive.ToArray();
            var found = new List<JointPoint>[ChainsPerRound];
            Parallel.For(0, ChainsPerRound, k => found[k] = walk.Chain(known, (round * ChainsPerRound) + k));
            foreach (var point in found.SelectMany(static f => f))
            {
                Offer(archive, point, options.Resolution);
            }
        }

        return [.. archive.OrderBy(static p => p.Epsilon2M).ThenBy(static p => p.Groups).ThenBy(static p => p.TwoQubitGates)];
    }

    private static void Offer(List<JointPoint> archive, JointPoint point, double slack)
    {
        if (!archive.Exists(p => p.Covers(point.Epsilon2M, point.Groups, point.TwoQubitGates, slack)))
        {
            archive.RemoveAll(p => point.Covers(p.Epsilon2M, p.Groups, p.TwoQubitGates, 0));
            archive.Add(point);
        }
    }

    /// <summary>What chains share: words, conflicts and gates that were counted.</summary>
    private sealed class Walk
    {
        private readonly GroupingProblem problem;
        private readonly JointSearchOptions options;
        private readonly (ulong High, ulong Low)[] words;
        private readonly ulong[][] conflicts;
        private readonly ConcurrentDictionary<(ulong, ulong), int> gates = new();
        private readonly RandomStream preferences;
        private readonly JointPoint reference;

        public Walk(GroupingProblem problem, JointSearchOptions options)
        {
            (this.problem, this.options) = (problem, options);
            var lot = new RandomStream((ulong)options.Seed, ulong.MaxValue);
            preferences = new RandomStream((ulong)options.Seed, ulong.MaxValue - 1);
            words = [.. Enumerable.Range(0, problem.Terms.Count).Select(i => lot.At((uint)i, 0))
                .Select(static w => (((ulong)w.X << 32) | w.Y, ((ulong)w.Z << 32) | w.W))];
            var graph = problem.Graph;
            var buffer = new ulong[graph.RowWords];
            conflicts = [.. Enumerable.Range(0, problem.Terms.Count).Select(i => graph.Conflicts(i, buffer).ToArray())];
            reference = Point(Cells(HybridFirstFit.Group(problem, int.MaxValue)));
            reference = reference with { Epsilon2M = reference.Epsilon2M > 0 ? reference.Epsilon2M : 1 };
        }

        public JointCell[] Cells(MeasurementGrouping grouping) => [.. grouping.ToArrays().Select(Cell)];

        public JointPoint Point(IReadOnlyList<JointCell> cells)
        {
            var labels = new int[problem.Terms.Count];
            foreach (var (g, cell) in cells.Index())
            {
                foreach (var i in cell.Members)
                {
                    labels[i] = g;
                }
            }

            return new(
                MeasurementGrouping.FromLabels(labels), Math.Pow(cells.Sum(static c => Math.Sqrt(c.Variance)), 2), cells.Sum(Gates));
        }

        public List<JointPoint> Chain(JointPoint[] known, int number)
        {
            // Uniform on the simplex: the gaps between two sorted numbers.
            var lot = preferences.At((uint)number, 0);
            var (a, b) = (PhiloxWords.Unit(lot.X), PhiloxWords.Unit(lot.Y));
            var preference = new JointPreference(Math.Min(a, b), Math.Abs(a - b), 1 - Math.Max(a, b));
            var start = (number & 1) == 0
                ? known[(int)(PhiloxWords.Unit(lot.Z) * known.Length)]
                : known.MinBy(p => Cost(preference, p.Epsilon2M, p.Groups, p.TwoQubitGates))!;
            var cells = new List<JointCell>(Cells(start.Grouping));
            var (deviations, total) = (cells.Sum(static c => Math.Sqrt(c.Variance)), start.TwoQubitGates);
            var cost = Cost(preference, deviations * deviations, cells.Count, total);
            var found = new List<JointPoint>();
            var random = new RandomStream((ulong)options.Seed, (ulong)number);
            for (var move = 0; move < options.MovesPerChain; move++)
            {
                var words = random.At((uint)move, 0);
                if (Propose(cells, words, random.At((uint)move, 1)) is not { } change)
                {
                    continue;
                }

                var next = deviations - change.Old.Sum(k => Math.Sqrt(cells[k].Variance))
                    + change.New.Sum(static c => Math.Sqrt(c.Variance));
                var count = cells.Count - change.Old.Length + change.New.Length;

                // Gates take longest: those left out of the first bound can only add to the cost.
                var kept = total - change.Old.Sum(k => Gates(cells[k]));
                var temperature = options.Temperature * Math.Pow(Cooling, -move / (double)options.MovesPerChain);
                var limit = cost - (temperature * Math.Log(PhiloxWords.Unit(words.W)));
                if (Cost(preference, next * next, count, kept) > limit)
                {
                    continue;
                }

                var sum = kept + change.New.Sum(Gates);
                var changed = Cost(preference, next * next, count, sum);
                if (changed > limit)
                {
                    continue;
                }

                foreach (var k in change.Old.OrderDescending())
                {
                    cells.RemoveAt(k);
                }

                cells.AddRange(change.New);
                (deviations, total, cost) = (next, sum, changed);
                var epsilon = deviations * deviations;
                if (!Array.Exists(known, p => p.Covers(epsilon, count, sum, options.Resolution))
                    && !found.Exists(p => p.Covers(epsilon, count, sum, options.Resolution)))
                {
                    found.Add(Point(cells));
                }
            }

            return found;
        }

        private double Cost(JointPreference preference, double epsilon2M, int groups, int gates) => preference.Cost(
            epsilon2M / reference.Epsilon2M, groups / (double)Math.Max(1, reference.Groups),
            gates / (double)Math.Max(1, reference.TwoQubitGates));

        private JointCell Cell(int[] members) => JointCell.Of(problem, members, i => words[i]);

        private int Gates(JointCell cell) => gates.GetOrAdd(cell.Key, _ => Counted(cell.Members));

        // In the order of the terms, as a plan has them: the circuit found depends on the order.
        private int Counted(int[] members) => Quiver.Circuits.Gates.CircuitMetrics.MultiQubitGates(
            GroupDiagonalizer.Diagonalize([.. members.Order().Select(problem.Terms.String)], options.Circuits).Circuit);

        private (int[] Old, JointCell[] New)? Propose(List<JointCell> cells, PhiloxWords lot, PhiloxWords more)
        {
            var kind = PhiloxWords.Unit(lot.X);
            int Below(uint word, int n) => (int)(PhiloxWords.Unit(word) * n);
            if (kind < RelocationShare)
            {
                var term = Below(lot.Y, problem.Terms.Count);
                var from = cells.FindIndex(c => Holds(c, term));
                int[] homes = [.. Enumerable.Range(0, cells.Count).Where(k => k != from && Accepts(cells[k], term))];
                var to = Below(lot.Z, homes.Length + 1);
                var alone = cells[from].Members.Length == 1;
                if (to == homes.Length)
                {
                    return alone ? null : ([from], [Without(cells[from], term), Cell([term])]);
                }

                var joined = Cell([.. cells[homes[to]].Members, term]);
                return ([from, homes[to]], alone ? [joined] : [Without(cells[from], term), joined]);
            }

            var a = Below(lot.Y, cells.Count);
            if (kind < RelocationShare + MergeShare)
            {
                var b = Below(lot.Z, cells.Count);
                return a == b || !Array.TrueForAll(cells[b].Members, i => Accepts(cells[a], i))
                    ? null : ([a, b], [Cell([.. cells[a].Members, .. cells[b].Members])]);
            }

            // The members that share a product basis with one of them leave for a group of their own, which needs no two-qubit gate.
            var members = cells[a].Members;
            var seed = members[Below(lot.Z, members.Length)];
            var shift = Below(more.X, members.Length);
            var basis = new List<int> { seed };
            for (var m = 0; m < members.Length; m++)
            {
                var i = members[(m + shift) % members.Length];
                if (i != seed && basis.TrueForAll(j => problem.Terms.String(i).QubitWiseCommutes(problem.Terms.String(j))))
                {
                    basis.Add(i);
                }
            }

            return basis.Count == members.Length
                ? null : ([a], [Cell([.. basis]), Cell([.. members.Except(basis)])]);
        }

        private JointCell Without(JointCell cell, int term) => Cell([.. cell.Members.Where(i => i != term)]);

        private static bool Holds(JointCell cell, int term) => ((cell.Bits[term >> 6] >> (term & 63)) & 1) != 0;

        private bool Accepts(JointCell cell, int term)
        {
            var row = conflicts[term];
            for (var w = 0; w < row.Length; w++)
            {
                if ((row[w] & cell.Bits[w]) != 0)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
