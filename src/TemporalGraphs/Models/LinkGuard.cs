using Quiver.Core.Numbers;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Models;

/// <summary>Ends a training at the first number that is not finite, and names it.</summary>
internal static class LinkGuard
{
    private const string Cure = "lower the learning rate or check the times of the events";

    /// <exception cref="InputException">A loss is not finite.</exception>
    public static void Loss(LinkModel model, int epoch, QueryGroup batch, float loss, float full)
    {
        if (!float.IsFinite(loss) || !float.IsFinite(full))
        {
            var term = float.IsFinite(loss) ? "the regularisation" : "the loss";
            throw new InputException(
                $"{model.GetName()}: training diverged in pass {epoch + 1}, {term} of events {batch.Start} to {batch.End - 1} is not "
                    + $"finite; {Cure}.");
        }
    }

    /// <exception cref="InputException">A parameter is not finite.</exception>
    public static void Parameters(LinkModel model, int epoch)
    {
        foreach (var (name, value) in model.named_parameters())
        {
            using var finite = value.isfinite();
            using var all = finite.all();
            if (!all.item<bool>())
            {
                throw new InputException($"{model.GetName()}: training diverged in pass {epoch + 1}, the parameter {name} is not "
                    + $"finite; {Cure}.");
            }
        }
    }

    /// <exception cref="InputException">A score is not finite.</exception>
    public static void Scores(LinkModel model, ReadOnlySpan<float> scores)
    {
        if (FiniteNumbers.FirstOther(scores) is var first and >= 0)
        {
            throw new InputException($"{model.GetName()}: a score is {scores[first]}, which cannot be ranked; {Cure}.");
        }
    }
}
