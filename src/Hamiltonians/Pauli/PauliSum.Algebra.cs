using System.Numerics;

namespace Quiver.Hamiltonians.Pauli;

/// <content>Making sums by hand, and arithmetic with them. Every result is a new sum.</content>
public sealed partial class PauliSum
{
    /// <summary>A Pauli string as an operator.</summary>
    /// <param name="pauli">The string.</param>
    public static implicit operator PauliSum(PauliString pauli) => Of(pauli);

    /// <summary>A + B.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B, on as many qubits.</param>
    /// <returns>A's terms in their order, then the new ones of B; what cancels exactly is gone.</returns>
    public static PauliSum operator +(PauliSum left, PauliSum right) => PauliAlgebra.Add(left, right);

    /// <summary>A - B.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B, on as many qubits.</param>
    /// <returns>A's terms in their order, then the new ones of B; what cancels exactly is gone.</returns>
    public static PauliSum operator -(PauliSum left, PauliSum right) => PauliAlgebra.Subtract(left, right);

    /// <summary>-A.</summary>
    /// <param name="sum">A.</param>
    /// <returns>The same strings with the other signs.</returns>
    public static PauliSum operator -(PauliSum sum) => PauliAlgebra.Scale(sum, -Complex.One);

    /// <summary>f A.</summary>
    /// <param name="factor">f, real or complex, finite.</param>
    /// <param name="sum">A.</param>
    /// <returns>The scaled sum, empty for f = 0.</returns>
    public static PauliSum operator *(Complex factor, PauliSum sum) => PauliAlgebra.Scale(sum, factor);

    /// <summary>A f.</summary>
    /// <param name="sum">A.</param>
    /// <param name="factor">f, real or complex, finite.</param>
    /// <returns>The scaled sum, empty for f = 0.</returns>
    public static PauliSum operator *(PauliSum sum, Complex factor) => PauliAlgebra.Scale(sum, factor);

    /// <summary>A / f.</summary>
    /// <param name="sum">A.</param>
    /// <param name="divisor">f, not 0.</param>
    /// <returns>The scaled sum.</returns>
    public static PauliSum operator /(PauliSum sum, double divisor) => PauliAlgebra.Scale(sum, 1 / divisor);

    /// <summary>The operator product A B.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B, on as many qubits; it acts first.</param>
    /// <returns>The product, in the order in which its strings first arise.</returns>
    public static PauliSum operator *(PauliSum left, PauliSum right) => PauliAlgebra.Multiply(left, right);

    /// <summary>Reads a sum as one writes it.</summary>
    /// <param name="text">
    /// Terms such as <c>ZZI</c>, <c>-IZZ</c>, <c>0.7 * XII</c>, <c>0.7 XII</c>, <c>(1-2i) * YIY</c>; the first letter is qubit 0. A number
    /// alone is a multiple of the identity. Equal strings are added up.
    /// </param>
    /// <returns>The sum, terms in the order of their first appearance, none with coefficient 0.</returns>
    /// <exception cref="FormatException">The text is no sum, or its labels have different lengths; the message says where.</exception>
    public static PauliSum Parse(ReadOnlySpan<char> text) => PauliSumText.Parse(text);

    /// <summary>c P.</summary>
    /// <param name="pauli">P.</param>
    /// <param name="coefficient">c; 1 when left out.</param>
    /// <returns>A sum of one term, or of none for c = 0.</returns>
    public static PauliSum Of(PauliString pauli, Complex? coefficient = null) => Of(pauli.Qubits, [new(pauli, coefficient ?? Complex.One)]);

    /// <summary>A sum of terms.</summary>
    /// <param name="qubits">Number of qubits of every string.</param>
    /// <param name="terms">The terms; equal strings are added up.</param>
    /// <returns>The sum, terms in the order of their first appearance, none with coefficient 0.</returns>
    /// <exception cref="ArgumentException">A string has another number of qubits, or a coefficient is not finite.</exception>
    public static PauliSum Of(int qubits, IEnumerable<PauliTerm> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var builder = new PauliSumBuilder(qubits);
        foreach (var (pauli, coefficient) in terms)
        {
            builder.Add(pauli, coefficient);
        }

        return builder.Build();
    }

    /// <summary>The identity operator.</summary>
    /// <param name="qubits">Number of qubits.</param>
    /// <returns>1 I...I.</returns>
    public static PauliSum Identity(int qubits) => Of(PauliString.Identity(qubits));

    /// <summary>The zero operator, which has no terms.</summary>
    /// <param name="qubits">Number of qubits.</param>
    /// <returns>The empty sum.</returns>
    public static PauliSum Zero(int qubits) => Of(qubits, []);

    /// <summary>The Hermitian adjoint: every coefficient conjugated.</summary>
    /// <returns>This instance when it is real.</returns>
    public PauliSum Adjoint() => PauliAlgebra.Adjoint(this);

    /// <summary>The commutator [A, B] = A B - B A with this operator as A.</summary>
    /// <param name="other">B, on as many qubits.</param>
    /// <returns>The commutator; empty when A and B commute.</returns>
    public PauliSum Commutator(PauliSum other) => PauliAlgebra.Commutator(this, other);

    /// <summary>The tensor product A &#x2297; B with this operator as A: B acts on the qubits after those of A.</summary>
    /// <param name="other">B, on any number of qubits.</param>
    /// <returns>An operator on the qubits of both; every term of A with the first of B, then with the second, ...</returns>
    public PauliSum Tensor(PauliSum other) => PauliAlgebra.Tensor(this, other);

    /// <summary>The terms whose |c| is larger than a threshold; negligible imaginary parts are dropped when all are.</summary>
    /// <param name="threshold">In the operator's unit.</param>
    /// <returns>The remaining terms in the same order.</returns>
    public PauliSum Simplify(double threshold = 1e-12) => PauliAlgebra.Simplify(this, threshold);

    /// <summary>The 2-norm of the coefficients, which is the Frobenius norm divided by sqrt(2^qubits).</summary>
    /// <returns>sqrt(sum |c|^2), identity included, in the operator's unit.</returns>
    public double Norm() => PauliAlgebra.Norm(this);
}
