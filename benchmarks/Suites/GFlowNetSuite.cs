using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Training;
using TorchSharp;

namespace Quiver.Benchmarks.Suites;

/// <summary>
/// Time of a training iteration with trajectory balance and an MLP of 2 x 256, in parts. Goals on two CPU cores: 2.5 ms on
/// the 8^2 grid at batch 16, 12 ms on 16^4 at batch 32.
/// </summary>
internal static class GFlowNetSuite
{
    // Mean ms per iteration at batch 32 / 128 / 512 from torchgfn's own three-way benchmark (CUDA GPU, model not named).
    private static readonly Dictionary<string, (double?[] Torchgfn, double?[] Gflownet, double?[] Gfnx)> Published = new(StringComparer.Ordinal)
    {
        ["hypergrid 8^2"] = ([33.0, 37.9, 50.1], [60.2, 161, 592], [3.2, 3.3, 3.4]),
        ["hypergrid 16^4"] = ([80.7, 96.1, 132], [91.6, 235, 970], [5.4, 6.5, 9.2]),
        ["hypergrid 32^4"] = ([122, 140, 189], [147, 402, 1486], [9.6, 11.4, 18.0]),
        ["ising 6x6"] = ([87.5, 93.6, 118], [1041, 3691, 14539], [4.9, 4.8, 6.9]),
        ["ising 10x10"] = ([223, 244, 324], [4288, 16111, null], [10.1, 10.9, 20.5]),
        ["bits small"] = ([23.5, 27.0, 36.7], [null, null, null], [2.5, 2.4, 3.1]),
        ["bits medium"] = ([16.2, 18.9, 26.3], [null, null, null], [2.1, 2.1, 2.3]),
    };

    /// <summary>Names of the cases.</summary>
    public static IReadOnlyList<string> Cases { get; } = [.. Published.Keys];

    /// <summary>Times one case.</summary>
    public static GFlowNetRow Measure(string name, int batch, int warmup, int iterations, int threads, torch.Device device, CancellationToken cancellation)
    {
        using var environment = Create(name, device);
        var options = new TrainingOptions { Batch = batch, Iterations = warmup + iterations };
        torch.set_num_threads(threads > 0 ? threads : Math.Min(Environment.ProcessorCount, batch * (long)environment.MaximumLength * options.Policy.Trunk.Width < 200_000 ? 1 : int.MaxValue));
        using var trainer = new GFlowNetTrainer(environment, options);
        double sampling = 0, loss = 0, backward = 0, optimizer = 0, states = 0;
        for (var i = 0; i < warmup + iterations; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var step = trainer.Step();
            if (i >= warmup)
            {
                sampling += step.Times.Sampling.TotalMilliseconds / iterations;
                loss += step.Times.Scoring.TotalMilliseconds / iterations;
                backward += step.Times.Gradient.TotalMilliseconds / iterations;
                optimizer += step.Times.Update.TotalMilliseconds / iterations;
                states += step.MeanLength * batch / iterations;
            }
        }

        var total = sampling + loss + backward + optimizer;
        var (a, b, c) = Published[name];
        var column = Array.IndexOf([32, 128, 512], batch);
        double? Peer(double?[] values) => column < 0 ? null : values[column];
        return new GFlowNetRow(name, batch, total, sampling, loss, backward, optimizer, 1000 * states / total, Peer(a), Peer(b), Peer(c));
    }

    private static DiscreteEnvironment Create(string name, torch.Device device) => name switch
    {
        "hypergrid 8^2" => new Hypergrid(2, 8, null, device),
        "hypergrid 16^4" => new Hypergrid(4, 16, null, device),
        "hypergrid 32^4" => new Hypergrid(4, 32, null, device),
        "ising 6x6" => DiscreteEbm.Ising(6, 0.1, device),
        "ising 10x10" => DiscreteEbm.Ising(10, 0.1, device),
        "bits small" => new BitSequence(4, 1, new BitSequenceRewardOptions(2), device),
        "bits medium" => new BitSequence(8, 2, new BitSequenceRewardOptions(4), device),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such case."),
    };
}
