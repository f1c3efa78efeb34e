using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Noise;

/// <summary>
/// Runs a noisy circuit on a density matrix. One-qubit maps (gates, noise, relaxation, readout) are multiplied together per qubit
/// and touch the state only before a two-qubit gate and at the end.
/// </summary>
internal sealed class NoisyEvolution
{
    private static readonly double[]?[] Fixed = new double[GateTable.All.Length][];

    private readonly DensityMatrix state;
    private readonly double[][] waiting;
    private readonly bool[] isWaiting;
    private readonly double[] scratch = new double[256];

    public NoisyEvolution(DensityMatrix state)
    {
        this.state = state;
        waiting = [.. Enumerable.Range(0, state.Qubits).Select(static _ => new double[16])];
        isWaiting = new bool[state.Qubits];
        for (var q = 0; q < state.Qubits; q++)
        {
            Clear(q);
        }
    }

    public DensityMatrix State => state;

    /// <summary>Runs a circuit from |0...0>.</summary>
    public void Run(Circuit circuit, ReadOnlySpan<double> parameters, DeviceProfile profile, NoiseOptions options)
    {
        circuit.RequireParameters(parameters.Length);
        if (circuit.Qubits != state.Qubits)
        {
            throw new ArgumentException($"The circuit has {circuit.Qubits} qubits, the density matrix {state.Qubits}.", nameof(circuit));
        }

        state.Reset();
        foreach (var step in NoiseSchedule.Of(circuit, profile, options))
        {
            if (step.Gate is null)
            {
                Relax(step.Qubit, step.Microseconds, profile);
            }
            else if (step.Gate.Qubits.Length == 1)
            {
                var q = step.Gate.Qubits[0];
                Multiply(q, Transfer(step.Gate, parameters));
                Shrink(waiting[q], step.Depolarizing, 4);
            }
            else
            {
                Flush(step.Gate.Qubits[0]);
                Flush(step.Gate.Qubits[1]);
                Transfer(step.Gate, parameters).CopyTo(scratch, 0);
                Shrink(scratch, step.Depolarizing, 16);
                state.ApplyTransfer(scratch, step.Gate.Qubits);
            }
        }

        for (var q = 0; q < state.Qubits; q++)
        {
            if (options.Readout && (profile.ReadOneFromZero > 0 || profile.ReadZeroFromOne > 0))
            {
                Read(q, profile);
            }

            Flush(q);
        }
    }

    private static double[] Transfer(GateOperation gate, ReadOnlySpan<double> parameters)
    {
        if (gate.Angles.Length > 0)
        {
            return PauliTransfer.OfUnitary(GateMatrices.Of(gate, parameters));
        }

        return Fixed[(int)gate.Kind] ??= PauliTransfer.OfUnitary(GateMatrices.Of(gate.Kind));
    }

    // Every letter but the identity shrinks.
    private static void Shrink(double[] matrix, double depolarizing, int width)
    {
        if (depolarizing > 0)
        {
            for (var i = width; i < width * width; i++)
            {
                matrix[i] *= 1 - depolarizing;
            }
        }
    }

    private void Relax(int qubit, double microseconds, DeviceProfile profile)
    {
        var m = waiting[qubit];
        var phase = Math.Exp(-microseconds / profile.T2Microseconds);
        var energy = Math.Exp(-microseconds / profile.T1Microseconds);
        for (var j = 0; j < 4; j++)
        {
            m[4 + j] *= phase;
            m[8 + j] *= phase;
            m[12 + j] *= energy;
        }

        m[12] += 1 - energy;
        isWaiting[qubit] = true;
    }

    // A measured letter is (1 - p01 - p10) times itself plus p10 - p01, with p10 the probability of reading 0 from a 1.
    private void Read(int qubit, DeviceProfile profile)
    {
        var m = waiting[qubit];
        for (var i = 4; i < 16; i++)
        {
            m[i] *= 1 - profile.ReadOneFromZero - profile.ReadZeroFromOne;
        }

        for (var i = 4; i < 16; i += 4)
        {
            m[i] += profile.ReadZeroFromOne - profile.ReadOneFromZero;
        }

        isWaiting[qubit] = true;
    }

    private void Multiply(int qubit, double[] left)
    {
        var m = waiting[qubit];
        Span<double> product = stackalloc double[16];
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                product[(4 * i) + j] = (left[4 * i] * m[j]) + (left[(4 * i) + 1] * m[4 + j]) + (left[(4 * i) + 2] * m[8 + j])
                    + (left[(4 * i) + 3] * m[12 + j]);
            }
        }

        product.CopyTo(m);
        isWaiting[qubit] = true;
    }

    private void Flush(int qubit)
    {
        if (isWaiting[qubit])
        {
            state.ApplyTransfer(waiting[qubit], qubit);
            Clear(qubit);
        }
    }

    private void Clear(int qubit)
    {
        Array.Clear(waiting[qubit]);
        waiting[qubit][0] = waiting[qubit][5] = waiting[qubit][10] = waiting[qubit][15] = 1;
        isWaiting[qubit] = false;
    }
}
