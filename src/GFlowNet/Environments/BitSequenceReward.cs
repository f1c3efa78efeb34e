using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// Nearness of a bit sequence to the closest of a few hidden modes (Malkin et al. 2022, "Trajectory balance", section 5.3,
/// with the distance divided by the length).
/// </summary>
public sealed class BitSequenceReward : Reward
{
    /// <summary>The most modes.</summary>
    public const int ModeLimit = 10_000;

    /// <summary>The largest beta.</summary>
    public const double SharpnessLimit = 1e6;

    // Malkin et al. concatenate these words; shorter sequences take random bits.
    private static readonly byte[] Alphabet = [0b00000000, 0b11111111, 0b11110000, 0b00001111, 0b00111100];
    private readonly BitSequenceRewardOptions options;
    private readonly int bits;
    private readonly int wordSize;
    private readonly Tensor wordBits;
    private readonly Tensor modes;
    private readonly Tensor half;
    private readonly Tensor scale;

    /// <summary>Creates the reward with modes drawn from its seed.</summary>
    /// <param name="bits">n.</param>
    /// <param name="wordSize">Bits in a word, k; divides n.</param>
    /// <param name="options">Modes and sharpness.</param>
    /// <param name="device">Where its tables live.</param>
    public BitSequenceReward(int bits, int wordSize, BitSequenceRewardOptions options, Device device)
    {
        ArgumentNullException.ThrowIfNull(options);
        var possible = PossibleModes(bits);
        if (options.Modes < 1 || options.Modes > possible)
        {
            var why = bits % 8 == 0 && possible < ModeLimit
                ? $" (modes of {bits} bits are joined from {Alphabet.Length} different bytes; a length that is no multiple of 8 has "
                    + $"random ones)"
                : string.Empty;
            throw new ArgumentOutOfRangeException(nameof(options),
                $"{bits} bits may have 1 to {possible:N0} modes, not {options.Modes:N0}{why}.");
        }

        if (!(options.Beta >= 0) || options.Beta > SharpnessLimit || options.ModeRadius < 0 || options.ModeRadius > bits)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"Beta must be 0 to {SharpnessLimit:G} and the mode radius 0 to {bits} (got {options.Beta} and "
                    + $"{options.ModeRadius}).");
        }

        this.options = options;
        this.bits = bits;
        this.wordSize = wordSize;
        Modes = [.. DrawModes(bits, options).Select(ImmutableCollectionsMarshal.AsImmutableArray)];
        var words = 1 << wordSize;
        var table = new float[words, wordSize];
        for (var w = 0; w < words; w++)
        {
            for (var k = 0; k < wordSize; k++)
            {
                table[w, k] = ((w >> (wordSize - 1 - k)) & 1) == 1 ? 1 : -1;
            }
        }

        var signs = new float[bits, Modes.Count];
        for (var m = 0; m < Modes.Count; m++)
        {
            for (var i = 0; i < bits; i++)
            {
                signs[i, m] = Modes[m][i] ? 1 : -1;
            }
        }

        wordBits = tensor(table, device: device).DetachFromDisposeScope();
        modes = tensor(signs, device: device).DetachFromDisposeScope();
        half = Constant.Of(bits / 2.0, ScalarType.Float32, device);
        scale = Constant.Of(-options.Beta / bits, ScalarType.Float32, device);
    }

    /// <summary>The modes, each of n bits.</summary>
    public IReadOnlyList<ImmutableArray<bool>> Modes { get; }

    /// <inheritdoc/>
    public override object Description => new { Type = nameof(BitSequenceReward), Bits = bits, Word = wordSize, Options = options };

    /// <inheritdoc/>
    public override long ModeCount => Modes.Count;

    /// <inheritdoc/>
    public override Tensor LogReward(Tensor states, Tensor? conditions)
    {
        using var scope = TorchScope.Begin();
        return Distances(states).min(1).values.mul(scale).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor IsMode(Tensor states)
    {
        using var scope = TorchScope.Begin();
        return Distances(states).min(1).values.le(tensor(options.ModeRadius + 0.25f, device: states.device)).MoveToOuterDisposeScope();
    }

    /// <summary>The nearest mode of each sequence: a mode counts as found once some sequence came near enough.</summary>
    /// <inheritdoc/>
    public override Tensor ModeNumbers(Tensor states)
    {
        using var scope = TorchScope.Begin();
        return Distances(states).argmin(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            wordBits.Dispose();
            modes.Dispose();
            half.Dispose();
            scale.Dispose();
        }

        base.Dispose(disposing);
    }

    // How many different modes a length has: five bytes make up whole bytes, any bits the rest.
    private static long PossibleModes(int bits) =>
        (long)Math.Min(ModeLimit, bits % 8 == 0 ? Math.Pow(Alphabet.Length, bits / 8) : Math.Pow(2, bits));

    private static List<bool[]> DrawModes(int bits, BitSequenceRewardOptions options)
    {
        var random = new Random(options.Seed);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var modes = new List<bool[]>();
        for (var attempt = 0L; modes.Count < options.Modes && attempt < 1000L * options.Modes; attempt++)
        {
            var mode = new bool[bits];
            for (var i = 0; i < bits; i += 8)
            {
                var word = bits % 8 == 0 ? Alphabet[random.Next(Alphabet.Length)] : (byte)random.Next(256);
                for (var k = 0; k < 8 && i + k < bits; k++)
                {
                    mode[i + k] = ((word >> (7 - k)) & 1) == 1;
                }
            }

            if (seen.Add(string.Concat(mode.Select(b => b ? '1' : '0'))))
            {
                modes.Add(mode);
            }
        }

        return modes.Count == options.Modes
            ? modes
            : throw new ArgumentOutOfRangeException(nameof(options),
                $"The seed {options.Seed} draws fewer than {options.Modes} different modes of {bits} bits: ask for fewer.");
    }

    // [batch, modes]: (n - x.m) / 2 with bits as signs.
    private Tensor Distances(Tensor states)
    {
        var signs = wordBits.index_select(0, states.reshape(-1)).reshape(states.shape[0], bits);
        return half.sub(signs.matmul(modes).div(tensor(2f, device: states.device)));
    }
}
