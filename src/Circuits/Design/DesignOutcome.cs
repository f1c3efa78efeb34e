using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

/// <summary>What a search found.</summary>
/// <param name="Archive">The Pareto front, the best circuit and the count of good ones.</param>
/// <param name="Ensemble">The best distinct circuits, highest reward first.</param>
/// <param name="Gates">The gate set of the words.</param>
/// <param name="Fits">Circuits fitted.</param>
/// <param name="Seconds">Time taken.</param>
/// <param name="CutShort">True when the time limit ended it.</param>
public sealed record DesignOutcome(
    DesignArchive Archive, IReadOnlyList<DesignResult> Ensemble, GateSet Gates, long Fits, double Seconds, bool CutShort)
{
    /// <summary>What circuits begin with.</summary>
    public required Circuit Reference { get; init; }

    /// <summary>Work done, in units of about a nanosecond of one core.</summary>
    public long Work { get; init; }

    /// <summary>The most layers of a circuit that were allowed; null for any number.</summary>
    public int? MaximumDepth { get; init; }

    /// <summary>What the search went by, where it went for a target.</summary>
    public DesignGoal? Goal { get; init; }

    /// <summary>How a classifier's size was chosen; null for other problems.</summary>
    public ClassifierChoice? Classifier { get; init; }

    /// <summary>What was chosen in the user's place, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether the search began with circuits of a similar problem (<see cref="TargetDesigner.Carried"/>).</summary>
    public bool Continued { get; init; }

    /// <summary>What the trained policy samples; null where none was trained, or the search was cut short.</summary>
    public DesignSampler? Sampler { get; init; }

    /// <summary>The ensemble as it was searched, where <see cref="Ensemble"/> was lifted to more qubits; null elsewhere.</summary>
    internal (GateSet Gates, IReadOnlyList<DesignResult> Circuits)? Searched { get; init; }

    /// <summary>What a search of a similar problem may begin with; null where nothing grew.</summary>
    internal GrownCircuits? Grown { get; init; }

    /// <summary>
    /// The determinant that words were written from as |0...0> (a basis index, qubit 0 the most significant bit); null where words follow
    /// <see cref="Reference"/>.
    /// </summary>
    internal ulong? Determinant { get; init; }

    /// <summary>
    /// The circuit to show first: with a target, the one that meets it with the fewest CX, or the one of least cost where none does;
    /// without, the one of highest reward; of classifiers the one that cross-validation chose.
    /// </summary>
    public DesignResult Lead => Classifier is { } choice ? choice.Circuit
        : Goal is null ? Archive.Best! : Goal.Best ?? Archive.Front.MinBy(static r => r.Cost)!;

    /// <summary>
    /// Circuits of the ensemble within the target, or within the problem's tolerance of the least cost found, highest reward first. Where
    /// symmetries dropped qubits they are as they were searched: on the qubits left, without the CX that give the others their parities.
    /// </summary>
    /// <param name="most">The most circuits, at least 0.</param>
    /// <returns>The circuits; none where gates turn by features of data.</returns>
    public IReadOnlyList<CircuitWord> Accurate(int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var limit = Goal is { } goal ? goal.Anchor.Estimate + goal.TargetError : Archive.Front.Min(static r => r.Cost) + Archive.Tolerance;
        var (gates, circuits) = Searched ?? (Gates, Ensemble);
        return gates.Features > 0 ? []
            : [.. circuits.Where(c => c.Cost <= limit && c.Gates > 0).Take(most).Select(c => CircuitWord.Of(gates, c))];
    }

    /// <summary>The circuit of a result with its angles filled in.</summary>
    /// <param name="result">One of the archive's.</param>
    /// <returns>The bound circuit, its state preparation included.</returns>
    /// <exception cref="InvalidOperationException">Its angles depend on the row: <see cref="Uploading"/> has them.</exception>
    public Circuit Circuit(DesignResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (Gates.CountUploads(result.Word.AsSpan()) > 0)
        {
            throw new InvalidOperationException("The circuit turns by the features of a row of data: it is bound to one by Uploading.");
        }

        var angles = result.Angles.ToArray();
        var reference = Determinant is { } determinant ? Gates.FromDeterminant(result.Word.AsSpan(), angles, determinant) : Reference;
        var next = 0;
        foreach (var letter in result.Word)
        {
            var gate = Gates.Gates[(int)letter];
            if (gate.HasAngle)
            {
                // Whole turns of a rotation are a global phase.
                angles[next] = gate.Kind is GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.RZZ
                    ? Math.IEEERemainder(angles[next], 2 * Math.PI)
                    : angles[next];
                next++;
            }
        }

        return Gates.Build(result.Word.AsSpan(), NativeGateSet.Written(Gates, reference)).Bind(angles);
    }

    /// <summary>The circuit of a result of a classifier, with the features that its angles belong to.</summary>
    /// <param name="result">One of the archive's.</param>
    /// <returns>The circuit and its angles.</returns>
    public ClassifierCircuit Uploading(DesignResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Gates.Classifier(result, Reference);
    }
}
