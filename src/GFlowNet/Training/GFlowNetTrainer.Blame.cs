using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Sampling;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Training;

// Which term is at fault where a number is not finite.
public sealed partial class GFlowNetTrainer
{
    private void RequireFinite(FusedStep step, TrajectoryBatch batch)
    {
        if (!double.IsFinite(step.Loss) || !double.IsFinite(step.Norm))
        {
            var scores = TrajectoryScores.Evaluate(Environment, Policy, batch, objective.Parts);
            throw new TrainingDivergedException(Iteration + 1,
                double.IsFinite(step.Loss) ? "the gradient of " + BlameGradient() : Blame(scores));
        }
    }

    private static string Blame(TrajectoryScores scores)
    {
        (string Term, Tensor? Values)[] terms =
        [
            ("log R", scores.LogReward),
            ("a forward logit", scores.ForwardLogits),
            ("log P_F", scores.LogForward),
            ("log P_B", scores.LogBackward),
            ("log F", scores.LogFlow),
            ("log Z", scores.Policy.LogZ(scores.Batch.Conditions)),
        ];
        foreach (var (term, values) in terms)
        {
            if (values is not null && !values.isfinite().all().item<bool>())
            {
                return term;
            }
        }

        return "the loss (its terms are finite, their combination overflows)";
    }

    // The object whose reward is to blame, if one is.
    private string? Culprit(TrajectoryScores scores)
    {
        using var host = scores.Batch.LogReward.to(ScalarType.Float64).cpu().contiguous();
        var values = host.data<double>().ToArray();
        var first = Array.FindIndex(values, v => !double.IsFinite(v));
        if (first < 0)
        {
            return null;
        }

        using var row = scores.Batch.Terminal.select(0, first).cpu().contiguous();
        return $"log R of '{Environment.Describe(row.data<long>().ToArray())}' is {values[first]}";
    }

    private string BlameGradient()
    {
        foreach (var parameter in Policy.Store.Parameters)
        {
            using var part = Policy.Store.Gradients.narrow(0, parameter.Start, parameter.Length);
            if (!part.isfinite().all().item<bool>())
            {
                return parameter.Name;
            }
        }

        return "log Z";
    }
}
