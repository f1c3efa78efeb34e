using System.Numerics;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// Derivatives of the energy by rotations that are not in a program yet, at angle 0 and at any place, in one sweep forward and one
/// backward: at every place the state and the observable applied to it, rolled back, are at hand, and all strings of one X mask share one
/// elementwise product and one Walsh-Hadamard transform. One per thread.
/// </summary>
/// <remarks>
/// With psi the state and lambda the rolled-back H psi at a place, d E / d angle = Im of lambda' P psi, which is the derivative that
/// <see cref="AdjointWorkspace"/> computes for rotations of the program (Jones and Gacon, arXiv:2009.02823). The operator choice of
/// ADAPT-VQE (Grimsley et al. 2019) asks for it at the end of the circuit alone.
/// </remarks>
internal sealed class InsertionWorkspace : IDisposable
{
    private readonly AdjointWorkspace states;
    private readonly double[] products;
    private readonly double[] crossed;

    /// <summary>Creates the buffers.</summary>
    /// <param name="qubits">1 to 24.</param>
    public InsertionWorkspace(int qubits)
    {
        states = new AdjointWorkspace(qubits);
        products = new double[1 << qubits];
        crossed = new double[1 << qubits];
    }

    /// <summary>Derivatives of the energy by rotations put in at angle 0.</summary>
    /// <param name="program">The circuit.</param>
    /// <param name="observable">The operator.</param>
    /// <param name="parameters">Values of the free parameters, radians.</param>
    /// <param name="probes">The rotations, in any order; those of one place and X mask cost little more than one.</param>
    /// <param name="derivatives">Receives d E / d angle of each, per radian.</param>
    /// <returns>The energy, and the variance of the observable in the state.</returns>
    /// <exception cref="ArgumentException">Sizes differ, or a place is not in the program.</exception>
    public (double Energy, double Variance) Derivatives(
        PauliProgram program, CompiledObservable observable, ReadOnlySpan<double> parameters, ReadOnlySpan<RotationProbe> probes,
        Span<double> derivatives)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (derivatives.Length != probes.Length)
        {
            throw new ArgumentException(
                $"There are {probes.Length} probes and {derivatives.Length} places for their derivatives.", nameof(derivatives));
        }

        var keys = new (int Place, uint X)[probes.Length];
        var order = new int[probes.Length];
        for (var i = 0; i < probes.Length; i++)
        {
            if (probes[i].Place < 0 || probes[i].Place > program.Rotations.Length)
            {
                throw new ArgumentException(
                    $"A probe stands behind {probes[i].Place} rotations, the program has {program.Rotations.Length}.", nameof(probes));
            }

            keys[i] = (-probes[i].Place, probes[i].X);
            order[i] = i;
        }

        Array.Sort(keys, order);
        var next = 0;
        var given = probes.ToArray();
        var results = new double[probes.Length];
        var energy = states.SweepBack(program, observable, parameters, out var variance, (place, psi, lambda) =>
        {
            while (next < order.Length && given[order[next]].Place == place)
            {
                var x = given[order[next]].X;
                var end = next + 1;
                while (end < order.Length && keys[end] == keys[next])
                {
                    end++;
                }

                Fill(psi, lambda, x);
                for (; next < end; next++)
                {
                    ref readonly var probe = ref given[order[next]];
                    var phase = BitOperations.PopCount(x & probe.Z) & 3;
                    var sum = (phase & 1) == 1 ? products[probe.Z] : crossed[probe.Z];

                    // The transform signs by z and j, the string by z and j + x: another sign for odd phases, and i^2 and i^3 bring one.
                    results[order[next]] = (phase >= 2) != ((phase & 1) == 1) ? -sum : sum;
                }
            }
        });
        results.CopyTo(derivatives);
        return (energy, variance);
    }

    /// <inheritdoc/>
    public void Dispose() => states.Dispose();

    // Re and Im of conj(lambda)[j] psi[j ^ x], transformed over all z.
    private void Fill(StatePair psi, StatePair lambda, uint x)
    {
        Product(products, psi.Real, lambda.Real, x, 1, first: true);
        if (psi.Imaginary.Length == 0)
        {
            Array.Clear(crossed);
        }
        else
        {
            Product(products, psi.Imaginary, lambda.Imaginary, x, 1, first: false);
            Product(crossed, psi.Imaginary, lambda.Real, x, 1, first: true);
            Product(crossed, psi.Real, lambda.Imaginary, x, -1, first: false);
            WalshHadamard.Transform(crossed.AsSpan());
        }

        WalshHadamard.Transform(products.AsSpan());
    }

    private static void Product(double[] into, ReadOnlySpan<double> psi, ReadOnlySpan<double> lambda, uint x, double sign, bool first)
    {
        for (uint j = 0; j < into.Length; j++)
        {
            var product = sign * lambda[(int)j] * psi[(int)(j ^ x)];
            into[j] = first ? product : into[j] + product;
        }
    }
}
