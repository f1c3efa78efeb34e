using System.Numerics;
using CsCheck;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Simulation;

[Trait("Kernel", "lanes")]
public sealed class StateOperationsTests
{
    private static readonly Gen<Complex> Number = Gen.Select(Gen.Double[-1, 1], Gen.Double[-1, 1], (a, b) => new Complex(a, b));

    [Fact]
    public void ApplyMatrix_AnyMatrixOnAnyQubits_AgreesWithTheDenseSimulator()
    {
        Gen.Select(Gen.Int[1, 3], Gen.Shuffle(new[] { 0, 1, 2, 3, 4 }), Number.Array[64], Number.Array[32]).Sample((k, order, entries, amplitudes) =>
        {
            using var state = new StateVector<double>(5);
            state.Set(amplitudes);
            var matrix = entries[..(1 << (2 * k))];
            StateOperations.ApplyMatrix(state, matrix, order.AsSpan(0, k));
            DenseSimulator.Apply(matrix, order.AsSpan(0, k), 5, amplitudes);
            return amplitudes.Select((a, i) => (a - state[i]).Magnitude).Max() < 1e-13;
        }, iter: 300);
    }

    [Fact]
    public void InnerProductNormScale_RandomStates_FollowTheirDefinitions()
    {
        Gen.Select(Number.Array[16], Number.Array[16], Gen.Double[-2, 2]).Sample((a, b, factor) =>
        {
            using var left = new StateVector<double>(4);
            using var right = new StateVector<double>(4);
            left.Set(a);
            right.Set(b);
            var expected = a.Zip(b, (x, y) => Complex.Conjugate(x) * y).Aggregate((x, y) => x + y);
            var before = StateOperations.NormSquared(left);
            StateOperations.Scale(left, factor);
            return (StateOperations.InnerProduct(left, right) - (factor * expected)).Magnitude < 1e-12
                && Math.Abs(StateOperations.NormSquared(left) - (factor * factor * before)) < 1e-12;
        }, iter: 100);
    }
}
