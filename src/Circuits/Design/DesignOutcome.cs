using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>What a search found.</summary>
/// <param name="Archive">The Pareto front, the best circuit and the count of good ones.</param>
/// <param name="Ensemble">The best distinct circuits, highest reward first.</param>
/// <param name="Gates">The gate set of the words.</param>
/// <param name="Fits">Circuits fitted.</param>
/// <param name="Seconds">Time taken.</param>
/// <param name="CutShort">True when the time limit ended it.</param>
public sealed record DesignOutcome(DesignArchive Archive, IReadOnlyList<DesignResult> Ensemble, GateSet Gates, long Fits, double Seconds, bool CutShort)
{
    /// <summary>The circuit of a result with its angles filled in.</summary>
    /// <param name="result">One of the archive's.</param>
    /// <param name="reference">What it begins with.</param>
    /// <returns>The bound circuit.</returns>
    public Circuit Circuit(DesignResult result, Circuit reference)
    {
        ArgumentNullException.ThrowIfNull(result);
        var angles = (double[])result.Angles.Clone();
        var next = 0;
        foreach (var letter in result.Word)
        {
            var gate = Gates.Gates[(int)letter];
            if (gate.HasAngle)
            {
                // Whole turns of a rotation are a global phase.
                angles[next] = gate.Kind is GateKind.RX or GateKind.RY or GateKind.RZ ? Math.IEEERemainder(angles[next], 2 * Math.PI) : angles[next];
                next++;
            }
        }

        return Gates.Build(result.Word, reference).Bind(angles);
    }
}
