using BenchmarkDotNet.Attributes;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Benchmarks;

/// <summary>
/// Covariances of all pairs of terms in the exact ground state of H4 (8 qubits, 184 terms), against one expectation value of a product a pair.
/// Goal: at least a hundred times faster.
/// </summary>
[MemoryDiagnoser]
public class CovarianceBenchmarks
{
    private PauliSum terms = null!;
    private QuantumState state = null!;

    [GlobalSetup]
    public void Load()
    {
        var file = BenchmarkInputs.Molecule("h4");
        terms = file.Sum.WithoutIdentity(out _);
        state = GroundState.Find(file.Sum, file.StateSector).State;
    }

    [Benchmark]
    public double AllAtOnce() => state.Covariance(terms).MaxMagnitude();

    [Benchmark(Baseline = true)]
    public double PairByPair()
    {
        var means = Enumerable.Range(0, terms.Count).Select(t => Mean(terms.String(t))).ToArray();
        var most = 0.0;
        for (var i = 0; i < terms.Count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var (a, b) = (terms.String(i), terms.String(j));
                var product = a.Multiply(b, out var phase);

                // Of strings that anticommute the symmetric product is 0; else the phase is +1 or -1.
                var mean = a.Commutes(b) ? Mean(product) * (phase == 2 ? -1 : 1) : 0;
                most = Math.Max(most, Math.Abs(terms.Coefficients[i] * terms.Coefficients[j] * (mean - (means[i] * means[j]))));
            }
        }

        return most;
    }

    private double Mean(PauliString term)
    {
        var sum = new PauliSumBuilder(term.Qubits);
        sum.Add(term, 1);
        return state.Expectation(sum.Build());
    }
}
