using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Gates;

public sealed class GateMatricesTests
{
    private static readonly double[] SomeAngles = [0.731, -1.2, 2.9];

    public static TheoryData<GateKind> Kinds => [.. GateTable.All.Select(g => g.Kind).Where(k => k != GateKind.PauliExp)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_EveryGate_IsUnitary(GateKind kind)
    {
        var m = Of(kind);
        AssertIdentity(Multiply(Dagger(m), m), 1e-14);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Adjoint_EveryGate_UndoesIt(GateKind kind)
    {
        var info = GateTable.Get(kind);
        var operation = new GateOperation(kind, Enumerable.Range(0, info.Qubits).ToArray(), SomeAngles.Take(info.Angles).Select(Angle.Of).ToArray());
        AssertIdentity(Multiply(GateMatrices.Of(operation.Adjoint()), GateMatrices.Of(operation)), 1e-14);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Generator_EveryRotation_ExponentiatesToTheMatrix(GateKind kind)
    {
        var info = GateTable.Get(kind);
        if (info.Angles != 1)
        {
            return;
        }

        // exp(-i a sum c P) = product of exp(-i a c P), because the terms commute; each factor is cos - i sin P.
        var size = 1 << info.Qubits;
        var product = Identity(size);
        foreach (var term in info.Generator)
        {
            product = Multiply(GateMatrices.PauliExponential(PauliString.Parse(term.Letters), 2 * term.Coefficient * SomeAngles[0]), product);
        }

        AssertEqual(Of(kind), product, 1e-14);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Table_DiagonalAndSymmetricFlags_MatchTheMatrix(GateKind kind)
    {
        var info = GateTable.Get(kind);
        var m = Of(kind);
        var size = 1 << info.Qubits;
        var diagonal = Enumerable.Range(0, m.Length).All(i => i / size == i % size || m[i].Magnitude < 1e-15);
        Assert.Equal(info.IsDiagonal, diagonal);
        if (info.Qubits == 2)
        {
            int Swap(int i) => ((i & 1) << 1) | (i >> 1);
            var symmetric = Enumerable.Range(0, 16).All(i => (m[i] - m[(Swap(i / 4) * 4) + Swap(i % 4)]).Magnitude < 1e-14);
            Assert.Equal(info.IsSymmetric, symmetric);
        }
    }

    [Fact]
    public void Of_NamedRelations_Hold()
    {
        AssertEqual(Multiply(Of(GateKind.S), Of(GateKind.S)), Of(GateKind.Z), 1e-15);
        AssertEqual(Multiply(Of(GateKind.T), Of(GateKind.T)), Of(GateKind.S), 1e-15);
        AssertEqual(Multiply(Of(GateKind.SX), Of(GateKind.SX)), Of(GateKind.X), 1e-15);
        AssertEqual(Multiply(Of(GateKind.H), Multiply(Of(GateKind.X), Of(GateKind.H))), Of(GateKind.Z), 1e-15);
        var iswap = Of(GateKind.ISwap);
        Assert.Equal(Complex.ImaginaryOne, iswap[(1 * 4) + 2]);
        Assert.Equal(Complex.One, iswap[15]);

        // U(pi/2, 0, pi) is H; U(theta, -pi/2, pi/2) is RX(theta).
        AssertEqual(GateMatrices.Of(GateKind.U, Math.PI / 2, 0, Math.PI), Of(GateKind.H), 1e-15);
        AssertEqual(GateMatrices.Of(GateKind.U, 0.4, -Math.PI / 2, Math.PI / 2), GateMatrices.Of(GateKind.RX, 0.4), 1e-15);
    }

    [Fact]
    public void Excitations_ActOnTheirPlaneOnly()
    {
        var (s, c) = Math.SinCos(0.731 / 2);
        var givens = Of(GateKind.Givens);
        Assert.Equal(c, givens[(1 * 4) + 1].Real, 15);
        Assert.Equal(s, givens[(2 * 4) + 1].Real, 15);
        Assert.Equal(-s, givens[(1 * 4) + 2].Real, 15);
        var pair = Of(GateKind.DoubleGivens);
        Assert.Equal(s, pair[(0b1100 * 16) + 0b0011].Real, 15);
        Assert.Equal(-s, pair[(0b0011 * 16) + 0b1100].Real, 15);
        Assert.Equal(14, Enumerable.Range(0, 16).Count(i => pair[(i * 16) + i] == 1));
    }

    [Fact]
    public void Controlled_FirstQubitIsControl()
    {
        var cx = Of(GateKind.CX);
        Assert.Equal(Complex.One, cx[(3 * 4) + 2]);
        Assert.Equal(Complex.One, cx[(1 * 4) + 1]);
        var toffoli = Of(GateKind.CCX);
        Assert.Equal(Complex.One, toffoli[(7 * 8) + 6]);
        Assert.Equal(Complex.One, toffoli[(5 * 8) + 5]);
    }

    [Fact]
    public void Operation_WrongShape_SaysWhat()
    {
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => new GateOperation(GateKind.CX, [1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("takes 2 qubits", Assert.Throws<ArgumentException>(() => new GateOperation(GateKind.CX, [1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => GateOperation.PauliExponential(PauliString.Parse("II"), 0.1));
    }

    private static Complex[] Of(GateKind kind) => GateMatrices.Of(kind, SomeAngles.AsSpan(0, GateTable.Get(kind).Angles));

    private static int Size(Complex[] m) => (int)Math.Round(Math.Sqrt(m.Length));

    private static Complex[] Identity(int size) => [.. Enumerable.Range(0, size * size).Select(i => i / size == i % size ? Complex.One : Complex.Zero)];

    private static Complex[] Dagger(Complex[] m)
    {
        var size = Size(m);
        return [.. Enumerable.Range(0, m.Length).Select(i => Complex.Conjugate(m[(i % size * size) + (i / size)]))];
    }

    private static Complex[] Multiply(Complex[] a, Complex[] b)
    {
        var size = Size(a);
        return [.. Enumerable.Range(0, a.Length).Select(i => Enumerable.Range(0, size).Aggregate(Complex.Zero, (sum, k) => sum + (a[(i / size * size) + k] * b[(k * size) + (i % size)])))];
    }

    private static void AssertIdentity(Complex[] m, double tolerance) => AssertEqual(m, Identity(Size(m)), tolerance);

    private static void AssertEqual(Complex[] a, Complex[] b, double tolerance) =>
        Assert.InRange(a.Zip(b, (p, q) => (p - q).Magnitude).Max(), 0, tolerance);
}
