using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.GFlowNet.Policies;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;

namespace Quiver.Cli.Learning;

/// <summary>The options that commands which train a GFlowNet share.</summary>
/// <param name="defaults">What they are when they are not given; null for those of <c>grid</c>.</param>
internal sealed class TrainingFlags(TrainingDefaults? defaults = null)
{
    private readonly Option<string> objective = Text(
        "--objective", (defaults ?? new()).Objective, "fm, db, mdb, fldb, tb, subtb[:lambda[:weighting]] or vargrad.");
    private readonly Option<string> loss = Text("--loss", "squared", "squared, huber or huber:delta.");
    private readonly Option<long> iterations = new Option<long>("--iterations")
    {
        Description = "Training iterations.",
        DefaultValueFactory = _ => (defaults ?? new()).Iterations,
        HelpName = "N",
    }.Between(1, 1_000_000_000);
    private readonly Option<int> batch = Whole(
        "--batch", (defaults ?? new()).Batch, "Fresh trajectories per iteration.").Between(1, 1_000_000);
    private readonly Option<int> seeds = Whole("--seeds", 1, "Independent runs, with seeds from --seed upwards.").Between(1, 10_000);
    private readonly Option<int> seed = CommonOptions.Seed();
    private readonly Option<string> learningRate = Text(
        "--lr", (defaults ?? new()).LearningRate,
        "Learning rate: a number, start:end, or linear|cosine|exponential:start:end[:iterations].");
    private readonly Option<string> logZLearningRate = Text("--lr-logz", "cosine:0.1:1e-3", "Learning rate of log Z, written likewise.");
    private readonly Option<double> clip = new Option<double>("--clip")
    {
        Description = "Longest gradient; 0 for no clipping.",
        DefaultValueFactory = _ => (defaults ?? new()).Clip,
        HelpName = "X",
    }.Between(0, 1e9);
    private readonly Option<string> epsilon = Text(
        "--epsilon", (defaults ?? new()).Epsilon, "Probability of an even action, as a schedule.");
    private readonly Option<string> temperature = Text("--temperature", "1", "Temperature of sampling, as a schedule.");
    private readonly Option<string> prefix = Text(
        "--prefix-noise", "0", "Probability that a trajectory begins with even actions, as a schedule.");
    private readonly Option<int> prefixLength = Whole("--prefix-length", 4, "The longest such beginning.").Between(0, 1_000_000);
    private readonly Option<string> replay = Text("--replay", "none", "none, uniform, prioritised, diverse or terminal.");
    private readonly Option<int> replayCapacity = Whole("--replay-capacity", 1000, "Objects kept for replay.").Between(1, 10_000_000);
    private readonly Option<int> replayBatch = Whole("--replay-batch", 16, "Replayed trajectories per iteration.").Between(1, 1_000_000);
    private readonly Option<int> updates = Whole(
        "--updates", 1, "Updates per iteration; further ones use replayed trajectories, or the fresh ones again.").Between(1, 10_000);
    private readonly Option<int> localSearch = Whole("--local-search", 0, "Rounds of local search per iteration.").Between(0, 1_000);
    private readonly Option<int> depth = Whole("--local-search-depth", 8, "The most steps that local search takes back.")
        .Between(1, 1_000_000);
    private readonly Option<string> policy = Text(
        "--policy", "mlp", "mlp, embedding, set, transformer or causal-transformer (objects written from left to right).");
    private readonly Option<bool> pointer = new("--pointer") { Description = "Score actions by a query against a learned key per action." };
    private readonly Option<bool> table = new("--table")
    {
        Description = "Give each state scores of its own beside the network's.",
        DefaultValueFactory = _ => (defaults ?? new()).Table,
    };
    private readonly Option<int> layers = Whole("--layers", (defaults ?? new()).Layers, "Hidden layers, or transformer blocks.")
        .Between(1, 64);
    private readonly Option<int> hidden = Whole("--hidden", (defaults ?? new()).Hidden, "Width of the hidden layers.").Between(1, 16_384);
    private readonly Option<bool> separate = new("--separate-trunks") { Description = "Give the state flow a network of its own." };
    private readonly Option<string> backward = Text("--backward", "uniform", "Backward policy: uniform, learned or tied.");
    private readonly Option<double> average = new Option<double>("--weight-average")
    {
        Description = "Decay of the running average of the weights used for evaluation; 0 for none.",
        DefaultValueFactory = _ => 0,
        HelpName = "X",
    }.Between(0, 0.999_999_9);
    private readonly Option<string> device = CommonOptions.Device();
    private readonly Option<int> threads = Whole("--threads", 0, "Threads of tensor operations; 0 chooses by the size of the batches.")
        .Between(0, 1_024);
    private readonly Option<long> samples = new Option<long>("--samples")
    {
        Description = "Objects drawn at the end to estimate L1 and bounds; 0 for none.",
        DefaultValueFactory = _ => 0,
        HelpName = "N",
    }.Between(0, 1_000_000_000);
    private readonly Option<int> held = Whole(
        "--held", 0, "Objects of even walks on which log P, from 32 walks back each, is correlated with log R at the end; 0 for none.")
        .Between(0, 1_000_000);
    private readonly Option<long> evaluateEvery = new Option<long>("--evaluate-every")
    {
        Description = "Iterations between exact evaluations; 0 chooses twenty a run.",
        DefaultValueFactory = _ => 0,
        HelpName = "N",
    }.Between(0, 1_000_000_000);
    private readonly Option<double> stopAt = new Option<double>("--stop-at")
    {
        Description = "End a run when its total variation falls to this.",
        DefaultValueFactory = _ => 0,
        HelpName = "X",
    }.Between(0, 1);
    private readonly Option<int> patience = Whole(
        "--patience", 0, "End a run after this many evaluations without a better total variation; 0 for never.").Between(0, 1_000_000_000);
    private readonly Option<string?> output = new("--out")
    {
        Description = "Folder for the plot (SVG, PNG), metrics (JSON lines), checkpoints and result.json.",
        HelpName = "FOLDER",
    };
    private readonly Option<long> checkpointEvery = new Option<long>("--checkpoint-every")
    {
        Description = "Iterations between checkpoints in --out.",
        DefaultValueFactory = _ => 500,
        HelpName = "N",
    }.Between(0, 1_000_000_000);
    private readonly Option<bool> resume = new("--resume") { Description = "Continue from the checkpoints in --out." };
    private readonly Option<bool> tensorBoard = new("--tensorboard") { Description = "Write TensorBoard files into --out as well." };
    private readonly Option<string?> json = CommonOptions.Json();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            objective, loss, iterations, batch, seeds, seed, learningRate, logZLearningRate, clip, epsilon, temperature, prefix,
            prefixLength,
            replay, replayCapacity, replayBatch, updates, localSearch, depth, policy, pointer, table, layers, hidden, separate, backward,
            average, device, threads,
            samples, held, evaluateEvery, stopAt, patience, output, checkpointEvery, resume, tensorBoard, json,
        })
        {
            command.Options.Add(option);
        }
    }

    public ExperimentSettings Read(ParseResult parsed)
    {
        try
        {
            var options = new TrainingOptions
            {
                Objective = ObjectiveText.Objective(parsed.GetRequiredValue(objective)),
                Loss = ObjectiveText.Loss(parsed.GetRequiredValue(loss)),
                Iterations = parsed.GetValue(iterations),
                Batch = parsed.GetValue(batch),
                LearningRate = ScheduleRange.Read(parsed.GetRequiredValue(learningRate), "--lr", 0, TrainingLimits.LearningRate),
                LogZLearningRate = ScheduleRange.Read(
                    parsed.GetRequiredValue(logZLearningRate), "--lr-logz", 0, TrainingLimits.LearningRate),
                ClipNorm = parsed.GetValue(clip),
                Epsilon = ScheduleRange.Read(parsed.GetRequiredValue(epsilon), "--epsilon", 0, 1),
                Temperature = ScheduleRange.Read(parsed.GetRequiredValue(temperature), "--temperature", 1e-3, 1e6),
                PrefixNoise = ScheduleRange.Read(parsed.GetRequiredValue(prefix), "--prefix-noise", 0, 1),
                PrefixLength = parsed.GetValue(prefixLength),
                Replay = new ReplayOptions(
                    Choice<ReplayKind>(parsed.GetRequiredValue(replay), "--replay"), parsed.GetValue(replayCapacity),
                    parsed.GetValue(replayBatch)),
                Updates = parsed.GetValue(updates),
                LocalSearch = new LocalSearchOptions(parsed.GetValue(localSearch), parsed.GetValue(depth)),
                WeightAverage = parsed.GetValue(average),
                Policy = new PolicyOptions
                {
                    Trunk = Trunk(parsed.GetRequiredValue(policy), parsed.GetValue(layers), parsed.GetValue(hidden)),
                    Pointer = parsed.GetValue(pointer),
                    Table = parsed.GetValue(table),
                    SharedTrunk = !parsed.GetValue(separate),
                    Backward = Choice<BackwardPolicyKind>(parsed.GetRequiredValue(backward), "--backward"),
                },
                Seed = parsed.GetValue(seed),
            };
            if (options.Batch < options.Objective.LeastBatch)
            {
                throw new InputException(
                    $"--batch must be at least {options.Objective.LeastBatch} for --objective {options.Objective}, which compares trajectories with each other (got {options.Batch}).");
            }

            if (parsed.GetValue(output) is null && (parsed.GetValue(resume) || parsed.GetValue(tensorBoard)))
            {
                throw new InputException("--resume and --tensorboard need --out FOLDER.");
            }

            RefuseWithoutEffect(parsed, options);

            return new ExperimentSettings(
                options,
                parsed.GetValue(seeds),
                parsed.GetRequiredValue(device),
                parsed.GetValue(threads),
                parsed.GetValue(samples),
                parsed.GetValue(held),
                parsed.GetValue(evaluateEvery),
                parsed.GetValue(stopAt),
                parsed.GetValue(patience),
                parsed.GetValue(output),
                parsed.GetValue(checkpointEvery),
                parsed.GetValue(resume),
                parsed.GetValue(tensorBoard),
                parsed.GetValue(json));
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message);
        }
    }

    /// <summary>Whether the user asked for a table of scores, or for none.</summary>
    public bool TableIsGiven(ParseResult parsed) => parsed.IsGiven(table);

    /// <summary>Refuses options that ask for exact figures where the space is too large for them.</summary>
    /// <param name="parsed">The command line.</param>
    public void RefuseExactFigures(ParseResult parsed)
    {
        foreach (var option in new Option[] { evaluateEvery, stopAt, patience })
        {
            parsed.RefuseWithoutEffect(option, "on a space that is too large to enumerate, whose total variation is not known");
        }
    }

    internal static long AtLeast(long value, long least, string option) =>
        value >= least ? value : throw new InputException($"{option} must be at least {least} (got {value}).");

    internal static T Choice<T>(string text, string option)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsDigit(text[0])
            ? value
            : throw new InputException($"{option} does not know '{text}': use {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");

    private static TrunkOptions Trunk(string text, int layers, int hidden) => text.ToLowerInvariant() switch
    {
        "mlp" => new MlpTrunkOptions { Layers = layers, Hidden = hidden },
        "embedding" => new EmbeddingTrunkOptions { Layers = layers, Hidden = hidden },
        "set" => new SetTrunkOptions { Layers = layers, Hidden = hidden },
        "transformer" => new TransformerTrunkOptions { Layers = layers, Hidden = hidden },
        "causal-transformer" => new CausalTransformerTrunkOptions { Layers = layers, Hidden = hidden },
        _ => throw new InputException($"--policy does not know '{text}': use mlp, embedding, set, transformer or causal-transformer."),
    };

    // Options that matter only beside another one.
    private void RefuseWithoutEffect(ParseResult parsed, TrainingOptions options)
    {
        if (options.Replay.Kind == ReplayKind.None)
        {
            parsed.RefuseWithoutEffect(replayCapacity, "without --replay");
            parsed.RefuseWithoutEffect(replayBatch, "without --replay");
        }

        if (options.LocalSearch.Rounds == 0)
        {
            parsed.RefuseWithoutEffect(depth, "without --local-search");
        }

        if (!options.Objective.Parts.HasFlag(PolicyParts.Flow))
        {
            parsed.RefuseWithoutEffect(separate, $"with --objective {options.Objective}, which learns no state flow");
        }

        if (!options.Objective.Parts.HasFlag(PolicyParts.Backward))
        {
            parsed.RefuseWithoutEffect(backward, $"with --objective {options.Objective}, which has no backward policy");
        }

        if (!options.Objective.TrainsLogZ)
        {
            parsed.RefuseWithoutEffect(logZLearningRate, $"with --objective {options.Objective}, which learns no log Z");
        }

        if (!parsed.IsGiven(output))
        {
            parsed.RefuseWithoutEffect(checkpointEvery, "without --out");
        }

        if (options.PrefixNoise is { Start: 0, End: 0 })
        {
            parsed.RefuseWithoutEffect(prefixLength, "without --prefix-noise");
        }
    }

    private static Option<string> Text(string name, string fallback, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => fallback };

    private static Option<int> Whole(string name, int fallback, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => fallback, HelpName = "N" };
}
