using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>What the two ways of writing a bit sequence share: n bits as words of k, unwritten words marked -1.</summary>
public abstract class BitSequenceEnvironment : DiscreteEnvironment
{
    /// <summary>The longest sequence in bits.</summary>
    public const int BitLimit = 16_384;

    private readonly Tensor offsets;
    private readonly Tensor weights;

    private protected BitSequenceEnvironment(int bits, int wordSize, Device device, Reward reward)
        : base(device, reward)
    {
        Check(bits, wordSize);
        Bits = bits;
        WordSize = wordSize;
        Words = 1 << wordSize;
        Length = bits / wordSize;
        offsets = tensor(Enumerable.Range(0, Length).Select(i => ((long)i * (Words + 1)) + 1).ToArray(),
            device: device).DetachFromDisposeScope();
        weights = RadixWeights(Words + 1, Length);
    }

    /// <summary>n.</summary>
    public int Bits { get; }

    /// <summary>k.</summary>
    public int WordSize { get; }

    /// <summary>Number of different words, 2^k.</summary>
    public int Words { get; }

    /// <summary>Number of words in a sequence, n / k.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public override int StateWidth => Length;

    /// <inheritdoc/>
    public override int MaximumLength => Length + 1;

    /// <inheritdoc/>
    public override bool FixedLength => true;

    /// <inheritdoc/>
    public override int TokenCount => Length;

    /// <inheritdoc/>
    public override int Vocabulary => Length * (Words + 1);

    /// <inheritdoc/>
    public override long[] InitialState() => Enumerable.Repeat(-1L, Length).ToArray();

    /// <inheritdoc/>
    public override Tensor Tokens(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        return states.add(offsets);
    }

    /// <inheritdoc/>
    public override Tensor Keys(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        return MixedRadix(states.add(Constant.One), weights);
    }

    /// <inheritdoc/>
    public override string Describe(ReadOnlySpan<long> state)
    {
        var text = new System.Text.StringBuilder();
        foreach (var word in state)
        {
            text.Append(word < 0 ? new string('.', WordSize) : Convert.ToString(word, 2).PadLeft(WordSize, '0'));
        }

        return text.ToString();
    }

    /// <inheritdoc cref="IHostEnvironment.Tokens"/>
    public void Tokens(ReadOnlySpan<long> state, Span<int> tokens)
    {
        for (var i = 0; i < state.Length; i++)
        {
            tokens[i] = (i * (Words + 1)) + 1 + (int)state[i];
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            offsets.Dispose();
            weights.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected static Device Loaded(Device? device)
    {
        TorchLibrary.Load();
        return device ?? CPU;
    }

    private protected static BitSequenceReward CreateReward(int bits, int wordSize, BitSequenceRewardOptions? options, Device device)
    {
        Check(bits, wordSize);
        return new BitSequenceReward(bits, wordSize, options ?? new(), device);
    }

    private static void Check(int bits, int wordSize)
    {
        if (bits is < 1 or > BitLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), $"A sequence has 1 to {BitLimit:N0} bits (got {bits}).");
        }

        if (wordSize is < 1 or > 16 || bits % wordSize != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(wordSize),
                $"The word size must be 1 to 16 and divide the {bits} bits (got {wordSize}).");
        }
    }
}
