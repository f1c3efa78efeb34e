using System.Collections.Immutable;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.GFlowNet.BayesianNetworks;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using TorchSharp;

namespace Quiver.Cli.Learning;

/// <summary>Trains a GFlowNet on the posterior of one data set and reads it off exactly.</summary>
internal static class StructureExperiment
{
    /// <param name="set">Number of the data set.</param>
    /// <param name="names">Its variables.</param>
    /// <param name="data">[points, variables].</param>
    /// <param name="truth">The network behind it, or null.</param>
    /// <param name="settings">How to train; the seed is the set's, and there are as many seeds as sets.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told of the training.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static StructureResult Run(int set, IReadOnlyList<string> names, double[,] data, ImmutableArray<long>? truth,
        ExperimentSettings settings, torch.Device device, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        var seed = settings.Training.Seed;
        using var environment = new AcyclicGraphs(names, new StructureReward(new BgeScore(data)), device);
        using var experiment = new Experiment(environment, settings, cancellation);
        var run = experiment.Run(seed, progress, cancellation);
        if (settings.Output is { } folder)
        {
            var name = settings.Seeds == 1 ? "training" : string.Create(CultureInfo.InvariantCulture, $"seed-{seed}-training");
            ExperimentPlot.Save(RunFolder.PlotsOf(folder), name, environment, experiment, [run]);
        }

        var (learned, exact) = (run.Learned!, experiment.Target!);
        var graphs = Objects(experiment.Graph!, names.Count);
        var (ours, theirs) = (StructureMarginals.Of(graphs, names.Count, learned), StructureMarginals.Of(graphs, names.Count, exact));
        double? Distance(double[] posterior) =>
            truth is { } parents ? StructureMarginals.ExpectedDistance(graphs, posterior, parents.AsSpan()) : null;
        return new StructureResult(
            set,
            seed,
            truth?.Sum(p => (int)long.PopCount(p)),
            run.JensenShannon!.Value,
            run.Tv!.Value,
            StructureMarginals.LargestDifference(ours.Edges, theirs.Edges),
            StructureMarginals.LargestDifference(ours.Paths, theirs.Paths),
            StructureMarginals.LargestDifference(ours.Blankets, theirs.Blankets),
            Distance(learned),
            Distance(exact),
            run.StatesVisited,
            run.Evaluations,
            run.MsPerIteration,
            run.Iterations,
            run.StoppedEarly,
            StructurePair.All(names, ours, theirs),
            run.Baselines!)
        {
            Seconds = run.Seconds,
            L1Sampled = run.L1Sampled,
            Elbo = run.Elbo,
            Eubo = run.Eubo,
            Held = run.Held,
        };
    }

    private static long[] Objects(StateGraph graph, int width)
    {
        using var host = graph.States.cpu();
        var states = host.data<long>().ToArray();
        return [.. graph.Terminals.SelectMany(t => states.AsSpan(t * width, width).ToArray())];
    }
}
