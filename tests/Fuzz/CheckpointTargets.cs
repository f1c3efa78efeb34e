using System.Security.Cryptography;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Training;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Training;

namespace Quiver.Fuzz;

/// <summary>Saved runs of every kind. Their seeds are written when first asked for; the checksum is put right after most mutations.</summary>
internal static class CheckpointTargets
{
    private const int HashLength = 32;
    private static readonly string[] Words =
        ["\"Iteration\":", "\"Shape\":[", "\"Arrays\":", "\"Type\":7", "\"Name\":\"weights\"", "-1", "9223372036854775807", "4611686018427387904", "null", "[]", "\0\0\0\0", "\u007f\u007f\u007f\u007f"];

    /// <summary>A run of <c>quiver grid</c>, with kept trajectories and averaged weights.</summary>
    public static FuzzTarget GFlowNet()
    {
        var options = new TrainingOptions
        {
            Iterations = 4,
            Batch = 4,
            Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 8, Layers = 1 } },
            Replay = new ReplayOptions(ReplayKind.Uniform, 6, 4),
            WeightAverage = 0.9,
        };
        GFlowNetTrainer Trainer() => new(new Hypergrid(2, 4), options);
        GFlowNetTrainer? trainer = null;
        return Of("checkpoint-gflownet", p => Checkpoint.Load(trainer ??= Trainer(), p), p =>
        {
            using var first = Trainer();
            for (var i = 0; i < 3; i++)
            {
                first.Step();
            }

            Checkpoint.Save(first, p);
        });
    }

    /// <summary>A training of a model of links; one that is accepted goes on to its end.</summary>
    public static FuzzTarget LinkModel(string name)
    {
        void Train(string path)
        {
            using var model = LinkModels.Create(name, new LinkModelOptions { Nodes = Data().NodeCount, Size = 4, Neighbors = 2, Seed = 1 });
            using var learner = new LinkModelLearner(model, Data(), new LinkTrainOptions { Epochs = 2, Freshness = Freshness.PerSnapshot(10), Checkpoint = path });
            LinkTrainer.Train(learner);
        }

        return Of("checkpoint-" + name, Train, Train);
    }

    /// <summary>A training of the ranker.</summary>
    public static FuzzTarget Ranker()
    {
        static void Train(string path) =>
            LearnedRanker.Train(Data(), new RankerOptions { Epochs = 2, Hidden = 4, Second = 2, Members = 1, Checkpoint = path });
        return Of("checkpoint-ranker", Train, Train);
    }

    private static FuzzTarget Of(string name, Action<string> read, Action<string> write) =>
        new(name, "run.checkpoint", new WrittenSeed(write), Words, null, read) { Repair = Repair };

    private static LinkSplit Data() =>
        new EventStream([.. Enumerable.Range(0, 40).Select(i => i % 4)], [.. Enumerable.Range(0, 40).Select(i => 4 + (i % 3))], [.. Enumerable.Range(0, 40).Select(i => (double)i)]).Split();

    private static byte[] Repair(byte[] bytes)
    {
        if (bytes.Length <= HashLength)
        {
            return bytes;
        }

        var repaired = bytes.ToArray();
        SHA256.HashData(repaired.AsSpan(..^HashLength)).CopyTo(repaired.AsSpan(^HashLength..));
        return repaired;
    }
}
