using System.Runtime.InteropServices;
using Quiver.Core.Randomness;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Sampling;

/// <summary>
/// The random numbers of a walk: of entry (step, row) of its stream the first word chooses the action and the second one
/// decides whether it is drawn evenly; the entry of the step <see cref="Once"/> holds what a row needs once.
/// </summary>
/// <remarks>The kernels in <c>Device/</c> read the same words, so a walk is the same on every device.</remarks>
internal static class WalkNoise
{
    /// <summary>The step under which a row's own numbers stand.</summary>
    public const uint Once = uint.MaxValue;

    /// <summary>Steps at the beginning of a row that are drawn evenly.</summary>
    public static int EvenPrefix(RandomStream stream, int row, Exploration exploration)
    {
        if (!(exploration.PrefixProbability > 0) || exploration.PrefixLength < 1)
        {
            return 0;
        }

        var words = stream.At(Once, (uint)row);
        return PhiloxWords.Unit(words.X) < exploration.PrefixProbability ? 1 + (int)(PhiloxWords.Unit(words.Y) * exploration.PrefixLength)
            : 0;
    }

    /// <summary>The numbers that choose actions, [steps, batch], float64, on the device.</summary>
    public static Tensor Actions(RandomStream stream, int steps, int batch, Device device)
    {
        var values = empty([steps, batch], ScalarType.Float64);
        var numbers = MemoryMarshal.Cast<byte, double>(values.bytes);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = PhiloxWords.Unit(stream.At((uint)(i / batch), (uint)(i % batch)).X);
        }

        return values.to(device);
    }

    /// <summary>Where actions are drawn evenly, [steps, batch, 1], bool, on the device; null for nowhere.</summary>
    public static Tensor? Even(RandomStream stream, int steps, int batch, Exploration exploration, Device device)
    {
        if (!(exploration.Epsilon > 0) && !(exploration.PrefixProbability > 0 && exploration.PrefixLength > 0))
        {
            return null;
        }

        var prefix = Enumerable.Range(0, batch).Select(r => EvenPrefix(stream, r, exploration)).ToArray();
        var values = empty([steps, batch, 1], ScalarType.Bool);
        var flags = MemoryMarshal.Cast<byte, bool>(values.bytes);
        for (var i = 0; i < flags.Length; i++)
        {
            var (t, r) = (i / batch, i % batch);
            flags[i] = t < prefix[r] || PhiloxWords.Unit(stream.At((uint)t, (uint)r).Y) < exploration.Epsilon;
        }

        return values.to(device);
    }

    /// <summary>Plain uniform numbers of any shape, float64, on the device.</summary>
    public static Tensor Uniform(RandomStream stream, long[] shape, Device device)
    {
        var values = empty(shape, ScalarType.Float64);
        stream.Fill(MemoryMarshal.Cast<byte, double>(values.bytes));
        return values.to(device);
    }

    /// <summary>
    /// Draws by inversion: in each row the first allowed action at which the cumulated weight exceeds u times the total.
    /// </summary>
    /// <param name="logits">[n, actions].</param>
    /// <param name="mask">[n, actions], bool: what is allowed.</param>
    /// <param name="u">[n], float64.</param>
    /// <returns>[n], int64; the last allowed action where the logits are not numbers.</returns>
    public static Tensor Draw(Tensor logits, Tensor mask, Tensor u)
    {
        var scores = where(mask, logits, full_like(logits, double.NegativeInfinity));
        var weights = scores.sub(scores.amax([1], true)).exp().to(ScalarType.Float64);
        var cumulated = weights.cumsum(1);
        var count = logits.shape[1];
        var reached = cumulated.gt(cumulated.narrow(1, count - 1, 1).mul(u.unsqueeze(1)));
        var order = arange(count, ScalarType.Int64, logits.device).unsqueeze(0);
        var ranked = where(reached, full_like(order, 2 * count).sub(order), order);
        return where(mask, ranked, full_like(order, -1)).argmax(1);
    }
}
