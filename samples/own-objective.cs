#:project ../src/GFlowNet/GFlowNet.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// An objective of your own in one file: log Z cancels between two trajectories, so each one of a batch is compared with the next.
// Trained on the 8x8 hypergrid and compared with the exact distribution. Run: dotnet run samples/own-objective.cs [-- --tiny]
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Training;
using static TorchSharp.torch;

using var grid = new Hypergrid(dimensions: 2, height: 8);
var options = new TrainingOptions { Objective = new NeighbourBalance(), Iterations = args.Contains("--tiny") ? 50 : 1000, Batch = 32 };
using var trainer = new GFlowNetTrainer(grid, options);
var run = TrainingRun.Run(trainer, new RunOptions());
using var graph = StateGraph.Build(grid);
var target = ExactDistribution.OfReward(ExactDistribution.LogRewards(graph, grid));
var learned = ExactDistribution.OfPolicy(graph, grid, trainer.Policy);
Console.WriteLine($"{run.Iterations} iterations, total variation {DistributionComparison.Of(learned, target).TotalVariation:F4}");

internal sealed class NeighbourBalance : Objective
{
    public override string Name => "neighbours";
    public override PolicyParts Parts => PolicyParts.Forward | PolicyParts.Backward;
    public override bool TrainsLogZ => false;
    public override int LeastBatch => 2;
    public override Tensor Loss(TrajectoryScores scores, RegressionLoss loss)
    {
        var score = scores.LogRatio() - scores.LogReward;
        return loss.Apply(score - score.roll(1)).mean();
    }
}
