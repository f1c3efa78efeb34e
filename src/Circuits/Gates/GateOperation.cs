using System.Diagnostics.CodeAnalysis;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Gates;

/// <summary>One gate on named qubits with its angles. Immutable.</summary>
public sealed class GateOperation : IEquatable<GateOperation>
{
    private readonly int[] qubits;
    private readonly Angle[] angles;

    /// <summary>Creates an operation of any kind but the Pauli exponential.</summary>
    /// <param name="kind">The gate.</param>
    /// <param name="qubits">Distinct qubits, as many as the gate takes; controls first.</param>
    /// <param name="angles">As many angles as the gate takes.</param>
    /// <exception cref="ArgumentException">Wrong number of qubits or angles, or a qubit twice.</exception>
    public GateOperation(GateKind kind, ReadOnlySpan<int> qubits, params ReadOnlySpan<Angle> angles)
    {
        var info = GateTable.Get(kind);
        if (kind == GateKind.PauliExp)
        {
            throw new ArgumentException("A Pauli exponential is made with GateOperation.PauliExponential.", nameof(kind));
        }

        if (qubits.Length != info.Qubits || angles.Length != info.Angles)
        {
            throw new ArgumentException(
                $"Gate {info.Name} takes {info.Qubits} qubits and {info.Angles} angles, not {qubits.Length} and {angles.Length}.",
                    nameof(qubits));
        }

        RequireDistinct(info.Name, qubits);
        Kind = kind;
        this.qubits = qubits.ToArray();
        this.angles = angles.ToArray();
    }

    private GateOperation(GateKind kind, int[] qubits, Angle[] angles, PauliString letters)
    {
        Kind = kind;
        this.qubits = qubits;
        this.angles = angles;
        Letters = letters;
    }

    /// <summary>The gate.</summary>
    public GateKind Kind { get; }

    /// <summary>The gate's data.</summary>
    public GateInfo Info => GateTable.Get(Kind);

    /// <summary>Qubits, controls first.</summary>
    public ReadOnlySpan<int> Qubits => qubits;

    /// <summary>Angles in radians, as many as the gate takes.</summary>
    public ReadOnlySpan<Angle> Angles => angles;

    /// <summary>For the Pauli exponential: one letter X, Y or Z for each entry of <see cref="Qubits"/>. Otherwise of no qubits.</summary>
    public PauliString Letters { get; }

    /// <summary>Whether some angle is free.</summary>
    public bool IsFree => Array.Exists(angles, static a => a.IsFree);

    /// <summary>exp(-i angle P / 2).</summary>
    /// <param name="pauli">P on all qubits of the circuit; its I letters are dropped.</param>
    /// <param name="angle">The angle.</param>
    /// <returns>The operation on the qubits where P is not I.</returns>
    /// <exception cref="ArgumentException">P is the identity.</exception>
    public static GateOperation PauliExponential(PauliString pauli, Angle angle)
    {
        if (pauli.IsIdentity)
        {
            throw new ArgumentException("The exponential of an identity string is a global phase, which circuits do not hold.",
                nameof(pauli));
        }

        var support = Enumerable.Range(0, pauli.Qubits).Where(q => pauli[q] != 'I').ToArray();
        var letters = PauliString.Parse(support.Select(q => pauli[q]).ToArray());
        return new GateOperation(GateKind.PauliExp, support, [angle], letters);
    }

    /// <summary>exp(-i angle P / 2) with one letter for each listed qubit.</summary>
    /// <param name="letters">Letters X, Y, Z (an I is dropped with its qubit).</param>
    /// <param name="qubits">Distinct qubits, one per letter.</param>
    /// <param name="angle">The angle.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a qubit appears twice or all letters are I.</exception>
    public static GateOperation PauliExponential(PauliString letters, ReadOnlySpan<int> qubits, Angle angle)
    {
        if (letters.Qubits != qubits.Length)
        {
            throw new ArgumentException($"{letters.Qubits} letters do not fit {qubits.Length} qubits.", nameof(qubits));
        }

        RequireDistinct("pauliexp", qubits);
        if (letters.Weight == letters.Qubits && letters.Qubits > 0)
        {
            return new GateOperation(GateKind.PauliExp, qubits.ToArray(), [angle], letters);
        }

        var kept = new List<int>();
        var text = new List<char>();
        for (var i = 0; i < qubits.Length; i++)
        {
            if (letters[i] != 'I')
            {
                kept.Add(qubits[i]);
                text.Add(letters[i]);
            }
        }

        return kept.Count > 0
            ? new GateOperation(GateKind.PauliExp, [.. kept], [angle], PauliString.Parse(text.ToArray()))
            : throw new ArgumentException("The exponential of an identity string is a global phase, which circuits do not hold.",
                nameof(letters));
    }

    /// <summary>The inverse operation on the same qubits.</summary>
    /// <returns>The adjoint.</returns>
    public GateOperation Adjoint()
    {
        var negated = Array.ConvertAll(angles, static a => -a);
        if (Kind == GateKind.U)
        {
            (negated[1], negated[2]) = (negated[2], negated[1]);
        }

        return new GateOperation(Info.Adjoint, qubits, negated, Letters);
    }

    /// <summary>The same gate with other angles.</summary>
    /// <param name="values">As many angles as the gate takes.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="ArgumentException">Another number of angles.</exception>
    public GateOperation WithAngles(params ReadOnlySpan<Angle> values) => values.Length == angles.Length
        ? new GateOperation(Kind, qubits, values.ToArray(), Letters)
        : throw new ArgumentException($"Gate {Info.Name} takes {angles.Length} angles, not {values.Length}.", nameof(values));

    /// <summary>The same gate on other qubits.</summary>
    /// <param name="map">map[q] is the new name of qubit q.</param>
    /// <returns>The operation.</returns>
    public GateOperation OnQubits(ReadOnlySpan<int> map)
    {
        var moved = new int[qubits.Length];
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = map[qubits[i]];
        }

        RequireDistinct(Info.Name, moved);
        return new GateOperation(Kind, moved, angles, Letters);
    }

    /// <inheritdoc/>
    public bool Equals(GateOperation? other) => other is not null && Kind == other.Kind
        && Qubits.SequenceEqual(other.Qubits) && Angles.SequenceEqual(other.Angles) && Letters == other.Letters;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GateOperation);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = (int)Kind + 17;
        foreach (var q in qubits)
        {
            hash = unchecked((hash * 31) + q);
        }

        foreach (var a in angles)
        {
            hash = unchecked((hash * 31) + a.Parameter + BitConverter.DoubleToInt64Bits(a.Offset + a.Scale).GetHashCode());
        }

        return hash;
    }

    /// <summary>For example <c>crx(0.5) 0,1</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var letters = Kind == GateKind.PauliExp ? "[" + Letters + "]" : string.Empty;
        var values = angles.Length == 0 ? string.Empty : "(" + string.Join(", ", angles) + ")";
        return $"{Info.Name}{letters}{values} {string.Join(',', qubits)}";
    }

    [SuppressMessage("Performance", "CA1859", Justification = "A span, not an array.")]
    private static void RequireDistinct(string name, ReadOnlySpan<int> qubits)
    {
        for (var i = 0; i < qubits.Length; i++)
        {
            if (qubits[i] < 0)
            {
                throw new ArgumentException($"Gate {name} names qubit {qubits[i]}; qubits count from 0.", nameof(qubits));
            }

            if (qubits[..i].Contains(qubits[i]))
            {
                throw new ArgumentException($"Gate {name} names qubit {qubits[i]} twice.", nameof(qubits));
            }
        }
    }
}
