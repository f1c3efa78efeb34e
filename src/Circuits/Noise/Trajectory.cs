using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Noise;

/// <summary>One random run of a noisy circuit on a pure state.</summary>
internal static unsafe class Trajectory
{
    private static readonly Complex[][] Paulis = [[], GateMatrices.Of(GateKind.X), GateMatrices.Of(GateKind.Y),
        GateMatrices.Of(GateKind.Z)];

    public static void Run(ReadOnlySpan<NoiseStep> steps, DeviceProfile profile, StateVector<double> state, Random random)
    {
        state.Reset();
        foreach (var step in steps)
        {
            if (step.Gate is null)
            {
                Relax(state, step.Qubit, step.Microseconds, profile, random);
                continue;
            }

            StateOperations.ApplyMatrix(state, GateMatrices.Of(step.Gate), step.Gate.Qubits);
            if (step.Depolarizing > 0 && random.NextDouble() < step.Depolarizing)
            {
                foreach (var q in step.Gate.Qubits)
                {
                    var letter = random.Next(4);
                    if (letter > 0)
                    {
                        StateOperations.ApplyMatrix(state, Paulis[letter], [q]);
                    }
                }
            }
        }

        StateOperations.Scale(state, 1 / Math.Sqrt(StateOperations.NormSquared(state)));
    }

    // Decay with gamma = 1 - e^(-t/T1): with probability gamma P(1) the qubit jumps to 0, otherwise its 1 shrinks by sqrt(1 - gamma). What
    // T2 loses beyond that is a Z with probability (1 - s) / 2, s = e^(-t/T2 + t/2T1). The norm is left to shrink until the end.
    private static void Relax(StateVector<double> state, int qubit, double time, DeviceProfile profile, Random random)
    {
        var gamma = 1 - Math.Exp(-time / profile.T1Microseconds);
        var s = Math.Exp((time / (2 * profile.T1Microseconds)) - (time / profile.T2Microseconds));
        var draw = random.NextDouble();
        var flip = random.NextDouble() < (1 - s) / 2;
        var stride = 1 << (state.Qubits - 1 - qubit);
        if (draw < gamma)
        {
            var one = Norm(state, stride);
            if (draw < gamma * one / StateOperations.NormSquared(state))
            {
                Jump(state, stride, 1 / Math.Sqrt(one));
                return;
            }
        }

        var factor = Math.Sqrt(1 - gamma) * (flip ? -1 : 1);
        if (factor != 1)
        {
            for (var block = stride; block < state.Length; block += 2 * stride)
            {
                foreach (ref var value in state.Real.Slice(block, stride))
                {
                    value *= factor;
                }

                foreach (ref var value in state.Imaginary.Slice(block, stride))
                {
                    value *= factor;
                }
            }
        }
    }

    private static double Norm(StateVector<double> state, int stride)
    {
        double sum = 0;
        for (var block = stride; block < state.Length; block += 2 * stride)
        {
            foreach (var value in state.Real.Slice(block, stride))
            {
                sum += value * value;
            }

            foreach (var value in state.Imaginary.Slice(block, stride))
            {
                sum += value * value;
            }
        }

        return sum;
    }

    private static void Jump(StateVector<double> state, int stride, double scale)
    {
        foreach (var part in new[] { 0, 1 })
        {
            var values = part == 0 ? state.Real : state.Imaginary;
            for (var block = 0; block < state.Length; block += 2 * stride)
            {
                var ones = values.Slice(block + stride, stride);
                var zeros = values.Slice(block, stride);
                for (var i = 0; i < stride; i++)
                {
                    zeros[i] = ones[i] * scale;
                }

                ones.Clear();
            }
        }
    }
}
