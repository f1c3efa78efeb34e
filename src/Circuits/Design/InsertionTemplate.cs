namespace Quiver.Circuits.Design;

/// <summary>Gates that may be put in together, as <see cref="InsertionScan"/> knows them.</summary>
/// <param name="Letters">The gates in order.</param>
/// <param name="Strings">Pauli strings, as index bits, that their free angle turns about at the place behind them, with weights.</param>
/// <param name="Feature">The feature of a row of data that they turn by; -1 for a plain angle.</param>
internal sealed record InsertionTemplate(int[] Letters, (uint X, uint Z, double Weight)[] Strings, int Feature = -1)
{
    /// <summary>The angle of every gate at which they leave a circuit as it is, up to a phase; 0 for gates without one.</summary>
    public double[] Angles { get; init; } = new double[Letters.Length];

    /// <summary>What they cost in CX, or in two-qubit gates of the device.</summary>
    public int Cx { get; init; } = Letters.Length - 1;
}
