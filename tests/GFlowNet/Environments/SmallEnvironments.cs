using Quiver.GFlowNet.BayesianNetworks;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Tests.Phylogenetics;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Environments;

/// <summary>One small environment of each kind, by name, so that tests can run over all of them.</summary>
internal static class SmallEnvironments
{
    public static TheoryData<string> Names => ["grid", "grid3", "bits", "unordered", "ising", "partitions", "words", "chains", "dags", "trees"];

    public static DiscreteEnvironment Create(string name)
    {
        TorchLibrary.Load();
        return name switch
        {
            "grid" => new Hypergrid(2, 4),
            "grid3" => new Hypergrid(3, 5, new HypergridRewardOptions(HypergridRewardKind.Deceptive)),
            "bits" => new BitSequence(4, 1, new BitSequenceRewardOptions(2)),
            "unordered" => new UnorderedBitSequence(4, 2, new BitSequenceRewardOptions(2)),
            "ising" => DiscreteEbm.Ising(2, 0.3),
            "partitions" => new SetPartitions(5, TabularReward.Random(5, -1, 6, 3)),
            "words" => new WordSequence(["A", "B", "C"], 4, bothEnds: false, TabularReward.Random(4, 0, 3, 3)),
            "chains" => new WordSequence(["A", "B", "C"], 4, bothEnds: true, TabularReward.Random(4, 0, 3, 3)),
            "dags" => new AcyclicGraphs(["a", "b", "c", "d"], new StructureReward(new BgeScore(Points(12, 4, 5)))),
            "trees" => new TreeTopologies(["a", "b", "c", "d", "e", "f"], new TreeReward(Alignments.Small(6, 30, 2), TreeRewardKind.Parsimony, 0.5)),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such environment."),
        };
    }

    /// <summary>Normal numbers, [points, variables].</summary>
    public static double[,] Points(int points, int variables, int seed)
    {
        var random = new Random(seed);
        return LinearGaussianNetwork.ErdosRenyi(variables, variables * (variables - 1) / 4.0, 0.5, random).Sample(points, random);
    }

    public static long[] Row(Tensor states, long row) => states.select(0, row).contiguous().data<long>().ToArray();
}
