using System.Collections.Immutable;
using System.Numerics;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Gates;

/// <summary>
/// What is known of a kind of gate: one row of <see cref="GateTable"/>. Simulators, gradients, the transpiler, the simplifier, writers,
/// readers and drawings read it, so that a gate is described here and nowhere else. Flags are computed from the matrix.
/// </summary>
/// <remarks>Texts of gates use <see cref="GateWord"/>: the gate's own qubits are 0, 1, ..., its angles a, b, c.</remarks>
public sealed class GateInfo
{
    // Angles at which no gate has a special value.
    private static readonly double[] Generic = [0.7310585, -1.2345678, 2.9182736];
    private ImmutableArray<GateOperation> decomposition;
    private ImmutableArray<GateOperation> frame;
    private ImmutableArray<GateOperation> core;
    private ImmutableArray<GateOperation> frameBack;
    private ImmutableArray<Angle> euler;
    private double? fixedPhase;
    private string? axes;
    private bool? isSymmetric;
    private bool? hasTwoFrequencies;

    internal GateInfo(GateKind kind, string name, int qubits, int angles)
    {
        Kind = kind;
        Name = name;
        Qubits = qubits;
        Angles = angles;
        Adjoint = kind;
    }

    /// <summary>The gate.</summary>
    public GateKind Kind { get; }

    /// <summary>Its name in OpenQASM and on the command line, lower case.</summary>
    public string Name { get; }

    /// <summary>Number of qubits; 0 for the Pauli exponential, which takes as many as its string has letters.</summary>
    public int Qubits { get; }

    /// <summary>Number of angles.</summary>
    public int Angles { get; }

    /// <summary>Kind of the adjoint; angles change sign (and phi, lambda of U change places).</summary>
    public GateKind Adjoint { get; internal init; }

    /// <summary>G in exp(-i angle G); empty for gates without one angle and for the Pauli exponential. The terms commute.</summary>
    public ImmutableArray<GeneratorTerm> Generator { get; internal init; } = [];

    /// <summary>Number of control qubits, which come first; the gate acts as <see cref="Target"/> when all are 1.</summary>
    public int Controls { get; internal init; }

    /// <summary>What a controlled gate does with its last qubit; the gate itself where there are no controls.</summary>
    public GateKind Target => ControlledKind ?? Kind;

    /// <summary>Other names under which readers know the gate, with the same phase.</summary>
    public ImmutableArray<string> Aliases { get; internal init; } = [];

    /// <summary>Whether the gate is its own inverse.</summary>
    public bool IsSelfInverse => Angles == 0 && Adjoint == Kind;

    /// <summary>Whether the matrix is diagonal.</summary>
    public bool IsDiagonal => Axes.Length > 0 && !Axes.AsSpan().ContainsAnyExcept('Z');

    /// <summary>Whether the order of its qubits does not matter.</summary>
    public bool IsSymmetric => isSymmetric ??= Matrix is not null && IsInvariant();

    /// <summary>Whether an energy as a function of the one angle holds the frequencies 1/2 and 1, so that a full turn is no
    /// identity.</summary>
    public bool HasTwoFrequencies => hasTwoFrequencies ??= Matrix is not null && Angles == 1 && !IsPhase(Matrix([2 * Math.PI]));

    /// <summary>
    /// For each qubit the letter of the Pauli matrix that the gate commutes with there, at any angles; '-' for none. Empty for the Pauli
    /// exponential, whose letters are in the operation.
    /// </summary>
    public string Axes => axes ??= Matrix is null ? string.Empty : string.Concat(Enumerable.Range(0, Qubits).Select(Axis));

    /// <summary>The closed form by its angles, row-major, first qubit most significant; null for the Pauli exponential.</summary>
    internal GateMatrix? Matrix { get; init; }

    /// <summary>The kind under the controls.</summary>
    internal GateKind? ControlledKind { get; init; }

    /// <summary>What simulators do where they have no kernel, exact: <c>frame | core</c> is frame, core, and the frame undone.</summary>
    internal string? Form { get; init; }

    /// <summary>One-qubit gates and CX, equal up to a phase; null for gates that are one already.</summary>
    internal string? Cx { get; init; }

    /// <summary>For a fixed gate exp(-i G) with commuting strings: the terms of G. Its powers and Q# follow from it.</summary>
    internal ImmutableArray<GeneratorTerm> Exponent { get; init; } = [];

    /// <summary>The angle of diag(1, e^{i angle}) for gates of this form, in the notation of <see cref="GateWord"/>; null for
    /// others.</summary>
    internal string? Phase { get; init; }

    /// <summary>Angles theta; phi; lambda of the U gate that equals a one-qubit rotation up to a phase; null where the matrix says
    /// it.</summary>
    internal string? Euler { get; init; }

    /// <summary>The gate that two of them make up to a phase; null for none in the table.</summary>
    internal GateKind? Square { get; init; }

    /// <summary>Statements in Q#, separated by "; ", with q0 and a0 for qubits and angles; null: exponentials of the generator.</summary>
    internal string? QSharp { get; init; }

    /// <summary>The standard libraries that define the gate.</summary>
    internal QasmHeader Includes { get; init; }

    /// <summary>Its name in OpenQASM 2 and 3 where that is not <see cref="Name"/>.</summary>
    internal (string V2, string V3)? WrittenName { get; init; }

    /// <summary>The text in a drawing's box; '#' stands for the place of the qubit. Null: the name in capitals.</summary>
    internal string? Label { get; init; }

    /// <summary>How a drawing shows the gate: under controls, or, for an exchange, always.</summary>
    internal GateSymbol Symbol { get; init; }

    /// <summary>The gate in one-qubit gates and CX on its own qubits, equal up to a phase.</summary>
    internal ImmutableArray<GateOperation> Decomposition => decomposition.IsDefault
        ? decomposition = GateWord.Parse(Cx ?? throw new InvalidOperationException($"Gate {Name} has no decomposition."))
        : decomposition;

    /// <summary>What stands before the core of <see cref="Form"/>, and is undone after it.</summary>
    internal ImmutableArray<GateOperation> Frame => frame.IsDefault ? frame = FormPart(0) : frame;

    /// <summary>The frame undone.</summary>
    internal ImmutableArray<GateOperation> FrameBack => frameBack.IsDefault
        ? frameBack = [.. Frame.Reverse().Select(static o => o.Adjoint())]
        : frameBack;

    /// <summary>The angles of <see cref="Euler"/>; empty where there are none.</summary>
    internal ImmutableArray<Angle> EulerAngles => euler.IsDefault ? euler = Euler is null ? [] : [.. GateWord.Angles(Euler)] : euler;

    /// <summary>Whether the gate is diag(1, e^{i angle}) with its own angle.</summary>
    internal bool IsPhaseGate => Phase is not null && Angles == 1;

    /// <summary>The angle of diag(1, e^{i angle}) without angles of its own, radians.</summary>
    internal double FixedPhase => fixedPhase ??= GateWord.Angles(Phase!)[0].Offset;

    /// <summary>What stands between the frame and its inverse.</summary>
    internal ImmutableArray<GateOperation> Core => core.IsDefault ? core = FormPart(1) : core;

    private ImmutableArray<GateOperation> FormPart(int part) => Form is null ? [] : GateWord.Parse(Form.Split('|')[part]);

    private char Axis(int qubit)
    {
        var m = Matrix!(Generic.AsSpan(0, Angles));
        foreach (var letter in "ZXY")
        {
            var label = new string('I', qubit) + letter + new string('I', Qubits - qubit - 1);
            var pauli = GateMatrices.Pauli(PauliString.Parse(label));
            if (Difference(Product(m, pauli), Product(pauli, m)) < 1e-12)
            {
                return letter;
            }
        }

        return '-';
    }

    // Exchanges of neighbours generate all orders.
    private bool IsInvariant()
    {
        var m = Matrix!(Generic.AsSpan(0, Angles));
        var size = 1 << Qubits;
        for (var low = 0; low + 1 < Qubits; low++)
        {
            int Exchanged(int i) => ((i >> low) & 1) == ((i >> (low + 1)) & 1) ? i : i ^ (3 << low);
            for (var i = 0; i < m.Length; i++)
            {
                if ((m[i] - m[(Exchanged(i / size) * size) + Exchanged(i % size)]).Magnitude > 1e-12)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool IsPhase(Complex[] m)
    {
        var size = 1 << Qubits;
        var identity = new Complex[m.Length];
        for (var i = 0; i < size; i++)
        {
            identity[(i * size) + i] = m[0];
        }

        return Difference(m, identity) < 1e-12;
    }

    private Complex[] Product(Complex[] a, Complex[] b)
    {
        var size = 1 << Qubits;
        var result = new Complex[a.Length];
        for (var i = 0; i < a.Length; i++)
        {
            for (var k = 0; k < size; k++)
            {
                result[i] += a[(i / size * size) + k] * b[(k * size) + (i % size)];
            }
        }

        return result;
    }

    private static double Difference(Complex[] a, Complex[] b) => a.Zip(b, static (x, y) => (x - y).Magnitude).Max();
}
