namespace Quiver.Circuits.Design;

/// <summary>Gates that leave a circuit as it is while their free angle is at its start.</summary>
/// <param name="Place">Gates of the word before them.</param>
/// <param name="Letters">The gates: a rotation, between CX gates and their mirror image or alone; of native sets also with gates of fixed
/// angles around it.</param>
/// <param name="Slope">Derivative of the cost by the angle, per radian; its sign is not meant.</param>
/// <param name="Flips">Index bits that the rotation flips, seen from the circuit's end.</param>
internal readonly record struct Insertion(int Place, int[] Letters, double Slope, uint Flips)
{
    /// <summary>The angles that they begin at; 0 for gates without one.</summary>
    public double[] Angles { get; init; } = new double[Letters.Length];

    /// <summary>CX gates, or two-qubit gates of the device, among them; some may cancel against their neighbours.</summary>
    public int Cx { get; init; } = Letters.Length - 1;
}
