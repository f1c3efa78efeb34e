using BenchmarkDotNet.Attributes;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Training;
using TorchSharp;

namespace Quiver.Benchmarks;

/// <summary>
/// A batch of trajectories on the 16 x 16 grid under a policy of two layers of 256: on plain memory, and step by step with tensor operations.
/// Goal: at least five times faster at batch 16.
/// </summary>
public class SamplerBenchmarks
{
    private Hypergrid environment = null!;
    private GFlowNetTrainer trainer = null!;
    private ForwardSampler plain = null!;
    private ForwardSampler tensors = null!;
    private CounterRandom random = null!;

    /// <summary>Trajectories.</summary>
    [Params(16, 128)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Create()
    {
        TorchLibrary.Load();
        environment = new Hypergrid(2, 16, null, torch.CPU);
        trainer = new GFlowNetTrainer(environment, new TrainingOptions { Batch = Batch });
        plain = new ForwardSampler(environment, trainer.Policy);
        tensors = new ForwardSampler(environment, trainer.Policy) { TensorsOnly = true };
        random = new CounterRandom(1);
    }

    [GlobalCleanup]
    public void Free()
    {
        trainer.Dispose();
        environment.Dispose();
    }

    [Benchmark]
    public void PlainMemory() => plain.Sample(Batch, random).Dispose();

    [Benchmark(Baseline = true)]
    public void Tensors() => tensors.Sample(Batch, random).Dispose();
}
