using System.Collections.Immutable;

namespace Quiver.Circuits.Design;

/// <summary>Gates that stand together again and again in accurate circuits: a macro action for searches of other problems.</summary>
/// <param name="Gates">At most 7 gates on at most 3 qubits, in canonical form: qubits numbered from 0 as they appear, commuting gates in
/// one order.</param>
/// <param name="TypicalAngles">At most 4 sets of angles that they had most often, radians, one for each gate with an angle; one empty set
/// where there is none.</param>
/// <param name="Count">How often they stand in the circuits, overlaps included.</param>
/// <param name="Circuits">In how many circuits.</param>
/// <param name="Results">In circuits of how many results.</param>
/// <param name="Support">For every result the share of its circuits that they stand in, summed.</param>
public sealed record GadgetEntry(
    ImmutableArray<DesignGate> Gates, ImmutableArray<ImmutableArray<double>> TypicalAngles, int Count, int Circuits, int Results,
    double Support)
{
    /// <summary>The most gates.</summary>
    public const int MostGates = 7;

    /// <summary>The most qubits.</summary>
    public const int MostQubits = 3;

    // Matrix elements that typical angles, means of similar ones, leave where there would be none.
    private const double Nearly = 0.02;

    /// <summary>Qubits that they act on.</summary>
    public int Qubits => Gates.Max(static g => g.Qubits.Max()) + 1;

    /// <summary>CX gates that they cost, compiled.</summary>
    public int Cx => Gates.Sum(static g => g.CxCost);

    /// <summary>Angles.</summary>
    public int Angles => Gates.Count(static g => g.HasAngle);

    /// <summary>What entries are sorted by: support times the proposals saved by putting all gates in at once.</summary>
    public double Value => Support * (Gates.Length - 1);

    /// <summary>What the gates keep at every angle.</summary>
    public GadgetSymmetry Symmetry => GadgetSymmetries.Of(Gates);

    /// <summary>The most that they keep at one of the typical sets of angles.</summary>
    public GadgetSymmetry TypicalSymmetry => TypicalAngles.Max(a => GadgetSymmetries.At(Gates, a.AsSpan(), Nearly));

    /// <summary>The gates, as in <c>CX 0,1; RY 1; CX 0,1</c>.</summary>
    public override string ToString() => string.Join("; ", Gates);
}
