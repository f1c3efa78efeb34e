namespace Quiver.Circuits.Design;

/// <summary>How often a chain proposes what, by its temperature.</summary>
internal sealed class MovePolicy
{
    /// <summary>Temperatures told apart: above 1, above 0.3, and below.</summary>
    public const int Temperatures = 3;

    /// <summary>Kinds of moves.</summary>
    public const int Kinds = (int)ChainMove.TakePair + 1;

    // By hand: pairs, gadgets, steepest gates, and the shares of plain changes, of which two are made at once in a quarter.
    private const double Pairs = 0.1;
    private const double Twice = 0.25;
    private static readonly double[] Plain = [0.3, 0.1, 0.3, 0.1, 0.1, 0.1];
    private readonly double[] shares;

    /// <param name="shares">For every temperature, hottest first, the share of every kind, at least 0; scaled to 1.</param>
    public MovePolicy(IReadOnlyList<double> shares)
    {
        if (shares.Count != Temperatures * Kinds || shares.Any(static s => !(s >= 0)))
        {
            throw new FormatException(FormattableString.Invariant($"shares of moves are {Temperatures * Kinds} numbers of at least 0"));
        }

        this.shares = [.. shares.Chunk(Kinds).SelectMany(static row => row.Select(s => s / row.Sum()))];
    }

    /// <summary>The control that knows nothing: every kind alike.</summary>
    public static MovePolicy Uniform { get; } = new([.. Enumerable.Repeat(1.0, Temperatures * Kinds)]);

    /// <summary>The share of every kind at every temperature.</summary>
    public IReadOnlyList<double> Shares => shares;

    /// <summary>The shares made by hand, the same at every temperature.</summary>
    /// <param name="steep">Share of the steepest gates, half of them exchanges.</param>
    /// <param name="gadgets">Share of the gadgets.</param>
    public static MovePolicy ByHand(double steep, double gadgets)
    {
        var rest = (1 - Pairs) * (1 - steep - gadgets);
        double[] row =
        [
            .. Plain.Select(p => p * rest * (1 - Twice)), rest * Twice, (1 - Pairs) * gadgets, (1 - Pairs) * steep / 2,
            (1 - Pairs) * steep / 2, Pairs,
        ];
        return new MovePolicy([.. Enumerable.Repeat(row, Temperatures).SelectMany(static r => r)]);
    }

    /// <summary>The same without some kinds, the others in their proportion.</summary>
    /// <param name="moves">The kinds.</param>
    public MovePolicy Without(params IReadOnlyList<ChainMove> moves) =>
        new([.. shares.Select((s, i) => moves.Contains((ChainMove)(i % Kinds)) ? 0 : s)]);

    /// <summary>The row of a temperature.</summary>
    /// <param name="temperature">On log R.</param>
    public static int Row(double temperature) => temperature > 1 ? 0 : temperature > 0.3 ? 1 : 2;

    /// <summary>Draws a kind of move.</summary>
    /// <param name="temperature">On log R.</param>
    /// <param name="random">Source of randomness, of which one number is drawn.</param>
    public ChainMove Draw(double temperature, Random random)
    {
        var row = Row(temperature) * Kinds;
        var left = random.NextDouble();
        var kind = 0;
        while (kind + 1 < Kinds && (left >= shares[row + kind] || shares[row + kind] == 0))
        {
            left -= shares[row + kind];
            kind++;
        }

        return (ChainMove)kind;
    }
}
