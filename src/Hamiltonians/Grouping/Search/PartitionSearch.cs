namespace Quiver.Hamiltonians.Grouping.Search;

/// <summary>
/// One annealing chain over partitions. A move takes a term to another group; members that conflict with it there are
/// thrown out and put back elsewhere by an <see cref="IReinsertion"/>; the whole is accepted by Metropolis' rule on
/// S + price (number of groups).
/// </summary>
/// <remarks>The chain is deterministic: its course depends on the seed and the number of moves only.</remarks>
internal sealed class PartitionSearch
{
    private const int MaxEjected = 3;
    private readonly PartitionWeights weights;
    private readonly IReinsertion reinsertion;
    private readonly Random random;
    private readonly int[] rank;
    private readonly int[] ejected = new int[MaxEjected];
    private readonly int[] bestLabels;
    private readonly double rounding;
    private long sinceReload;

    public PartitionSearch(PartitionWeights weights, int[] rank, IReinsertion reinsertion, ReadOnlySpan<int> start, int seed)
    {
        this.weights = weights;
        this.rank = rank;
        this.reinsertion = reinsertion;
        random = new Random(seed);
        State = new PartitionState(weights);
        State.Load(start);
        bestLabels = State.Group.ToArray();
        Energy = State.Cost;
        rounding = 1e-13 * Energy;
        BestCost = double.PositiveInfinity;
    }

    public PartitionState State { get; }

    /// <summary>The smallest S + price (groups) met.</summary>
    public double BestCost { get; private set; }

    /// <summary>Moves tried so far.</summary>
    public long Moves { get; private set; }

    /// <summary>Work done so far, in nanoseconds of the reference machine; a function of the chain's course, not of the clock.</summary>
    public double Work => WorkModel.Nanoseconds(weights.Count, Moves, State.Updates, State.Scans);

    public ReadOnlySpan<int> BestLabels => bestLabels;

    /// <summary>Chance that a move which needs ejections is tried.</summary>
    public double EjectionRate { get; init; } = 0.05;

    /// <summary>Price of one group, in units of S.</summary>
    public double GroupPrice { get; init; }


    /// <summary>The best partition of the chain for every number of groups, as seen at the end of each run of moves.</summary>
    public ParetoArchive Archive { get; } = new();

    private double Energy { get; set; }

    /// <summary>Runs a number of moves at one temperature.</summary>
    public void Run(int count, double temperature)
    {
        Energy = State.Cost + GroupPrice * State.GroupCount;
        Remember();
        for (var i = 0; i < count; i++)
        {
            Move(temperature);
        }

        Moves += count;
        sinceReload += count;
        if (sinceReload >= 1 << 20)
        {
            // Sums drift by rounding: rebuild them now and then.
            sinceReload = 0;
            State.Load(State.Group.ToArray());
        }

        var cost = State.Cost;
        Energy = cost + GroupPrice * State.GroupCount;
        Archive.Offer(State.GroupCount, cost, State.Group);
    }

    private void Move(double temperature)
    {
        var term = random.Next(weights.Count);
        var target = random.Next(State.Slots + 1);
        if (target == State.Slots)
        {
            target = State.EmptySlot();
        }

        var source = State.Group[term];
        if (target == source)
        {
            return;
        }

        var conflicts = State.Conflicts(target, term);
        if (conflicts == 0)
        {
            var change = State.RemovalCost(term) + State.InsertionCost(term, target);
            change += GroupPrice * ((State.Sizes[target] == 0 ? 1 : 0) - (State.Sizes[source] == 1 ? 1 : 0));
            if (Accept(change, temperature))
            {
                State.Remove(term);
                State.Insert(term, target);
                Energy += change;
                Remember();
            }
        }
        else if (conflicts <= MaxEjected && random.NextDouble() < EjectionRate)
        {
            Eject(term, source, target, conflicts, temperature);
        }
    }

    private void Eject(int term, int source, int target, int conflicts, double temperature)
    {
        var row = weights.ConflictBytes(term);
        var n = 0;
        foreach (var member in State.Members(target))
        {
            if (row[member] != 0)
            {
                ejected[n++] = member;
                if (n == conflicts)
                {
                    break;
                }
            }
        }

        SortByRank(n);
        var groups = State.GroupCount;
        var change = State.RemovalCost(term);
        State.Remove(term);
        for (var i = 0; i < n; i++)
        {
            change += State.RemovalCost(ejected[i]);
            State.Remove(ejected[i]);
        }

        change += State.InsertionCost(term, target);
        State.Insert(term, target);
        change += reinsertion.Reinsert(State, ejected.AsSpan(0, n), temperature, random);
        change += GroupPrice * (State.GroupCount - groups);
        if (Accept(change, temperature))
        {
            Energy += change;
            Remember();
            return;
        }

        for (var i = 0; i < n; i++)
        {
            State.Remove(ejected[i]);
        }

        State.Remove(term);
        for (var i = 0; i < n; i++)
        {
            State.Insert(ejected[i], target);
        }

        State.Insert(term, source);
    }

    private void SortByRank(int n)
    {
        for (var i = 1; i < n; i++)
        {
            for (var k = i; k > 0 && rank[ejected[k]] < rank[ejected[k - 1]]; k--)
            {
                (ejected[k], ejected[k - 1]) = (ejected[k - 1], ejected[k]);
            }
        }
    }

    private bool Accept(double change, double temperature) => change <= 0 || random.NextDouble() < Math.Exp(-change / temperature);

    private void Remember()
    {
        if (Energy < BestCost - rounding)
        {
            BestCost = Energy;
            State.Group.CopyTo(bestLabels, 0);
        }
    }
}
