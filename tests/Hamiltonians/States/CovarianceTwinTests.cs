using System.Numerics;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Tests.States;

/// <summary>Every entry of the table of covariances against the strings applied to the state one by one.</summary>
[Trait("Kernel", "lanes")]
public sealed class CovarianceTwinTests
{
    private static readonly ulong[] NoParity = [];
    private static readonly ulong[] TwoParities = [0b1100_1010, 0b0110_0111];
    private static readonly ulong[] FourParities = [0b1000_0001, 0b0101_0000, 0b0010_1100, 0b1111_0010];

    public static TheoryData<int, bool, int, double, bool> Cases()
    {
        var data = new TheoryData<int, bool, int, double, bool>();
        foreach (var parities in new[] { 0, 2, 4 })
        {
            foreach (var real in new[] { true, false })
            {
                foreach (var bySums in new[] { true, false })
                {
                    data.Add(parities, real, 90, 1, bySums);
                    data.Add(parities, real, 90, 0.2, bySums);
                    data.Add(parities, real, 250, 0.5, bySums);
                    data.Add(parities, real, 9, 1, bySums);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Covariance_StateOfAnyParities_IsThatOfAppliedStrings(int parities, bool real, int terms, double filled, bool bySums)
    {
        const int qubits = 8;
        var sum = RandomPauli.Sum(qubits, terms, (7 * parities) + terms);
        ulong[] checks = parities switch { 0 => NoParity, 2 => TwoParities, _ => FourParities };

        // Basis states that share the parities, a share of them, none of them special.
        var random = new Random((13 * parities) + terms);
        var kept = Enumerable.Range(0, 1 << qubits).Select(static b => (ulong)b)
            .Where(b => checks.Index().All(c => (BitOperations.PopCount(b & c.Item) & 1) == (c.Index & 1)) && random.NextDouble() < filled).ToArray();
        double[] Amplitudes() => [.. kept.Select(_ => random.NextDouble() - 0.5)];
        var state = new QuantumState(qubits, kept, Amplitudes(), real ? [] : Amplitudes());
        var table = new CovarianceBuilder(
            sum, state.Basis.ToArray(), state.Real.ToArray(), real ? null : state.Imaginary.ToArray(), bySums ? 0 : double.PositiveInfinity)
            .Build(TestContext.Current.CancellationToken);
        var images = Enumerable.Range(0, sum.Count).Select(t => Applied(sum, t, state)).ToArray();
        var means = images.Select(v => Inner(state.ToDictionary(), v).Real).ToArray();
        for (var j = 0; j < sum.Count; j++)
        {
            for (var k = 0; k < sum.Count; k++)
            {
                var expected = CommutationRelation.Compatible(sum, j, k, CommutationRule.FullyCommuting)
                    ? sum.Coefficients[j] * sum.Coefficients[k] * (Inner(images[j], images[k]).Real - (means[j] * means[k])) : 0;
                Assert.Equal(expected, table.Row(j)[k], 1e-12);
            }
        }
    }

    private static Dictionary<ulong, Complex> Applied(PauliSum sum, int term, QuantumState state)
    {
        var image = new Dictionary<ulong, Complex>();
        foreach (var (b, amplitude) in state.ToDictionary())
        {
            var (to, factor) = (b, Complex.One);
            for (var q = 0; q < sum.Qubits; q++)
            {
                var (bit, letter) = (1UL << (sum.Qubits - 1 - q), sum.String(term).ToString()[q]);
                var one = (b & bit) != 0;
                to ^= letter is 'X' or 'Y' ? bit : 0;
                factor *= letter switch
                {
                    'Y' => one ? -Complex.ImaginaryOne : Complex.ImaginaryOne,
                    'Z' => one ? -1 : 1,
                    _ => 1,
                };
            }

            image[to] = factor * amplitude;
        }

        return image;
    }

    private static Complex Inner(Dictionary<ulong, Complex> left, Dictionary<ulong, Complex> right)
    {
        var total = Complex.Zero;
        foreach (var (b, value) in left)
        {
            total += Complex.Conjugate(value) * right.GetValueOrDefault(b);
        }

        return total;
    }
}
