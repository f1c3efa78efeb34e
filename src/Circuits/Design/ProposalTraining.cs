using System.Diagnostics;
using Quiver.Circuits.Problems;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.Circuits.Design;

/// <summary>
/// Trains a <see cref="ProposalPolicy"/>: chains search circuits for a few problems and keep what they propose and whether it was an
/// improvement; a network learns to tell by maximum likelihood.
/// </summary>
public static class ProposalTraining
{
    // A chain's proposals of one search at most.
    private const int MostKept = 100_000;

    /// <summary>Trains a policy.</summary>
    /// <param name="problems">Problems of at most 16 qubits; better small ones, with many fits.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told of every search and pass; may be null.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="InputException">No proposal can be described, all or none was an improvement, or a weight is not finite.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ProposalTrainingResult Run(
        IReadOnlyList<ObservableProblem> problems,
        ProposalTrainingOptions options,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentNullException.ThrowIfNull(options);
        var clock = Stopwatch.StartNew();
        TorchLibrary.Load();
        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            var logs = Search(problems, options, progress, cancellationToken);
            var found = Fit(logs, string.Join(", ", problems.Select(static p => p.Name)), options, progress, cancellationToken);
            return found with { Seconds = clock.Elapsed.TotalSeconds };
        }
        catch (FormatException e)
        {
            throw new InputException($"The policy cannot be trained with these options: {e.Message}.");
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static ProposalTrainingResult Fit(
        List<ProposalLog> logs, string names, ProposalTrainingOptions options, IProgress<ProgressReport>? progress, CancellationToken stop)
    {
        var labels = logs.SelectMany(static l => l.Labels).ToArray();
        var good = labels.Count(static l => l);
        if (good == 0 || good == labels.Length)
        {
            throw new InputException(
                $"{good} of {labels.Length} proposals of these searches were improvements: there is nothing to learn from. Take " +
                $"molecules whose smallest circuit is not found at once, or more time.");
        }

        var (weights, loss) = Fit(logs, labels, options, progress, stop);
        return new ProposalTrainingResult(new ProposalPolicy(weights, names), labels.Length, (double)good / labels.Length, loss, 0);
    }

    private static List<ProposalLog> Search(
        IReadOnlyList<ObservableProblem> problems,
        ProposalTrainingOptions options,
        IProgress<ProgressReport>? progress,
        CancellationToken stop)
    {
        var logs = new List<ProposalLog>();
        foreach (var problem in problems)
        {
            var before = logs.Sum(static l => l.Count);
            var gates = GateSet.Hardware(problem.Qubits, real: problem.IsReal);
            for (var s = 0; s < options.Searches; s++)
            {
                stop.ThrowIfCancellationRequested();
                var search = new DesignOptions
                {
                    Method = DesignMethod.Annealing,
                    Work = DesignOptions.WorkOf(options.Seconds),
                    Rounds = 16,
                    Weights = DesignWeights.ForTarget,
                    Patience = double.PositiveInfinity,
                    Seed = options.Seed + s,
                };
                search = search with
                {
                    ProposalLogs = [.. Enumerable.Range(0, search.Chains).Select(static _ => new ProposalLog(MostKept))],
                };
                new TargetDesigner(problem, gates, search, options.TargetError).Run(progress, stop);
                logs.AddRange(search.ProposalLogs);
            }

            stop.ThrowIfCancellationRequested();
            if (logs.Sum(static l => l.Count) == before)
            {
                throw new InputException(
                    $"{problem.Name}: nothing can be learned from its searches (an operator of I and Z alone, or more than 16 qubits that " +
                    $"the symmetries leave): leave it out.");
            }
        }

        return logs;
    }

    // Adam on the likelihood of all proposals in a random order, again and again.
    private static (float[][] Weights, double Loss) Fit(
        List<ProposalLog> logs, bool[] labels, ProposalTrainingOptions options, IProgress<ProgressReport>? progress, CancellationToken stop)
    {
        using var scope = TorchScope.Begin();
        var rows = logs.SelectMany(static l => l.Features.ToArray()).ToArray();
        var inputs = tensor(rows).reshape(labels.Length, ProposalFeatures.Count);
        var wanted = tensor(labels.Select(static l => l ? 1f : 0f).ToArray());
        using var generator = new Generator((ulong)options.Seed, CPU);
        var parameters = ProposalPolicy.Sizes.Select((size, i) => Start(size, i, generator)).ToArray();
        using var optimizer = optim.Adam(parameters, options.LearningRate);
        var steps = (labels.Length + options.Batch - 1) / options.Batch;
        var loss = 0.0;
        for (var pass = 0; pass < options.Passes; pass++)
        {
            using var passScope = TorchScope.Begin();
            var order = randperm(labels.Length, generator: generator);
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = options.LearningRate * Math.Pow(0.1, (double)pass / options.Passes);
            }

            loss = 0;
            for (var step = 0; step < steps; step++)
            {
                stop.ThrowIfCancellationRequested();
                using var stepScope = TorchScope.Begin();
                var chosen = order.slice(0, (long)step * options.Batch, Math.Min(labels.Length, (step + 1L) * options.Batch), 1);
                var hidden = nn.functional.relu(inputs.index_select(0, chosen).matmul(parameters[0]) + parameters[1]);
                hidden = nn.functional.relu(hidden.matmul(parameters[2]) + parameters[3]);
                var odds = hidden.matmul(parameters[4]).squeeze(1) + parameters[5];
                var value = nn.functional.binary_cross_entropy_with_logits(odds, wanted.index_select(0, chosen));
                optimizer.zero_grad();
                value.backward();
                optimizer.step();
                loss += value.item<float>() * chosen.shape[0] / labels.Length;
            }

            progress?.Report(new ProgressReport("training the policy", pass + 1, options.Passes, $"loss {loss:F4}"));
        }

        return ([.. parameters.Select(static p => p.detach().reshape(-1).data<float>().ToArray())], loss);
    }

    // Weights after He, biases at 0.
    private static TorchSharp.Modules.Parameter Start(int size, int part, Generator generator)
    {
        var outputs = part == ProposalPolicy.Sizes.Length - 2 ? 1 : ProposalPolicy.Hidden;
        var start = part % 2 == 0
            ? randn([size / outputs, outputs], generator: generator) * Math.Sqrt(2.0 * outputs / size)
            : zeros(size);
        return new TorchSharp.Modules.Parameter(start.MoveToOuterDisposeScope());
    }
}
