namespace Quiver.Circuits.Design;

/// <summary>Gates that leave a circuit as it is while the angle among them is 0.</summary>
/// <param name="Place">Gates of the word before them.</param>
/// <param name="Letters">The gates: a rotation, between CX gates and their mirror image or alone.</param>
/// <param name="Slope">Derivative of the cost by the angle at 0, per radian; its sign is not meant.</param>
/// <param name="Flips">Index bits that the rotation flips, seen from the circuit's end.</param>
internal readonly record struct Insertion(int Place, int[] Letters, double Slope, uint Flips)
{
    /// <summary>CX gates among them; some may cancel against their neighbours.</summary>
    public int Cx => Letters.Length - 1;
}
