using System.Numerics;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// One annealing chain over partitions. A move takes a term to another group; members that conflict with it there are
/// thrown out and put back elsewhere. The change of S of the whole is worked out from look-ups before anything is touched,
/// and accepted by Metropolis' rule on S + price (number of groups).
/// </summary>
/// <remarks>The chain is deterministic: its course depends on the seed and the number of moves only.</remarks>
internal sealed class PartitionChain
{
    /// <summary>Share of the moves that throw out members where all of those are worked out.</summary>
    public const double UsualEjectionRate = 0.5;

    private readonly PartitionWeights weights;
    private readonly SearchRandom random;
    private readonly int[] bestLabels;
    private readonly int[] slots;
    private readonly double[] changes;
    private Ejection? ejection;
    private long sinceRefresh;
    private long moves;
    private long looked;
    private long tried;
    private long asked;

    /// <summary>Makes a chain.</summary>
    /// <param name="weights">The Hamiltonian.</param>
    /// <param name="start">Group of every term in a valid partition.</param>
    /// <param name="seed">Fixes its course.</param>
    /// <param name="active">Number of terms that take part at first.</param>
    public PartitionChain(PartitionWeights weights, ReadOnlySpan<int> start, ulong seed, int active = int.MaxValue)
    {
        this.weights = weights;
        random = new SearchRandom(seed);
        State = new PartitionState(weights);
        State.Load(start, active);
        bestLabels = start.ToArray();
        slots = new int[weights.Count + 1];
        changes = new double[weights.Count + 1];
        Energy = State.Cost;
        BestCost = double.PositiveInfinity;
    }

    public PartitionState State { get; }

    /// <summary>The smallest S + price (groups) met.</summary>
    public double BestCost { get; private set; }

    /// <summary>S + price (groups) of the present partition.</summary>
    public double Energy { get; private set; }

    public ReadOnlySpan<int> BestLabels => bestLabels;

    /// <summary>Share of the moves that throw out members.</summary>
    public double EjectionRate { get; init; } = UsualEjectionRate;

    /// <summary>Share of the ejections that go to the group of a correlated partner.</summary>
    public double PartnerRate { get; init; } = 0.7;

    /// <summary>Which ejections are worked out; null for all.</summary>
    public EjectionFilter? Filter { get; init; }

    /// <summary>Told the temperature in units of S/N, the members thrown out and their allowance for every ejection accepted: what a
    /// filter is fitted to.</summary>
    public Action<double, int, double>? Accepted { get; init; }

    /// <summary>Price of one group, in units of S.</summary>
    public double GroupPrice { get; init; }

    /// <summary>The S that rounding is measured against.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>No move opens a group beyond this number.</summary>
    public int MaxGroups { get; init; } = int.MaxValue;

    /// <summary>
    /// Price of a term that finds no place in the groups, in units of S: it stands alone outside them. Infinite: there is none.
    /// </summary>
    public double OutsidePrice { get; set; } = double.PositiveInfinity;

    /// <summary>The best partition of the chain for every number of groups, as seen at the end of each run of moves.</summary>
    public ParetoArchive Archive { get; } = new();

    /// <summary>Work done so far, in nanoseconds of the reference machine; a function of the chain's course, not of the clock.</summary>
    public double Work =>
        WorkModel.Nanoseconds(weights.Count, moves, looked + Ejections.Looked, tried - Ejections.Skipped, State.UpdateWork)
        + (WorkModel.SkippedNanoseconds * Ejections.Skipped) + (WorkModel.AskedNanoseconds(weights.Count) * asked);

    /// <summary>Counts of the work done, for calibration and tests.</summary>
    public (long Moves, long Looked, long Tried, long Updates) Counts => (moves, looked + Ejections.Looked, tried, State.Updates);

    /// <summary>Ejections that were looked at, and those of them that the filter gave up.</summary>
    public (long Tried, long Skipped) EjectionCounts => (tried, Ejections.Skipped);

    private Ejection Ejections => ejection ??= new Ejection(weights, State, random)
    {
        Filter = Filter,
        Unit = Scale / Math.Max(1, weights.Count),
    };

    private double Price =>
        GroupPrice * (State.GroupCount - State.OutsideCount) + (State.OutsideCount == 0 ? 0 : OutsidePrice * State.OutsideCount);

    private bool IsFull => State.GroupCount - State.OutsideCount >= MaxGroups;

    /// <summary>Brings more terms in, each where S + price (groups) grows least. A chain whose terms must keep to the cap has all of
    /// them from the start.</summary>
    /// <param name="active">Number of terms that take part from now on.</param>
    public void Activate(int active)
    {
        var from = State.Active;
        State.Activate(Math.Min(active, weights.Count));
        for (var term = from; term < State.Active; term++)
        {
            State.Place(term, double.IsFinite(OutsidePrice) ? MaxGroups : int.MaxValue, GroupPrice, OutsidePrice);
        }
    }

    /// <summary>Takes apart the groups that save least until there are no more than the cap; their terms go where S grows least, or
    /// outside.</summary>
    public void KeepToCap()
    {
        var excess = State.GroupCount - State.OutsideCount - MaxGroups;
        if (excess <= 0)
        {
            return;
        }

        double Saving(int slot)
        {
            double sum = 0;
            foreach (var m in State.Members(slot))
            {
                sum += weights.Deviation(m);
            }

            return sum - State.Deviations[slot];
        }

        var apart = Enumerable.Range(0, State.Slots).Where(s => State.Sizes[s] > 0 && !State.IsOutside(s)).OrderBy(Saving).Take(excess);
        var terms = apart.SelectMany(s => State.Members(s).ToArray()).OrderBy(weights.Rank).ToArray();
        foreach (var t in terms)
        {
            State.Remove(t);
        }

        foreach (var t in terms)
        {
            State.Place(t, MaxGroups, GroupPrice, OutsidePrice);
        }
    }

    /// <summary>Runs a number of moves at one temperature.</summary>
    public void Run(int count, double temperature)
    {
        Energy = State.Cost + Price;
        Remember();
        for (var i = 0; i < count && State.Active > 0; i++)
        {
            var term = random.Next(State.Active);
            if (random.Unit() < EjectionRate)
            {
                Eject(term, temperature);
            }
            else
            {
                Relocate(term, temperature);
            }
        }

        moves += count;
        sinceRefresh += count;
        if (sinceRefresh >= 1 << 20)
        {
            sinceRefresh = 0;
            State.Refresh();
        }

        State.Compact();

        var cost = State.Cost;
        Energy = cost + Price;
        if (State.Active == weights.Count)
        {
            Archive.Offer(State.GroupCount, cost, State.Group);
        }
    }

    /// <summary>Writes the chain between two runs of moves.</summary>
    public void Write(BinaryWriter writer)
    {
        State.Write(writer);
        random.Write(writer);
        Archive.Write(writer);
        writer.WriteArray<int>(bestLabels);
        writer.Write(BestCost);
        writer.Write(Energy);
        writer.Write(OutsidePrice);
        writer.WriteArray<long>([sinceRefresh, moves, looked, tried, Ejections.Looked, Ejections.Skipped, asked]);
    }

    /// <summary>Becomes the chain that <see cref="Write"/> wrote, and takes its course from there.</summary>
    public void Read(BinaryReader reader)
    {
        State.Read(reader);
        random.Read(reader);
        Archive.Read(reader);
        reader.ReadArray<int>().CopyTo(bestLabels, 0);
        BestCost = reader.ReadDouble();
        Energy = reader.ReadDouble();
        OutsidePrice = reader.ReadDouble();
        var counts = reader.ReadArray<long>();
        (sinceRefresh, moves, looked, tried) = (counts[0], counts[1], counts[2], counts[3]);
        (Ejections.Looked, Ejections.Skipped, asked) = (counts[4], counts[5], counts[6]);
    }

    /// <summary>Draws the group of a term from Boltzmann's distribution over all that accept it.</summary>
    private void Relocate(int term, double temperature)
    {
        var source = State.Group[term];
        var accepting = State.Accepting(term);
        var occupied = State.Occupied;
        var alone = State.Sizes[source] == 1;
        var isOutside = State.IsOutside(source);
        var leaving = double.NaN;
        double sum = 1;
        var n = 0;
        for (var w = 0; w < accepting.Length; w++)
        {
            var bits = accepting[w] & occupied[w];
            if (w == source >> 6)
            {
                bits &= ~(1UL << (source & 63));
            }

            while (bits != 0)
            {
                var slot = (w << 6) + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                looked++;
                if (double.IsNaN(leaving))
                {
                    leaving = State.RemovalCost(term) - (isOutside ? OutsidePrice : alone ? GroupPrice : 0);
                }

                sum += Weigh(slot, leaving + State.InsertionCost(term, slot), temperature, ref n);
            }
        }

        var full = IsFull;
        var opening = full ? OutsidePrice : GroupPrice;
        if (isOutside ? !full : !alone && double.IsFinite(opening))
        {
            if (double.IsNaN(leaving))
            {
                leaving = State.RemovalCost(term) - (isOutside ? OutsidePrice : 0);
            }

            sum += Weigh(-1, leaving + weights.Deviation(term) + opening, temperature, ref n);
        }

        if (n == 0)
        {
            return;
        }

        var u = random.Unit() * sum - 1;
        if (u < 0)
        {
            return;
        }

        var k = 0;
        while (k < n - 1 && (u -= Factor(k, temperature)) >= 0)
        {
            k++;
        }

        var target = slots[k] < 0 ? State.EmptySlot() : slots[k];
        State.Remove(term);
        State.Insert(term, target, beyond: slots[k] < 0 && full);
        Energy = State.Cost + Price;
        Remember();
    }

    private double Weigh(int slot, double change, double temperature, ref int n)
    {
        // Beyond this a group is never drawn.
        if (change > 36 * temperature)
        {
            return 0;
        }

        slots[n] = slot;
        changes[n] = change;
        return Factor(n++, temperature);
    }

    private double Factor(int k, double temperature) => Math.Exp(Math.Min(100, -changes[k] / temperature));

    private void Eject(int term, double temperature)
    {
        int target;
        if (!weights.IsDiagonal && random.Unit() < PartnerRate)
        {
            var partner = weights.PartnersOf(term)[random.Next(PartitionWeights.Partners)];
            if (partner < 0)
            {
                return;
            }

            target = State.Group[partner];
            if (target < 0)
            {
                return;
            }
        }
        else
        {
            target = random.Next(State.Slots);
        }

        var source = State.Group[term];
        if (target == source || State.Sizes[target] == 0 || State.IsOutside(target))
        {
            return;
        }

        asked++;
        var conflicts = State.Conflicts(target, term);
        if (conflicts is 0 or > Ejection.MaxEjected)
        {
            return;
        }

        tried++;
        var limit = -temperature * Math.Log(1 - random.Unit());
        if (Ejections.Evaluate(term, target, conflicts, temperature, limit, GroupPrice, MaxGroups, OutsidePrice))
        {
            Accepted?.Invoke(temperature * weights.Count / Scale, conflicts, Ejections.Allowance);
            Ejections.Perform();
            Energy = State.Cost + Price;
            Remember();
        }
    }

    private void Remember()
    {
        if (State.Active == weights.Count && Energy < BestCost - 1e-13 * Scale)
        {
            BestCost = Energy;
            State.Group.CopyTo(bestLabels, 0);
        }
    }
}
