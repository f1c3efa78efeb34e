using System.Globalization;
using System.Runtime.InteropServices;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;
using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Noise;

/// <summary>
/// Runs a circuit on a noisy device, whatever its size: exactly by density matrix where at most 10 qubits are in use, above that as a mean
/// over random trajectories. Idle qubits cost nothing.
/// </summary>
public sealed class NoisyDevice
{
    /// <summary>The most qubits in use.</summary>
    public const int MaximumQubits = 24;

    private const int FewQubits = 14;
    private readonly DeviceProfile profile;
    private readonly NoiseOptions options;
    private readonly int trajectories;
    private readonly int seed;

    /// <summary>Prepares a device.</summary>
    /// <param name="profile">Its noise.</param>
    /// <param name="trajectories">Random runs; 0 for an exact answer where one is possible, else 1,000 (100 above 14 qubits).</param>
    /// <param name="seed">Fixes the trajectories.</param>
    /// <param name="options">Which noise acts; null for all.</param>
    /// <exception cref="ArgumentException">The profile is out of range, or the number of trajectories is 1 or negative.</exception>
    public NoisyDevice(DeviceProfile profile, int trajectories = 0, int seed = 0, NoiseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (profile.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(profile));
        }

        if (trajectories is < 0 or 1)
        {
            throw new ArgumentException($"A mean needs at least 2 trajectories, not {trajectories}.", nameof(trajectories));
        }

        this.profile = profile;
        this.trajectories = trajectories;
        this.seed = seed;
        this.options = options ?? NoiseOptions.Default;
    }

    /// <summary>What was assumed, a sentence each, after a run.</summary>
    public Notes Notes { get; } = new();

    /// <summary>The energy of a circuit.</summary>
    /// <param name="circuit">A circuit with bound angles; at most 24 qubits in use.</param>
    /// <param name="observable">A sum with real coefficients on as many qubits.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Mean, standard error and runs; error and runs are 0 for an exact answer.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public NoisyEstimate Energy(Circuit circuit, PauliSum observable, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(observable);
        if (observable.Qubits != circuit.Qubits)
        {
            throw new ArgumentException($"The operator has {observable.Qubits} qubits, the circuit {circuit.Qubits}.", nameof(observable));
        }

        var (active, compact, runs) = Prepare(circuit);
        var (z, xy) = options.Readout ? (1 - (2 * profile.ReadOneFromZero), profile.ReadZeroFromOne - profile.ReadOneFromZero) : (1, 0);
        var seen = ActiveQubits.Restrict(observable, active, z, xy);
        return runs == 0
            ? new NoisyEstimate(new NoisyEnergy(seen, profile, options).Of(compact), 0, 0)
            : NoisyTrajectories.Energy(
                compact, [], seen, profile, runs, seed, Math.Min(4, Environment.ProcessorCount), options, cancellationToken);
    }

    /// <summary>What is read from all qubits.</summary>
    /// <param name="circuit">A circuit with bound angles; at most 24 qubits in use, 30 in all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="ArgumentException">Too many qubits.</exception>
    public NoisyOutcomes Outcomes(Circuit circuit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var (active, compact, runs) = Prepare(circuit);
        var probabilities = runs == 0 ? NoisyEnergy.Probabilities(compact, [], profile, options) : Means(compact, runs, cancellationToken);
        var idleOne = options.Readout ? profile.ReadOneFromZero : 0;
        if (idleOne > 0 && active.Length < circuit.Qubits && circuit.Qubits > NoisyOutcomes.MaximumListed)
        {
            Notes.Add(
                "Readout errors of idle qubits are part of sampled shots; listed probabilities are those with all idle qubits read as 0.");
        }

        return new NoisyOutcomes(circuit.Qubits, active, ImmutableCollectionsMarshal.AsImmutableArray(probabilities), idleOne, runs);
    }

    /// <summary>Whether the answer for a circuit is exact, so that no random number is drawn for it.</summary>
    internal bool IsExact(Circuit circuit) => trajectories == 0 && ActiveQubits.Of(circuit).Length <= DensityMatrix.MaximumQubits;

    private (int[] Active, Circuit Compact, int Runs) Prepare(Circuit circuit)
    {
        circuit.RequireParameters(0);
        var active = ActiveQubits.Of(circuit);
        if (active.Length > MaximumQubits || circuit.Qubits > 30)
        {
            throw new ArgumentException(
                $"Noise is simulated for at most {MaximumQubits} qubits in use and 30 in all; this circuit uses {active.Length} of " +
                $"{circuit.Qubits}.", nameof(circuit));
        }

        var runs =
            trajectories > 0 ? trajectories : active.Length <= DensityMatrix.MaximumQubits ? 0 : active.Length <= FewQubits ? 1000 : 100;
        if (runs > 0 && trajectories == 0)
        {
            var most = DensityMatrix.MaximumQubits;
            Notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{active.Length} qubits are in use, more than the {most} of an exact answer: the numbers are means of {runs:N0} random " +
                $"trajectories (option Trajectories)."));
        }

        return (active, ActiveQubits.Compact(circuit, active), runs);
    }

    // Sums in fixed stripes: the result does not depend on the number of threads.
    private double[] Means(Circuit circuit, int runs, CancellationToken cancellationToken)
    {
        var steps = NoiseSchedule.Of(circuit, profile, options).ToArray();
        var stripes = circuit.Qubits <= 18 ? 4 : 1;
        var sums = new double[stripes][];
        Parallel.For(
            0, stripes,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Min(stripes, Environment.ProcessorCount),
                CancellationToken = cancellationToken,
            },
            stripe =>
        {
            using var state = new StateVector<double>(circuit.Qubits);
            var sum = new double[state.Length];
            for (var k = stripe; k < runs; k += stripes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Trajectory.Run(steps, profile, state, new Random(SeedMixing.Trajectory(seed, k)));
                var re = state.Real;
                var im = state.Imaginary;
                for (var i = 0; i < sum.Length; i++)
                {
                    sum[i] += (re[i] * re[i]) + (im[i] * im[i]);
                }
            }

            sums[stripe] = sum;
        });
        var mean = sums[0];
        for (var i = 0; i < mean.Length; i++)
        {
            for (var s = 1; s < stripes; s++)
            {
                mean[i] += sums[s][i];
            }

            mean[i] /= runs;
        }

        if (options.Readout)
        {
            Read(mean, profile.ReadOneFromZero, profile.ReadZeroFromOne);
        }

        return mean;
    }

    private static void Read(double[] probabilities, double oneFromZero, double zeroFromOne)
    {
        for (var bit = 1; bit < probabilities.Length && (oneFromZero > 0 || zeroFromOne > 0); bit *= 2)
        {
            for (var i = 0; i < probabilities.Length; i++)
            {
                if ((i & bit) == 0)
                {
                    var (zero, one) = (probabilities[i], probabilities[i | bit]);
                    probabilities[i] = ((1 - oneFromZero) * zero) + (zeroFromOne * one);
                    probabilities[i | bit] = (oneFromZero * zero) + ((1 - zeroFromOne) * one);
                }
            }
        }
    }
}
