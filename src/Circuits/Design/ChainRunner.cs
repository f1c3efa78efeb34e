using System.Globalization;
using Quiver.Circuits.Problems;
using Quiver.Core.Randomness;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Design;

/// <summary>Runs one chain of a search round by round, and remembers what it met. One per thread.</summary>
internal sealed class ChainRunner : IDisposable
{
    // Chains also run with gates at a discount: they reach accurate circuits first and thin them out later, and between
    // them they cover the whole front.
    private static readonly double[] Discounts = [0.05, 0.2, 0.5, 1];

    private readonly CircuitProblem problem;
    private readonly GateSet gates;
    private readonly DesignOptions options;
    private readonly int number;
    private readonly InsertionGuide? guide;
    private readonly MovePolicy moves;
    private readonly UnitJournal journal;
    private readonly GadgetPlacements? library;
    private readonly ProposalChoice? choice;
    private readonly Func<bool> due;
    private CircuitFitter fitter;
    private DesignScore used;
    private CountedRandom random;

    public ChainRunner(
        CircuitProblem problem, GateSet gates, DesignOptions options, DesignScore score, int number, UnitJournal journal,
        GadgetPlacements? library = null)
    {
        (this.problem, this.gates, this.options, this.number, this.journal) = (problem, gates, options, number, journal);
        this.library = library;
        due = journal.Clock();
        used = score;
        fitter = new CircuitFitter(problem, gates, used, 40);
        guide = options.GuidedShare > 0 ? InsertionGuide.For(problem, gates) : null;
        moves = Moves(options, guide is not null);
        var (scores, log) = (options.ProposalScore, options.ProposalLogs?[number]);
        choice = (scores is not null || log is not null) && ProposalFeatures.For(problem, gates) is { } features
            ? new ProposalChoice(problem, gates, features, scores, log) : null;
        random = new CountedRandom(SeedMixing.Chain(options.Seed, number));
        Chain = New();
    }

    public CircuitChain Chain { get; private set; }

    /// <summary>The circuits of this round that no other one beats.</summary>
    public DesignArchive Found { get; private set; } = new(0, null);

    /// <summary>Some of those that the chain moved to in this round.</summary>
    public List<DesignResult> Kept { get; private set; } = [];

    /// <summary>Circuits fitted in this round.</summary>
    public long Steps { get; private set; }

    /// <summary>Work of this round.</summary>
    public long Work { get; private set; }

    /// <summary>Runs a round; where the journal knows it, from where it stood.</summary>
    /// <param name="round">Its number.</param>
    /// <param name="share">Its budget, in work or fits.</param>
    /// <param name="score">Turns costs into rewards, before discounts.</param>
    /// <param name="donors">Circuits that gadgets are taken from.</param>
    /// <param name="empty">An archive of the search's measure.</param>
    /// <param name="stop">Ends the round early.</param>
    public void Run(int round, long share, DesignScore score, DesignResult[] donors, DesignArchive empty, CancellationToken stop)
    {
        var (hot, cold) = options.Temperature;
        var start = Chain.Current;
        var now = score with { Weights = score.Weights.Priced(Discounts[(round + number) % Discounts.Length]) };
        if (now != used)
        {
            used = now;
            fitter.Dispose();
            fitter = new CircuitFitter(problem, gates, used, 40);
        }

        (Found, Kept, Steps) = (empty, [], 0);
        random = new CountedRandom(SeedMixing.Chain(options.Seed, number + 1, round));
        Chain = New();
        Chain.TakeFrom(donors);
        Chain.MoveTo(start with { LogReward = used.LogReward(start.Cost, start.Cx, start.Depth, start.Parameters, start.Gates) });
        var (i, done, before, scans) = (0L, 0L, Worked(), Scanned());
        var name = string.Create(CultureInfo.InvariantCulture, $"round-{round}-chain-{number}");
        if (journal.Exists(name))
        {
            (i, done, before, scans) = journal.Read(name, Read);
        }

        var saved = i;
        void Save() => journal.Write(name, w => Write(w, (i, done, Worked() - before, Scanned() - scans)));
        while (done < share && !stop.IsCancellationRequested)
        {
            var temperature = hot * Math.Pow(cold / hot, done / (double)share);
            if (Chain.Step(temperature) is { } step)
            {
                Found.Add(step.Proposal);
                Steps++;
                if (step.Accepted && i % 16 == 0)
                {
                    Kept.Add(step.Proposal);
                }
            }

            // A proposal that changes nothing is work too, and a scan counts as a fit.
            done = options.Work is null ? i + 1 + Scanned() - scans : Worked() - before + (500 * i);
            i++;
            if (due())
            {
                saved = i;
                Save();
            }
        }

        if (i > saved && done < share)
        {
            Save();
        }

        Work = Worked() - before;
        Steps += Scanned() - scans;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        fitter.Dispose();
        guide?.Dispose();
    }

    private CircuitChain New() => new(gates, fitter, options.MaximumGates, random, moves, guide)
    {
        Choice = choice,
        Library = library,
        LibraryShare = options.LibraryShare,
    };

    private static MovePolicy Moves(DesignOptions options, bool guided)
    {
        var policy = options.Moves ?? MovePolicy.ByHand(options.GuidedShare, options.GadgetShare);
        policy = guided ? policy : policy.Without(ChainMove.Steep, ChainMove.SteepExchange);
        return options.GadgetShare > 0 ? policy : policy.Without(ChainMove.Gadget);
    }

    private void Write(BinaryWriter writer, (long Next, long Done, long Work, long Scans) position)
    {
        writer.Write(position.Next);
        writer.Write(position.Done);
        writer.WriteCircuit(Chain.Current);
        writer.Write(random.Drawn);
        writer.Write(guide?.PlaceOf(Chain.Current) ?? -1);
        Found.Write(writer);
        writer.WriteCircuits(Kept);
        writer.Write(Steps);
        writer.Write(position.Work);
        writer.Write(position.Scans);
    }

    // What the guide knows of the present circuit is looked up once more.
    private (long Next, long Done, long Before, long Scans) Read(BinaryReader reader)
    {
        var (next, done) = (reader.ReadInt64(), reader.ReadInt64());
        Chain.MoveTo(reader.ReadCircuit());
        random.SkipTo(reader.ReadInt64());
        if (reader.ReadInt32() is >= 0 and var place)
        {
            guide?.Scan(Chain.Current, place);
        }

        Found.Read(reader);
        Kept = reader.ReadCircuits();
        Steps = reader.ReadInt64();
        return (next, done, Worked() - reader.ReadInt64(), Scanned() - reader.ReadInt64());
    }

    private long Worked() => fitter.Work + (guide?.Work ?? 0) + (choice?.Work ?? 0);

    private long Scanned() => guide?.Scans ?? 0;
}
