using System.Diagnostics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Training;

namespace Quiver.Circuits.Design;

/// <summary>
/// Designs circuits: a GFlowNet samples them with probability proportional to a reward of accuracy and price, chains refine
/// what it finds, and what they find trains it.
/// </summary>
/// <remarks>
/// The idea (sequential construction, P(x) proportional to R(x), angles fitted inside the reward) is FlowQ-Net's
/// (Dai, Rizvi-Martel, Rabusseau 2025); gate sets, states, reward, policy and the chains are this project's own choices.
/// </remarks>
public sealed partial class CircuitDesigner
{
    private const int Batch = 32;
    private const double RoundGrowth = 1.4;

    // Sampling and learning of one gate of a batch: 2.6 ms of one core, while the other one waits; and the fewest batches that a network
    // beside chains can learn from.
    private const long NetworkWork = 5_200_000;
    private const int FewestSteps = 200;

    // So many gadgets among the actions make a batch twice as dear (processor time: 64 of them 1.28, 196 of them 1.87 times).
    private const int GadgetsOfDouble = 225;

    // What a trained policy is judged by: batches drawn, and trajectories walked back from every circuit.
    private const int MeasuredBatches = 4;
    private const int Walks = 8;

    // One part of so many of the work, for the last fits of the front.
    private const int PolishShare = 100;

    // The best circuits that gadgets are taken from.
    private const int Donors = 50;

    // What was found in the first fiftieth of the budget counts as found then, of a large budget in a hundredth: a search goes on for two
    // fifths of it at least, or for a fifth where that is more than 24 seconds of one core.
    private const int FirstPatience = 50;
    private const int LargePatience = 100;
    private const long FirstWork = 1_200_000_000;

    // Under noise: the share of the budget (or of so many seconds) for each of growing and judging, what a growing circuit's fits and its
    // end go by (the cost's unit), and how many circuits in a row may be worse.
    private const int NoisyShare = 10;
    private const double GrowthSeconds = 20;
    private const double GrowthPrecision = 1e-5;
    private const int Worse = 8;

    // Basis states that a search of an operator of I and Z begins with; it is patient for this part of the time.
    private const int Sooner = 4;

    // Evaluations that a budget must pay for where such a search goes on.
    private const int FewestFits = 40_000;
    private const int MostProducts = 8;

    // The most actions that put in a gadget of a library, for every one that puts in a gate.
    private const int MacroActions = 4;

    // What a stopped search goes on from, and the part of the journal where its chains are.
    private const string State = "search";
    private const string ChainEntries = "chains";
    private readonly CircuitProblem problem;
    private readonly GateSet gates;
    private readonly DesignOptions options;
    private readonly DesignStart? start;
    private readonly List<DesignResult> elite = [];
    private readonly Stopwatch clock = new();
    private DesignArchive archive;
    private DesignScore score;
    private long fits;
    private long work;
    private bool isMeasuring;
    private DesignPosition at = new();

    /// <summary>Prepares a search.</summary>
    /// <param name="problem">What the circuits are for.</param>
    /// <param name="gates">The gates on offer.</param>
    /// <param name="options">How to search.</param>
    /// <exception cref="ArgumentException">Gate set and problem differ in qubits, a simulator goes with chains, or the gadgets of
    /// <see cref="DesignOptions.Library"/> are of other gates.</exception>
    public CircuitDesigner(CircuitProblem problem, GateSet gates, DesignOptions options)
        : this(problem, gates, options, null)
    {
        options.Library?.RequireIn(gates);
    }

    internal CircuitDesigner(CircuitProblem problem, GateSet gates, DesignOptions options, DesignStart? start)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(options);
        if (gates.Qubits != problem.Qubits)
        {
            throw new ArgumentException($"The gate set is for {gates.Qubits} qubits, the problem has {problem.Qubits}.", nameof(gates));
        }

        if (gates.Features > ((problem as ClassificationProblem)?.Features ?? 0))
        {
            throw new ArgumentException(
                $"The gates turn by {gates.Features} features of a row of data, which {problem.Name} does not have.", nameof(gates));
        }

        if (options.Simulator is not null
            && (problem is not ObservableProblem || options.Method is DesignMethod.GFlowNet or DesignMethod.Annealing))
        {
            throw new ArgumentException(
                "Rewards from another simulator need a problem with an observable and a method without chains (samples or random).",
                nameof(options));
        }

        this.problem = problem;
        this.gates = (problem.ActsOnAnyState ? gates.OnAnyState() : gates).Limited(options.MaximumDepth, problem.Reference);
        this.options = options;
        this.start = start;
        score = start?.Score ?? new DesignScore(options.Weights, 0, 1);
        archive = new DesignArchive(problem.Tolerance, problem.LeastCost);
    }

    /// <summary>Runs the search.</summary>
    /// <param name="progress">Told of every round; may be null.</param>
    /// <param name="cancellationToken">Ends the search; what was found so far is returned.</param>
    /// <returns>What was found.</returns>
    public DesignOutcome Run(IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        clock.Restart();
        at = new DesignPosition();
        var resumed = options.Journal.Exists(State);
        at.HasProducts = !resumed && Begin(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (double.IsFinite(options.Seconds))
        {
            limit.CancelAfter(TimeSpan.FromSeconds(options.Seconds));
        }

        Func<IReadOnlyList<Circuit>, double[]>? energies = options.Simulator is { } simulator
            ? circuits => simulator.EnergiesAsync(circuits, ((ObservableProblem)problem).Observable, limit.Token).GetAwaiter().GetResult()
            : null;
        var few = BeginsWithProducts && options.Work is { } all && FewestFits * problem.EvaluationWork(problem.Qubits / 2) > all;
        using var reward = new DesignReward(problem, gates, score, options.Threads, energies: energies, fitted: Note);
        var usesNetwork = !few && options.Method is (DesignMethod.GFlowNet or DesignMethod.SamplesOnly or DesignMethod.Random);

        // Every chain holds states of its own, which large graphs have no room for.
        var usesChains = !few && options.Method is (DesignMethod.GFlowNet or DesignMethod.Annealing);
        var notes = new List<string>();
        var library = options.Library is { } gadgets && new GadgetPlacements(gates, gadgets) is { Count: > 0 } placed ? placed : null;
        var environment = usesNetwork && (!usesChains || PaysForSteps)
            ? new CircuitEnvironment(gates, options.MaximumGates, reward, options.Device)
            {
                Gadgets = options.Method == DesignMethod.Random ? [] : library?.Words(gates, MacroActions * gates.Gates.Count) ?? [],
            }
            : null;
        if (usesNetwork && usesChains && (environment is null || !TrainingLimits.Allows(environment, Training())))
        {
            usesNetwork = false;
            notes.Add($"The network's share of the budget does not train it on circuits of up to {options.MaximumGates} gates: the " +
                $"chains searched alone.");
        }

        using var trainer = usesNetwork ? new GFlowNetTrainer(environment!, Training()) : null;
        var journal = options.Journal.Part(ChainEntries);
        var chains = usesChains
            ? Enumerable.Range(0, options.Chains)
                .Select(c => new ChainRunner(problem, gates, options, score, c, journal, library)).ToArray()
            : [];
        void Save()
        {
            options.Journal.Write(State, w => Write(w, chains, reward, trainer));
            journal.Clear();
        }

        if (resumed)
        {
            options.Journal.Read(State, r => Read(r, chains, reward, trainer));
        }
        else
        {
            if (!few)
            {
                reward.Evaluate([[]]);
            }

            if (!limit.IsCancellationRequested)
            {
                Save();
            }
        }

        var due = options.Journal.Clock();
        if (few)
        {
            notes.Add(
                $"On {problem.Qubits} qubits the budget is too small for chains: the best basis states of a local search stand. No state " +
                $"of an operator of I and Z alone costs less than the best basis state.");
        }
        else if (BeginsWithProducts)
        {
            notes.Add("Circuits for an operator of I and Z begin with the lowest basis states that a classical local search finds: one without " +
                "CX that leads is such a state.");
        }

        for (; at.Round < options.Rounds && !few && !limit.IsCancellationRequested; at.Round++)
        {
            if (at.Round > 0 && !at.IsTraining && due())
            {
                Save();
            }

            var share = Share(at.Round);
            if (usesChains && !at.IsTraining)
            {
                RunChains(chains, at.Round, (long)(share * (usesNetwork ? options.ChainShare : 1)) / chains.Length, limit.Token);
            }

            if (trainer is not null)
            {
                reward.Rescore(score);
                Train(trainer, reward, (long)(share * (usesChains ? 1 - options.ChainShare : 1)), due, Save, limit.Token);
            }

            Rescale();
            progress?.Report(
                new ProgressReport($"designing {problem.Name}", at.Round + 1, options.Rounds, $"best cost {archive.Best!.Cost:G8}, " +
                    $"{archive.Best.Cx} CX"));
            if (archive.Best!.LogReward > at.Best + 1e-9)
            {
                (at.Best, at.FoundAt) = (archive.Best.LogReward, work);
            }

            if (options.Work is { } budget
                && work > options.Patience * Math.Max(at.FoundAt, FirstFound(budget) / (at.HasProducts ? Sooner : 1)))
            {
                at.Round = options.Rounds;
            }
        }

        if (!limit.IsCancellationRequested)
        {
            Save();
        }

        foreach (var chain in chains)
        {
            chain.Dispose();
        }

        var cut = limit.IsCancellationRequested;
        var sampler = trainer is null || cut || trainer.Iteration == 0 ? null : Measure(trainer, reward);
        if (usesChains && !few && !cut)
        {
            Polish();
        }

        return new DesignOutcome(archive, elite, gates, fits, clock.Elapsed.TotalSeconds, cut)
        {
            Reference = problem.Reference,
            MaximumDepth = options.MaximumDepth,
            Work = work,
            Notes = notes,
            Sampler = sampler,
        };
    }

    private static long FirstFound(long budget) => Math.Max(budget / LargePatience, Math.Min(budget / FirstPatience, FirstWork));

    // Whether the share of a network beside chains pays for enough steps to train it.
    private bool PaysForSteps =>
        options.Work is not { } budget || (1 - options.ChainShare) * budget >= FewestSteps * NetworkWork * options.MaximumGates;

    private CircuitProblem Noiseless => (problem as NoisyProblem)?.Inner ?? problem;

    private bool BeginsWithProducts => start is null && Noiseless is ObservableProblem { IsDiagonal: true }
        && TargetDesigner.BasisState(problem.Reference) is not null
        && Enumerable.Range(0, problem.Qubits).All(q => gates.Flip(q).Length > 0);

    // Fits are shared out evenly; work in growing rounds, so that an easy problem may end after a small part of it.
    private long Share(int round) => options.Work is { } budget
        ? (long)(budget * (RoundGrowth - 1) * Math.Pow(RoundGrowth, round) / (Math.Pow(RoundGrowth, options.Rounds) - 1))
        : options.Fits / options.Rounds;

    private void RunChains(ChainRunner[] chains, int round, long share, CancellationToken stop)
    {
        // Some chains begin where the best circuits are, the others go on from where they stand.
        for (var c = 0; c < chains.Length; c++)
        {
            if (elite.Count > 0 && (round + c) % 2 == 0)
            {
                chains[c].Chain.MoveTo(elite[(round + c) % Math.Min(elite.Count, 8)]);
            }
        }

        DesignResult[] donors = [.. elite.Take(Donors)];
        Parallel.ForEach(
            chains, new ParallelOptions { MaxDegreeOfParallelism = chains.Length },
            chain => chain.Run(round, share, score, donors, archive.Empty(), stop));
        foreach (var chain in chains)
        {
            fits += chain.Steps;
            work += chain.Work;
            foreach (var result in chain.Found.Front.Concat(chain.Kept))
            {
                Note(Scored(result), counts: false);
            }

            archive.Merge(chain.Found, Scored);
        }
    }

    // Chains end their fits early: circuits of the front, the best one first, are fitted to the end, as far as a small share of the work
    // goes.
    private void Polish()
    {
        using var fitter = new CircuitFitter(problem, gates, score);
        var most = (options.Work ?? work) / PolishShare;
        var polished = new Dictionary<DesignResult, DesignResult>();
        foreach (var circuit in archive.Front.OrderByDescending(static r => r.LogReward).TakeWhile(_ => fitter.Work < most))
        {
            if (circuit.Parameters > 0 && fitter.Fit(circuit.Word.AsSpan(), [.. circuit.Angles]) is var better
                && better.Cost < circuit.Cost)
            {
                polished.Add(circuit, better);
            }
        }

        archive = archive.Select(r => polished.GetValueOrDefault(r, r));
        work += fitter.Work;
        fits += fitter.Fits;
    }

    private void Note(DesignResult result)
    {
        if (!isMeasuring)
        {
            Note(result, counts: true);
        }
    }

    // The best distinct circuits seed the replay and the chains.
    private void Note(DesignResult result, bool counts)
    {
        if (counts)
        {
            fits++;
            archive.Add(result);
        }

        if (elite.Count < 200 || result.LogReward > elite[^1].LogReward)
        {
            if (elite.Exists(e => e.Word.AsSpan().SequenceEqual(result.Word.AsSpan())))
            {
                return;
            }

            var place = elite.FindIndex(e => e.LogReward < result.LogReward);
            elite.Insert(place < 0 ? elite.Count : place, result);
            if (elite.Count > 200)
            {
                elite.RemoveAt(200);
            }
        }
    }

    // A cost below the anchor moves the anchor: accuracy beyond the deep circuit's is worth something too.
    private void Rescale()
    {
        var least = archive.Front.Min(r => r.Cost);
        if (least < score.Anchor && score.Target is null && !options.UseLeastCost)
        {
            score = score with { Anchor = least, Scale = score.Scale + score.Anchor - least };
        }

        for (var i = 0; i < elite.Count; i++)
        {
            elite[i] = Scored(elite[i]);
        }

        elite.Sort((a, b) => b.LogReward.CompareTo(a.LogReward));
        archive.Rescore(Scored);
    }

    private DesignResult Scored(DesignResult result) =>
        result with { LogReward = score.LogReward(result.Cost, result.Cx, result.Depth, result.Parameters, result.Gates) };

    private void Write(BinaryWriter writer, ChainRunner[] chains, DesignReward reward, GFlowNetTrainer? trainer)
    {
        at.Write(writer);
        writer.Write(score.Anchor);
        writer.Write(score.Scale);
        archive.Write(writer);
        writer.WriteCircuits(elite);
        writer.Write(fits);
        writer.Write(work);
        writer.WriteCircuits([.. chains.Select(static c => c.Chain.Current)]);
        reward.Write(writer);
        if (trainer is not null)
        {
            Checkpoint.Write(trainer, writer);
        }
    }

    private bool Read(BinaryReader reader, ChainRunner[] chains, DesignReward reward, GFlowNetTrainer? trainer)
    {
        at.Read(reader);
        score = score with { Anchor = reader.ReadDouble(), Scale = reader.ReadDouble() };
        archive = start is null
            ? new DesignArchive(problem.Tolerance, problem.LeastCost)
            : new DesignArchive(start.Tolerance, start.Score.Anchor);
        archive.Read(reader);
        elite.Clear();
        elite.AddRange(reader.ReadCircuits());
        (fits, work) = (reader.ReadInt64(), reader.ReadInt64());
        foreach (var (chain, current) in chains.Zip(reader.ReadCircuits()))
        {
            chain.Chain.MoveTo(current);
        }

        reward.Read(reader);
        if (trainer is not null)
        {
            Checkpoint.Read(trainer, reader);
        }

        return true;
    }
}
