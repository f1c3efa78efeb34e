using System.Diagnostics;
using Quiver.Circuits.Problems;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using static TorchSharp.torch;

namespace Quiver.Circuits.Design;

/// <summary>
/// Designs circuits: a GFlowNet samples them with probability proportional to a reward of accuracy and price, chains refine
/// what it finds, and what they find trains it.
/// </summary>
/// <remarks>
/// The idea (sequential construction, P(x) proportional to R(x), angles fitted inside the reward) is FlowQ-Net's
/// (Dai, Rizvi-Martel, Rabusseau 2025); gate sets, states, reward, policy and the chains are this project's own choices.
/// </remarks>
public sealed class CircuitDesigner
{
    private const int Batch = 32;
    private readonly CircuitProblem problem;
    private readonly GateSet gates;
    private readonly DesignOptions options;
    private readonly DesignArchive archive;
    private readonly List<DesignResult> elite = [];
    private readonly Stopwatch clock = new();
    private DesignScore score;
    private long fits;

    /// <summary>Prepares a search.</summary>
    /// <param name="problem">What the circuits are for.</param>
    /// <param name="gates">The gates on offer.</param>
    /// <param name="options">How to search.</param>
    public CircuitDesigner(CircuitProblem problem, GateSet gates, DesignOptions options)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(options);
        if (gates.Qubits != problem.Qubits)
        {
            throw new ArgumentException($"The gate set is for {gates.Qubits} qubits, the problem has {problem.Qubits}.", nameof(gates));
        }

        if (options.Simulator is not null && (problem is not ObservableProblem || options.Method is DesignMethod.GFlowNet or DesignMethod.Annealing))
        {
            throw new ArgumentException("Rewards from another simulator need a problem with an observable and a method without chains (samples or random).", nameof(options));
        }

        this.problem = problem;
        this.gates = gates;
        this.options = options;
        archive = new DesignArchive(problem.Tolerance, problem.LeastCost);
        var (deep, reference) = DeepCircuit.Fit(problem, problem.Qubits + 2, 4, options.Seed);
        var anchor = options.UseLeastCost && problem.LeastCost is { } least ? least : deep;
        score = new DesignScore(options.Weights, anchor, Math.Max(reference - anchor, 100 * options.Weights.Floor));
    }

    /// <summary>Runs the search.</summary>
    /// <param name="progress">Told of every round; may be null.</param>
    /// <param name="cancellation">Ends the search; what was found so far is returned.</param>
    /// <returns>What was found.</returns>
    public DesignOutcome Run(IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        clock.Restart();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (double.IsFinite(options.Seconds))
        {
            limit.CancelAfter(TimeSpan.FromSeconds(options.Seconds));
        }

        using var reward = new DesignReward(problem, gates, score, options.Threads);
        reward.OnFitted = Note;
        if (options.Simulator is { } simulator)
        {
            reward.Judge = circuits => simulator.EnergiesAsync(circuits, ((ObservableProblem)problem).Observable, limit.Token).GetAwaiter().GetResult();
        }

        var environment = new CircuitEnvironment(gates, options.MaximumGates, reward);
        var usesNetwork = options.Method is DesignMethod.GFlowNet or DesignMethod.SamplesOnly or DesignMethod.Random;
        var usesChains = options.Method is DesignMethod.GFlowNet or DesignMethod.Annealing;
        using var trainer = usesNetwork ? new GFlowNetTrainer(environment, Training()) : null;
        var chains = usesChains ? Enumerable.Range(0, options.Chains).Select(c => new Runner(this, c)).ToArray() : [];
        reward.Evaluate([[]]);
        for (var round = 0; round < options.Rounds && !limit.IsCancellationRequested; round++)
        {
            var share = options.Fits / options.Rounds;
            if (usesChains)
            {
                var steps = (long)(share * (usesNetwork ? options.ChainShare : 1)) / chains.Length;
                RunChains(chains, round, steps, limit.Token);
            }

            if (trainer is not null)
            {
                reward.Score = score;
                Train(trainer, reward, (long)(share * (usesChains ? 1 - options.ChainShare : 1)), limit.Token);
            }

            Rescale();
            progress?.Report(new ProgressReport($"designing {problem.Name}", round + 1, options.Rounds, $"best cost {archive.Best!.Cost:G8}, {archive.Best.Cx} CX"));
        }

        foreach (var chain in chains)
        {
            chain.Dispose();
        }

        var cut = limit.IsCancellationRequested;
        return new DesignOutcome(archive, elite, gates, fits, clock.Elapsed.TotalSeconds, cut);
    }

    private TrainingOptions Training() => new()
    {
        Objective = new LogPartitionVariance(),
        Loss = RegressionLoss.Huber(3),
        Iterations = 2000,
        Batch = Batch,
        LearningRate = new Schedule(ScheduleKind.Linear, 2e-3, 2e-4),
        LogZLearningRate = Schedule.Constant(0.2),
        Epsilon = options.Method == DesignMethod.Random ? Schedule.Constant(1) : Schedule.Constant(0.05),
        Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 128 } },
        Replay = new ReplayOptions(ReplayKind.Terminal, 500, Batch),
        LocalSearch = options.Method == DesignMethod.Random ? new() : new LocalSearchOptions(1, 6),
        Seed = options.Seed,
    };

    private void RunChains(Runner[] chains, int round, long steps, CancellationToken stop)
    {
        // Some chains begin where the best circuits are, the others go on from where they stand.
        for (var c = 0; c < chains.Length; c++)
        {
            if (elite.Count > 0 && (round + c) % 2 == 0)
            {
                chains[c].Chain.MoveTo(elite[(round + c) % Math.Min(elite.Count, 8)]);
            }
        }

        Parallel.ForEach(chains, new ParallelOptions { MaxDegreeOfParallelism = chains.Length }, chain => chain.Run(steps, round, stop));
        foreach (var chain in chains)
        {
            fits += chain.Steps;
            foreach (var result in chain.Found.Front.Concat(chain.Kept))
            {
                Note(Scored(result), counts: false);
            }

            archive.Merge(chain.Found, Scored);
            chain.Clear();
        }
    }

    private void Train(GFlowNetTrainer trainer, DesignReward reward, long budget, CancellationToken stop)
    {
        var before = reward.Fits + reward.Hits;
        if (elite.Count > 0 && options.Method != DesignMethod.Random)
        {
            // What the chains found is walked back by P_B and joins the replay; old rewards are renewed with the score.
            using var scope = NewDisposeScope();
            var rows = new long[elite.Count * options.MaximumGates];
            rows.AsSpan().Fill(-1);
            for (var i = 0; i < elite.Count; i++)
            {
                elite[i].Word.CopyTo(rows, i * options.MaximumGates);
            }

            trainer.Replay!.Restore(null, 0);
            trainer.Replay.Add(new BackwardSampler(trainer.Environment, trainer.Policy).Sample(tensor(rows).reshape(elite.Count, options.MaximumGates), trainer.Randomness));
        }

        while (reward.Fits + reward.Hits - before < budget && !stop.IsCancellationRequested)
        {
            if (options.Method == DesignMethod.Random)
            {
                using var batch = new ForwardSampler(trainer.Environment, trainer.Policy).Sample(Batch, trainer.Randomness, new Exploration(1));
            }
            else
            {
                trainer.Step();
            }
        }
    }

    private void Note(DesignResult result) => Note(result, counts: true);

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
            if (elite.Exists(e => e.Word.AsSpan().SequenceEqual(result.Word)))
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
        if (least < score.Anchor && !options.UseLeastCost)
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

    private sealed class Runner : IDisposable
    {
        // Chains also run with gates at a discount: they reach accurate circuits first and thin them out later, and between
        // them they cover the whole front.
        private static readonly double[] Discounts = [0.05, 0.2, 0.5, 1];

        private readonly CircuitDesigner owner;
        private readonly int number;
        private CircuitFitter fitter;
        private DesignScore used;

        public Runner(CircuitDesigner owner, int number)
        {
            this.owner = owner;
            this.number = number;
            used = owner.score;
            fitter = new CircuitFitter(owner.problem, owner.gates, used, 40);
            Chain = new CircuitChain(owner.gates, fitter, owner.options.MaximumGates, new Random((owner.options.Seed * 7919) + number));
            Clear();
        }

        public CircuitChain Chain { get; private set; }

        public DesignArchive Found { get; private set; } = null!;

        public List<DesignResult> Kept { get; } = [];

        public long Steps { get; private set; }

        public void Clear()
        {
            Found = new DesignArchive(owner.problem.Tolerance, owner.problem.LeastCost);
            Kept.Clear();
            Steps = 0;
        }

        public void Run(long steps, int round, CancellationToken stop)
        {
            var (hot, cold) = owner.options.Temperature;
            var start = Chain.Current;
            var now = owner.score with { Weights = owner.score.Weights.Priced(Discounts[(round + number) % Discounts.Length]) };
            if (now != used)
            {
                used = now;
                fitter.Dispose();
                fitter = new CircuitFitter(owner.problem, owner.gates, used, 40);
            }

            Chain = new CircuitChain(owner.gates, fitter, owner.options.MaximumGates, new Random((owner.options.Seed * 7919) + (round * 104_729) + number + 1));
            Chain.MoveTo(start with { LogReward = used.LogReward(start.Cost, start.Cx, start.Depth, start.Parameters, start.Gates) });
            for (var i = 0L; i < steps && !stop.IsCancellationRequested; i++)
            {
                var temperature = hot * Math.Pow(cold / hot, i / (double)steps);
                if (Chain.Step(temperature) is { } step)
                {
                    Found.Add(step.Proposal);
                    Steps++;
                    if (step.Accepted && i % 16 == 0)
                    {
                        Kept.Add(step.Proposal);
                    }
                }
            }
        }

        public void Dispose() => fitter.Dispose();
    }
}
