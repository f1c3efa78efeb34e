using System.Collections.Immutable;
using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Programs;

/// <summary>
/// What a file of OpenQASM says: gates with measurements, resets, barriers and branches on named registers. Immutable.
/// Qubits and classical bits are numbered register after register in the order of declaration. The gates' free parameters
/// are the inputs, followed by <see cref="Derived"/> expressions of them.
/// </summary>
public sealed class CircuitProgram : IEquatable<CircuitProgram>
{
    /// <summary>Creates a program.</summary>
    /// <param name="qubitRegisters">Registers of qubits, one after the other.</param>
    /// <param name="bitRegisters">Registers of classical bits, one after the other.</param>
    /// <param name="steps">Steps in order.</param>
    /// <param name="inputs">Names of the free parameters.</param>
    /// <param name="derived">Expressions of the inputs that angles use as parameters inputs.Length, inputs.Length + 1, ...</param>
    /// <param name="layout">Where the original qubits are, for a routed program.</param>
    /// <param name="notes">What was assumed while reading; no part of equality.</param>
    public CircuitProgram(
        ImmutableArray<ProgramRegister> qubitRegisters,
        ImmutableArray<ProgramRegister> bitRegisters,
        ImmutableArray<ProgramStep> steps,
        ImmutableArray<string> inputs = default,
        ImmutableArray<ParameterExpression> derived = default,
        QubitLayout? layout = null,
        IReadOnlyList<string>? notes = null)
    {
        QubitRegisters = qubitRegisters;
        BitRegisters = bitRegisters;
        Inputs = inputs.IsDefault ? [] : inputs;
        Layout = layout;
        Notes = notes ?? [];
        Qubits = qubitRegisters.Sum(static r => r.Size);
        Bits = bitRegisters.Sum(static r => r.Size);
        (Steps, Derived) = derived.IsDefaultOrEmpty ? (steps, []) : DerivedParameters.InOrderOfUse(steps, Inputs.Length, derived);
    }

    /// <summary>Registers of qubits.</summary>
    public ImmutableArray<ProgramRegister> QubitRegisters { get; }

    /// <summary>Registers of classical bits.</summary>
    public ImmutableArray<ProgramRegister> BitRegisters { get; }

    /// <summary>Steps in order.</summary>
    public ImmutableArray<ProgramStep> Steps { get; }

    /// <summary>Names of the free parameters, in the order in which values are given.</summary>
    public ImmutableArray<string> Inputs { get; }

    /// <summary>Expressions of the inputs that angles use as further parameters, in the order of first use.</summary>
    public ImmutableArray<ParameterExpression> Derived { get; }

    /// <summary>Where the original qubits are after routing, or null.</summary>
    public QubitLayout? Layout { get; }

    /// <summary>What was assumed or left out while reading.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Number of classical bits.</summary>
    public int Bits { get; }

    /// <summary>Whether every step is a gate, a barrier, a measurement of a qubit that nothing follows, or a reset of a fresh
    /// qubit.</summary>
    public bool IsUnitary => ProgramScan.MidwayQubit(this) is null;

    /// <summary>A circuit as a program on one register <c>q</c> with inputs <c>t0</c>, <c>t1</c>, ...</summary>
    /// <param name="circuit">The circuit.</param>
    /// <returns>The program.</returns>
    public static CircuitProgram Of(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        return new(
            circuit.Qubits == 0 ? [] : [new("q", 0, circuit.Qubits)],
            [],
            [.. circuit.Operations.Select(static o => new GateStep(o))],
            [.. Enumerable.Range(0, circuit.ParameterCount).Select(static p => "t" + p.ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>The gates alone, as a circuit on all qubits; branches are left out.</summary>
    /// <returns>The circuit; its parameters are the inputs and the derived expressions.</returns>
    public Circuit Gates()
    {
        var (gates, barriers) = (ImmutableArray.CreateBuilder<GateOperation>(), ImmutableArray.CreateBuilder<GateBarrier>());
        foreach (var step in Steps)
        {
            if (step is GateStep { Gate: var gate })
            {
                gates.Add(gate);
            }
            else if (step is BarrierStep barrier)
            {
                barriers.Add(new(gates.Count, barrier.Qubits));
            }
        }

        return new(Qubits, gates.ToImmutable(), Inputs.Length + Derived.Length) { Barriers = barriers.ToImmutable() };
    }

    /// <summary>The same with other steps.</summary>
    /// <param name="steps">The steps.</param>
    /// <returns>The program.</returns>
    public CircuitProgram WithSteps(ImmutableArray<ProgramStep> steps) =>
        new(QubitRegisters, BitRegisters, steps, Inputs, Derived, Layout, Notes);

    /// <summary>The program with every angle bound.</summary>
    /// <param name="values">One finite value in radians per input.</param>
    /// <returns>A program without inputs.</returns>
    /// <exception cref="InputException">Another number of values, a value or an angle that is not finite.</exception>
    public CircuitProgram Bind(params double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != Inputs.Length)
        {
            var names = Inputs.Length == 0
                ? string.Empty : $" ({string.Join(", ", Inputs.Take(8))}{(Inputs.Length > 8 ? ", ..." : string.Empty)})";
            throw new InputException($"The circuit has {Inputs.Length} free parameters{names}, but {values.Length} values were given.");
        }

        for (var k = 0; k < values.Length; k++)
        {
            if (!double.IsFinite(values[k]))
            {
                throw new InputException($"The free parameter {Inputs[k]} is bound to "
                    + $"{values[k].ToString(CultureInfo.InvariantCulture)}: give a finite number of radians.");
            }
        }

        if (Inputs.Length == 0)
        {
            return this;
        }

        double[] all = [.. values, .. Derived.Select(d => d.Value(values))];
        for (var k = Inputs.Length; k < all.Length; k++)
        {
            if (!double.IsFinite(all[k]))
            {
                throw new InputException($"The angle {Derived[k - Inputs.Length].Text} is no finite number for the values that were "
                    + $"given.");
            }
        }

        return new(QubitRegisters, BitRegisters, DerivedParameters.Map(Steps, a => Angle.Of(a.Value(all))), [], [], Layout, Notes);
    }

    /// <summary>The name of a qubit in the file, for example <c>q[2]</c> or <c>$2</c>.</summary>
    /// <param name="qubit">Its number.</param>
    /// <returns>The name.</returns>
    public string QubitName(int qubit) => Name(QubitRegisters, qubit);

    /// <summary>The name of a classical bit in the file, for example <c>c[0]</c>.</summary>
    /// <param name="bit">Its number.</param>
    /// <returns>The name.</returns>
    public string BitName(int bit) => Name(BitRegisters, bit);

    /// <inheritdoc/>
    public bool Equals(CircuitProgram? other) => other is not null
        && QubitRegisters.AsSpan().SequenceEqual(other.QubitRegisters.AsSpan())
            && BitRegisters.AsSpan().SequenceEqual(other.BitRegisters.AsSpan())
        && Inputs.AsSpan().SequenceEqual(other.Inputs.AsSpan()) && Derived.AsSpan().SequenceEqual(other.Derived.AsSpan())
        && Equals(Layout, other.Layout) && Steps.AsSpan().SequenceEqual(other.Steps.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CircuitProgram);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Qubits, Bits, Steps.Length);

    private static string Name(ImmutableArray<ProgramRegister> registers, int index)
    {
        foreach (var r in registers)
        {
            if (index >= r.First && index < r.First + r.Size)
            {
                var place = (index - r.First).ToString(CultureInfo.InvariantCulture);
                return string.Equals(r.Name, "$", StringComparison.Ordinal) ? "$" + place : $"{r.Name}[{place}]";
            }
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, "No register holds this element.");
    }
}
