using System.Globalization;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// Words of a fixed length over an alphabet, written by appending letters, or by appending and prepending them.
/// </summary>
/// <remarks>
/// A state holds the word so far from place 0 on and -1 behind it. Action a appends letter a; with both ends, action n + a
/// prepends it (n letters), and a word has two parents, without its last and without its first letter. The first letter is
/// appended, so that no word of one letter has two parents that are the same. A word that both ends reach from one parent, as
/// "aa" from "a", keeps both moves as edges of their own.
/// </remarks>
public sealed class WordSequence : StatewiseEnvironment, ISymmetricProposal
{
    private readonly string[] letters;

    /// <summary>Creates the environment.</summary>
    /// <param name="letters">The alphabet, 1 to 1,000 letters of any text.</param>
    /// <param name="length">Letters of a finished word, 1 to 1,000.</param>
    /// <param name="bothEnds">True to prepend letters as well.</param>
    /// <param name="reward">A reward of rows of <paramref name="length"/> letters, 0 to n - 1; disposed with the environment.</param>
    /// <param name="device">Where tensors live; null for the CPU.</param>
    /// <exception cref="ArgumentException">The alphabet or the length is out of range.</exception>
    public WordSequence(IReadOnlyList<string> letters, int length, bool bothEnds, Reward reward, Device? device = null)
        : base(Loaded(device), reward)
    {
        ArgumentNullException.ThrowIfNull(letters);
        ArgumentOutOfRangeException.ThrowIfLessThan(letters.Count, 1, nameof(letters));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(letters.Count, 1000, nameof(letters));
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1000);
        this.letters = [.. letters];
        Length = length;
        BothEnds = bothEnds;
    }

    /// <summary>Number of letters of the alphabet.</summary>
    public int LetterCount => letters.Length;

    /// <summary>Letters of a finished word.</summary>
    public int Length { get; }

    /// <summary>Whether letters are prepended as well as appended.</summary>
    public bool BothEnds { get; }

    /// <inheritdoc/>
    public override string Name =>
        string.Create(CultureInfo.InvariantCulture, $"words {letters.Length}^{Length}{(BothEnds ? " from both ends" : string.Empty)}");

    /// <inheritdoc/>
    public override int StateWidth => Length;

    /// <inheritdoc/>
    public override int ActionCount => ((BothEnds ? 2 : 1) * letters.Length) + 1;

    /// <inheritdoc/>
    public override int MaximumLength => Length + 1;

    /// <inheritdoc/>
    public override bool FixedLength => true;

    /// <inheritdoc/>
    public override bool AppendsOnly => !BothEnds;

    /// <inheritdoc/>
    public override int TokenCount => Length;

    /// <inheritdoc/>
    public override int Vocabulary => Length * (letters.Length + 1);

    /// <summary>Words of all lengths up to <see cref="Length"/>.</summary>
    /// <inheritdoc/>
    public override long? StateCount
    {
        get
        {
            var total = 0L;
            for (var k = 0; k <= Length; k++)
            {
                var words = Power(letters.Length, k);
                total = words > long.MaxValue - total ? long.MaxValue : total + words;
            }

            return total;
        }
    }

    /// <inheritdoc/>
    public override long[] InitialState() => Enumerable.Repeat(-1L, Length).ToArray();

    /// <inheritdoc/>
    public override void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        var full = state[^1] >= 0;
        allowed.Fill(!full);
        if (BothEnds && state[0] < 0)
        {
            allowed[letters.Length..].Clear();
        }

        allowed[ExitAction] = full;
    }

    /// <inheritdoc/>
    public override void BackwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        allowed.Clear();
        var written = Written(state);
        if (written > 0)
        {
            allowed[(int)state[written - 1]] = true;
            if (BothEnds && written > 1)
            {
                allowed[letters.Length + (int)state[0]] = true;
            }
        }
    }

    /// <inheritdoc/>
    public override void Step(Span<long> state, int action)
    {
        var written = Written(state);
        if (action < letters.Length)
        {
            state[written] = action;
            return;
        }

        state[..written].CopyTo(state[1..]);
        state[0] = action - letters.Length;
    }

    /// <inheritdoc/>
    public override void StepBack(Span<long> state, int action)
    {
        var written = Written(state);
        if (action >= letters.Length)
        {
            state[1..written].CopyTo(state);
        }

        state[written - 1] = -1;
    }

    /// <inheritdoc/>
    public override void Tokens(ReadOnlySpan<long> state, Span<int> tokens)
    {
        for (var i = 0; i < state.Length; i++)
        {
            tokens[i] = (i * (letters.Length + 1)) + 1 + (int)state[i];
        }
    }

    /// <inheritdoc/>
    public override long Key(ReadOnlySpan<long> state)
    {
        if (Power(letters.Length + 1, Length) == long.MaxValue)
        {
            return base.Key(state);
        }

        var key = 0L;
        foreach (var letter in state)
        {
            key = (key * (letters.Length + 1)) + letter + 1;
        }

        return key;
    }

    /// <summary>One row for each unfinished word, and one for all finished ones.</summary>
    /// <inheritdoc/>
    public override int RowCount => Unfinished is var rows && rows < int.MaxValue ? (int)rows + 1 : 0;

    /// <inheritdoc/>
    public override int Row(ReadOnlySpan<long> state)
    {
        var written = Written(state);
        if (written == Length)
        {
            return RowCount - 1;
        }

        // Words of fewer letters come before; 1 + n (1 + n (...)) numbers the empty word 0.
        var row = 0;
        foreach (var letter in state[..written])
        {
            row = (row * letters.Length) + (int)letter + 1;
        }

        return row;
    }

    /// <summary>Writes one letter anew.</summary>
    /// <inheritdoc/>
    public void Propose(Span<long> state, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        state[random.Next(Length)] = random.Next(letters.Length);
    }

    /// <inheritdoc/>
    public override string Describe(ReadOnlySpan<long> state)
    {
        var separator = Array.TrueForAll(letters, l => l.Length == 1) ? string.Empty : "-";
        return string.Join(separator, state[..Written(state)].ToArray().Select(l => letters[l]));
    }

    private long Unfinished => letters.Length == 1 ? Length : Power(letters.Length, Length) is var words && words < long.MaxValue
        ? (words - 1) / (letters.Length - 1)
        : long.MaxValue;

    private static int Written(ReadOnlySpan<long> state) => state.IndexOf(-1) is var end && end < 0 ? state.Length : end;

    private static Device Loaded(Device? device)
    {
        TorchLibrary.Load();
        return device ?? CPU;
    }
}
