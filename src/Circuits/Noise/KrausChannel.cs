using System.Numerics;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Noise;

/// <summary>A quantum channel on one or two qubits: rho becomes the sum of K rho K' over its Kraus operators.</summary>
public sealed class KrausChannel
{
    private readonly Complex[][] operators;

    /// <summary>Creates a channel.</summary>
    /// <param name="qubits">1 or 2.</param>
    /// <param name="operators">Matrices of 4^k entries, row-major, the first qubit most significant.</param>
    /// <exception cref="ArgumentException">A size does not fit, or the operators are not trace preserving to 1e-9.</exception>
    public KrausChannel(int qubits, IReadOnlyList<Complex[]> operators)
    {
        ArgumentNullException.ThrowIfNull(operators);
        if (qubits is < 1 or > 2 || operators.Count == 0 || operators.Any(k => k.Length != 1 << (2 * qubits)))
        {
            throw new ArgumentException(
                $"A channel on {qubits} qubits (1 or 2) needs at least one matrix of 4^k entries.", nameof(operators));
        }

        Qubits = qubits;
        this.operators = [.. operators.Select(static k => k.ToArray())];
        var deviation = CompletenessDeviation();
        if (!(deviation <= 1e-9))
        {
            throw new ArgumentException(
                $"The sum of K'K differs from the identity by {deviation:G3}: the channel would not preserve the trace.",
                nameof(operators));
        }
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Number of Kraus operators.</summary>
    public int Count => operators.Length;

    /// <summary>One Kraus operator.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>4^k entries, row-major.</returns>
    public ReadOnlySpan<Complex> Operator(int index) => operators[index];

    /// <summary>The channel made of this one and then another.</summary>
    /// <param name="next">A channel on as many qubits.</param>
    /// <returns>The composition, with a Kraus operator for each pair.</returns>
    public KrausChannel Then(KrausChannel next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next.Qubits == Qubits
            ? new(Qubits, [.. from b in next.operators from a in operators select ComplexMatrix.Product(b, a, 1 << Qubits)])
            : throw new ArgumentException($"Channels on {Qubits} and {next.Qubits} qubits cannot be composed.", nameof(next));
    }

    /// <summary>How far the sum of K'K is from the identity.</summary>
    /// <returns>The largest magnitude of an entry of the difference.</returns>
    public double CompletenessDeviation()
    {
        var size = 1 << Qubits;
        var worst = 0.0;
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                Complex sum = i == j ? -1 : 0;
                foreach (var k in operators)
                {
                    for (var m = 0; m < size; m++)
                    {
                        sum += Complex.Conjugate(k[(m * size) + i]) * k[(m * size) + j];
                    }
                }

                worst = double.IsNaN(sum.Magnitude) ? double.NaN : Math.Max(worst, sum.Magnitude);
            }
        }

        return worst;
    }
}
