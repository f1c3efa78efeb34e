using System.Collections.Immutable;
using System.Numerics;

namespace Quiver.Circuits.Gates;

/// <summary>
/// An immutable sequence of gates on a number of qubits. Qubit 0 is the most significant bit of a basis index. A circuit
/// carries no global phase: transformations keep the unitary up to a phase unless they say otherwise.
/// </summary>
public sealed class Circuit : IEquatable<Circuit>
{
    /// <summary>Creates a circuit.</summary>
    /// <param name="qubits">Number of qubits, at least 0.</param>
    /// <param name="operations">Gates in the order of application.</param>
    /// <param name="parameterCount">Number of free parameters; by default one more than the largest index used.</param>
    /// <exception cref="ArgumentException">A gate names a qubit or parameter that does not exist.</exception>
    public Circuit(int qubits, ImmutableArray<GateOperation> operations, int parameterCount = -1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(qubits);
        var used = 0;
        foreach (var operation in operations)
        {
            foreach (var q in operation.Qubits)
            {
                if (q >= qubits)
                {
                    throw new ArgumentException($"Gate {operation} names qubit {q} of a circuit with qubits 0 to {qubits - 1}.",
                        nameof(operations));
                }
            }

            foreach (var angle in operation.Angles)
            {
                used = angle.IsFree ? Math.Max(used, angle.Parameter + 1) : used;
            }
        }

        if (parameterCount >= 0 && parameterCount < used)
        {
            throw new ArgumentException($"A gate uses parameter {used - 1}, but only {parameterCount} were declared.",
                nameof(parameterCount));
        }

        Qubits = qubits;
        Operations = operations;
        ParameterCount = Math.Max(used, parameterCount);
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Gates in the order of application.</summary>
    public ImmutableArray<GateOperation> Operations { get; }

    /// <summary>Number of free parameters; values are given as one array of this length.</summary>
    public int ParameterCount { get; }

    /// <summary>Number of gates.</summary>
    public int Count => Operations.Length;

    /// <summary>What holds gates back, in order; it changes when gates are done, not what they do.</summary>
    internal ImmutableArray<GateBarrier> Barriers { get; init; } = [];

    /// <summary>The circuit that undoes this one.</summary>
    /// <returns>Adjoint gates in reverse order, with the same parameters.</returns>
    public Circuit Inverse() => new(Qubits, [.. Operations.Reverse().Select(o => o.Adjoint())], ParameterCount)
    {
        Barriers = [.. Barriers.Reverse().Select(b => b with { Before = Count - b.Before })],
    };

    /// <summary>This circuit followed by another.</summary>
    /// <param name="next">A circuit on as many qubits.</param>
    /// <param name="shareParameters">True: parameter k of both is the same; false: the second's come after the first's.</param>
    /// <returns>The composition.</returns>
    /// <exception cref="ArgumentException">The numbers of qubits differ.</exception>
    public Circuit Then(Circuit next, bool shareParameters = false)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (next.Qubits != Qubits)
        {
            throw new ArgumentException($"Circuits on {Qubits} and {next.Qubits} qubits cannot be composed.", nameof(next));
        }

        if (shareParameters)
        {
            return new(Qubits, [.. Operations, .. next.Operations], Math.Max(ParameterCount, next.ParameterCount))
            {
                Barriers = Followed(next),
            };
        }

        var shift = ParameterCount;
        return new(Qubits, [.. Operations,
            .. next.Operations.Select(o => Map(o, a => a.IsFree ? a with { Parameter = a.Parameter + shift } : a))],
            shift + next.ParameterCount)
        { Barriers = Followed(next) };
    }

    /// <summary>The circuit with every angle bound.</summary>
    /// <param name="parameters">One value in radians per free parameter.</param>
    /// <returns>A circuit without free parameters.</returns>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    public Circuit Bind(ReadOnlySpan<double> parameters)
    {
        RequireParameters(parameters.Length);
        var values = parameters.ToArray();
        return new(Qubits, [.. Operations.Select(o => Map(o, a => Angle.Of(a.Value(values))))]) { Barriers = Barriers };
    }

    /// <summary>The same gates on renamed qubits of a circuit that may be larger.</summary>
    /// <param name="map">map[q] is the new name of qubit q.</param>
    /// <param name="qubits">Number of qubits of the result.</param>
    /// <returns>The circuit.</returns>
    public Circuit OnQubits(ReadOnlySpan<int> map, int qubits)
    {
        var names = map.ToArray();
        return new(qubits, [.. Operations.Select(o => o.OnQubits(names))], ParameterCount)
        {
            Barriers = [.. Barriers.Select(b => b with { Qubits = [.. b.Qubits.Select(q => names[q])] })],
        };
    }

    /// <inheritdoc/>
    public bool Equals(Circuit? other) => other is not null && Qubits == other.Qubits
        && ParameterCount == other.ParameterCount && Operations.AsSpan().SequenceEqual(other.Operations.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Circuit);

    /// <inheritdoc/>
    public override int GetHashCode() => Operations.Aggregate(Qubits, (hash, o) => unchecked((hash * 31) + o.GetHashCode()));

    internal void RequireParameters(int given)
    {
        if (given != ParameterCount)
        {
            throw new ArgumentException($"The circuit has {ParameterCount} free parameters, but {given} values were given.", nameof(given));
        }
    }

    /// <summary>Lets the times of qubits pass the barriers in front of a gate: those of each barrier become their latest.</summary>
    /// <param name="gate">The gate's number.</param>
    /// <param name="next">Barriers passed so far.</param>
    /// <param name="times">The time at which each qubit is free.</param>
    /// <returns>Barriers passed now.</returns>
    internal int Hold<T>(int gate, int next, T[] times)
        where T : INumber<T>
    {
        for (; next < Barriers.Length && Barriers[next].Before <= gate; next++)
        {
            var latest = T.Zero;
            foreach (var q in Barriers[next].Qubits)
            {
                latest = T.Max(latest, times[q]);
            }

            foreach (var q in Barriers[next].Qubits)
            {
                times[q] = latest;
            }
        }

        return next;
    }

    private ImmutableArray<GateBarrier> Followed(Circuit next) =>
        [.. Barriers, .. next.Barriers.Select(b => b with { Before = b.Before + Count })];

    private static GateOperation Map(GateOperation operation, Func<Angle, Angle> map)
    {
        if (!operation.IsFree)
        {
            return operation;
        }

        Span<Angle> angles = stackalloc Angle[3];
        for (var i = 0; i < operation.Angles.Length; i++)
        {
            angles[i] = map(operation.Angles[i]);
        }

        return operation.WithAngles(angles[..operation.Angles.Length]);
    }
}
