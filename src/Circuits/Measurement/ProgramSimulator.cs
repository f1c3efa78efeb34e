using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;
using Quiver.Circuits.Simulation;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// Runs programs with measurements in the middle, resets and branches: every measurement splits the run into its two outcomes,
/// with their probabilities or with a share of the shots, so that work grows with the outcomes that occur and not with the shots.
/// Measurements that nothing depends on are read from one state.
/// </summary>
public sealed class ProgramSimulator
{
    /// <summary>Qubits in use that a state vector is made for.</summary>
    public const int MostQubits = 26;

    /// <summary>Branches of an exact distribution.</summary>
    public const int MostBranches = 16_384;

    /// <summary>Measured qubits of an exact distribution.</summary>
    public const int MostMeasured = 20;

    private const double Impossible = 1e-13;
    private const long MostPendingBytes = 1L << 30;
    private const double MostWork = 4e10;
    private readonly ProgramCode code;
    private readonly CompiledCircuit<double>?[] compiled;
    private readonly int bits;
    private readonly CancellationToken cancellationToken;
    private readonly Dictionary<string, double> weights = new(StringComparer.Ordinal);
    private readonly Random? random;
    private double work;

    private ProgramSimulator(CircuitProgram program, Random? random, CancellationToken cancellationToken)
    {
        if (program.Inputs.Length > 0)
        {
            throw new InputException($"The circuit has {program.Inputs.Length} free parameters: bind them first.");
        }

        code = ProgramCode.Of(program);
        if (code.Qubits > MostQubits)
        {
            throw new InputException($"The program uses {code.Qubits} qubits; a state vector is made for at most {MostQubits}.");
        }

        compiled = new CompiledCircuit<double>?[code.Code.Count];
        bits = program.Bits;
        this.random = random;
        this.cancellationToken = cancellationToken;
    }

    /// <summary>The exact distribution over the classical bits.</summary>
    /// <param name="program">A program without free parameters.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Probabilities; null when there are too many branches or measured qubits, so that sampling is the way.</returns>
    /// <exception cref="InputException">More than <see cref="MostQubits"/> qubits in use.</exception>
    public static ClassicalOutcomes? Exact(CircuitProgram program, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        var simulator = new ProgramSimulator(program, null, cancellationToken);
        return simulator.code.Final.Select(static f => f.Qubit).Distinct().Count() <= MostMeasured
            && simulator.Run(1, MostBranches) is { } branches
            ? new(simulator.Ordered(), 0, branches)
            : null;
    }

    /// <summary>Counts of shots.</summary>
    /// <param name="program">A program without free parameters.</param>
    /// <param name="shots">Number of shots, at least 1.</param>
    /// <param name="seed">Fixes the outcomes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Counts that sum to the shots.</returns>
    /// <exception cref="InputException">More than <see cref="MostQubits"/> qubits in use.</exception>
    public static ClassicalOutcomes Sample(CircuitProgram program, int shots, int seed = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        var simulator = new ProgramSimulator(program, new Random(seed), cancellationToken);
        var branches = simulator.Run(shots, int.MaxValue) ?? 0;
        return new(simulator.Ordered(), shots, branches);
    }

    private KeyValuePair<string, double>[] Ordered() =>
        [.. weights.OrderByDescending(static w => w.Value).ThenBy(static w => w.Key, StringComparer.Ordinal)];

    // Returns the number of branches; null beyond the limit.
    private int? Run(double weight, int most)
    {
        var pending = new Stack<Node>();
        pending.Push(new(null, 0, new bool[bits], weight, null));
        var branches = 0;
        long bytes = 0;
        try
        {
            while (pending.TryPop(out var node))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (node.State is not null)
                {
                    bytes -= Bytes(node.State);
                }

                using var state = node.State ?? Replayed(node);
                if (++branches > most || (random is null && work > MostWork))
                {
                    return null;
                }

                Follow(node, state, pending, ref bytes);
            }

            return branches;
        }
        finally
        {
            foreach (var node in pending)
            {
                node.State?.Dispose();
            }

            foreach (var circuit in compiled)
            {
                circuit?.Dispose();
            }
        }
    }

    private static long Bytes(StateVector<double> state) => 16L * state.Length;

    private void Follow(Node node, StateVector<double> state, Stack<Node> pending, ref long bytes)
    {
        var (at, classical, weight, path) = (node.At, node.Bits, node.Weight, node.Path);
        while (at < code.Code.Count)
        {
            var i = code.Code[at];
            if (i.Kind is not (ProgramCode.Kind.Measure or ProgramCode.Kind.Reset))
            {
                at = Plain(at, state, classical);
                continue;
            }

            work += state.Length;
            var one = One(state, i.Qubit);
            if (i.Kind == ProgramCode.Kind.Reset && one is > Impossible and < 1 - Impossible && IsSeparate(state, i.Qubit, one))
            {
                Project(state, i.Qubit, false, 1 - one);
                at++;
                continue;
            }

            var (weightOne, weightZero) = Shares(weight, one);
            if (weightOne > 0 && weightZero > 0)
            {
                StateVector<double>? copy = null;
                if (bytes + Bytes(state) <= MostPendingBytes)
                {
                    copy = new(state.Qubits);
                    copy.CopyFrom(state);
                    Take(i, copy, true, one);
                    bytes += Bytes(copy);
                }

                var other = (bool[])classical.Clone();
                Keep(i, other, true);
                pending.Push(new(copy, at + 1, other, weightOne, new(path, true)));
            }

            var outcome = weightZero <= 0;
            Take(i, state, outcome, one);
            Keep(i, classical, outcome);
            weight = outcome ? weightOne : weightZero;
            path = new(path, outcome);
            at++;
        }

        Finish(state, classical, weight);
    }

    // Gates, assignments and jumps: the next place.
    private int Plain(int at, StateVector<double> state, bool[] classical)
    {
        var i = code.Code[at];
        switch (i.Kind)
        {
            case ProgramCode.Kind.Gates:
                work += (double)state.Length * i.Gates!.Count;
                Apply(at, i.Gates!, state);
                return at + 1;
            case ProgramCode.Kind.Assign:
                var value = i.Value!.Evaluate(classical);
                for (var k = 0; k < i.Bits.Length; k++)
                {
                    classical[i.Bits[k]] = k < 63 && ((value >> k) & 1) == 1;
                }

                return at + 1;
            case ProgramCode.Kind.JumpUnless:
                return i.Value!.Evaluate(classical) != 0 ? at + 1 : i.Target;
            default:
                return i.Target;
        }
    }

    private void Apply(int at, Circuit gates, StateVector<double> state)
    {
        // Compiling pays for itself from a few gates on; most blocks between measurements are shorter.
        if (gates.Count <= 3 && gates.Operations.All(static o => o.Qubits.Length <= 3))
        {
            foreach (var o in gates.Operations)
            {
                StateOperations.ApplyMatrix(state, GateMatrices.Of(o), o.Qubits);
            }

            return;
        }

        compiled[at] ??= CompiledCircuit<double>.Compile(gates);
        compiled[at]!.Apply(state);
    }

    // A node whose state was not kept for lack of memory: run again with the outcomes it remembers.
    private StateVector<double> Replayed(Node node)
    {
        var state = new StateVector<double>(code.Qubits);
        var outcomes = new Stack<bool>();
        for (var p = node.Path; p is not null; p = p.Before)
        {
            outcomes.Push(p.Outcome);
        }

        var classical = new bool[bits];
        var at = 0;
        while (at < node.At)
        {
            var i = code.Code[at];
            if (i.Kind is not (ProgramCode.Kind.Measure or ProgramCode.Kind.Reset))
            {
                at = Plain(at, state, classical);
                continue;
            }

            var one = One(state, i.Qubit);
            if (i.Kind == ProgramCode.Kind.Reset && one is > Impossible and < 1 - Impossible && IsSeparate(state, i.Qubit, one))
            {
                Project(state, i.Qubit, false, 1 - one);
            }
            else
            {
                var outcome = outcomes.Pop();
                Take(i, state, outcome, one);
                Keep(i, classical, outcome);
            }

            at++;
        }

        return state;
    }

    private (double One, double Zero) Shares(double weight, double one)
    {
        if (one <= Impossible || one >= 1 - Impossible)
        {
            return one <= Impossible ? (0, weight) : (weight, 0);
        }

        if (random is null)
        {
            return (weight * one, weight * (1 - one));
        }

        var ones = 0;
        for (var shot = 0; shot < weight; shot++)
        {
            ones += random.NextDouble() < one ? 1 : 0;
        }

        return (ones, weight - ones);
    }

    private void Finish(StateVector<double> state, bool[] classical, double weight)
    {
        if (code.Final.Count == 0)
        {
            Count(classical, weight);
            return;
        }

        work += state.Length;
        var probabilities = StateObservables.Probabilities(state);
        if (random is not null)
        {
            foreach (var group in StateObservables.Sample(probabilities, (int)weight, random).GroupBy(static o => o))
            {
                Count(Read(group.Key, classical), group.Count());
            }

            return;
        }

        int[] measured = [.. code.Final.Select(static f => f.Qubit).Distinct().Order()];
        var marginal = new double[1 << measured.Length];
        for (var x = 0; x < probabilities.Length; x++)
        {
            var y = 0;
            foreach (var q in measured)
            {
                y = (y << 1) | ((x >> (state.Qubits - 1 - q)) & 1);
            }

            marginal[y] += probabilities[x];
        }

        for (var y = 0; y < marginal.Length; y++)
        {
            if (marginal[y] > Impossible)
            {
                var x = 0;
                for (var k = 0; k < measured.Length; k++)
                {
                    x |= ((y >> (measured.Length - 1 - k)) & 1) << (state.Qubits - 1 - measured[k]);
                }

                Count(Read(x, classical), weight * marginal[y]);
            }
        }
    }

    private bool[] Read(int index, bool[] classical)
    {
        var result = (bool[])classical.Clone();
        foreach (var (qubit, bit) in code.Final)
        {
            result[bit] = ((index >> (code.Qubits - 1 - qubit)) & 1) == 1;
        }

        return result;
    }

    private void Count(bool[] classical, double weight)
    {
        var key = string.Create(classical.Length, classical, static (span, from) =>
        {
            for (var k = 0; k < span.Length; k++)
            {
                span[k] = from[k] ? '1' : '0';
            }
        });
        weights[key] = weights.GetValueOrDefault(key) + weight;
    }

    private static void Keep(ProgramCode.Instruction i, bool[] classical, bool outcome)
    {
        if (i.Kind == ProgramCode.Kind.Measure && i.Bit >= 0)
        {
            classical[i.Bit] = outcome;
        }
    }

    private static void Take(ProgramCode.Instruction i, StateVector<double> state, bool outcome, double one)
    {
        Project(state, i.Qubit, outcome, outcome ? one : 1 - one);
        if (i.Kind == ProgramCode.Kind.Reset && outcome)
        {
            StateOperations.ApplyMatrix(state, GateMatrices.Of(GateKind.X), [i.Qubit]);
        }
    }

    private static double One(StateVector<double> state, int qubit)
    {
        var bit = 1 << (state.Qubits - 1 - qubit);
        var re = state.Real;
        var im = state.Imaginary;
        double one = 0;
        double all = 0;
        for (var x = 0; x < re.Length; x++)
        {
            var p = (re[x] * re[x]) + (im[x] * im[x]);
            all += p;
            one += (x & bit) != 0 ? p : 0;
        }

        return one / all;
    }

    private static void Project(StateVector<double> state, int qubit, bool outcome, double probability)
    {
        var bit = 1 << (state.Qubits - 1 - qubit);
        var re = state.Real;
        var im = state.Imaginary;
        var factor = 1 / Math.Sqrt(probability);
        for (var x = 0; x < re.Length; x++)
        {
            var keep = ((x & bit) != 0) == outcome ? factor : 0;
            re[x] *= keep;
            im[x] *= keep;
        }
    }

    // A qubit that is not entangled with the others: both outcomes leave the others in one state.
    private static bool IsSeparate(StateVector<double> state, int qubit, double one)
    {
        var bit = 1 << (state.Qubits - 1 - qubit);
        var re = state.Real;
        var im = state.Imaginary;
        double real = 0;
        double imaginary = 0;
        for (var x = 0; x < re.Length; x++)
        {
            if ((x & bit) == 0)
            {
                var y = x | bit;
                real += (re[x] * re[y]) + (im[x] * im[y]);
                imaginary += (re[x] * im[y]) - (im[x] * re[y]);
            }
        }

        return Math.Abs((real * real) + (imaginary * imaginary) - (one * (1 - one))) < 1e-12;
    }

    private sealed record Node(StateVector<double>? State, int At, bool[] Bits, double Weight, Outcomes? Path);

    private sealed record Outcomes(Outcomes? Before, bool Outcome);
}
