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
var iterations = args.Contains("--tiny") ? 50 : 1000;
using var trainer = new GFlowNetTrainer(grid, new() { Objective = new NeighbourBalance(), Iterations = iterations, Batch = 32 });
TrainingRun.Run(trainer, new RunOptions());
Console.WriteLine($"{iterations} iterations, total variation {DistributionComparison.Exact(grid, trainer.Policy).TotalVariation:F4}");

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
