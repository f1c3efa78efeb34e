using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>A reward written as a plain function of one object. Slow beside tensors, right beside a simulator.</summary>
/// <param name="logReward">log R from the numbers of one finished state; called from one thread.</param>
public sealed class FunctionReward(Func<long[], double> logReward) : Reward
{
    /// <inheritdoc/>
    public override Tensor LogReward(Tensor states, Tensor? conditions)
    {
        ArgumentNullException.ThrowIfNull(states);
        var (rows, width) = ((int)states.shape[0], (int)states.shape[1]);
        long[] numbers;
        using (var host = states.cpu().contiguous())
        {
            numbers = host.data<long>().ToArray();
        }

        var values = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            values[i] = logReward(numbers[(i * width)..((i + 1) * width)]);
        }

        return tensor(values, ScalarType.Float64, states.device);
    }
}
