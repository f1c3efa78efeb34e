using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;
using Quiver.Circuits.Simulation;
using Quiver.Core.Numbers;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>The gates a program knows: calls become primitives, by the library, by definitions, and through modifiers.</summary>
internal sealed class QasmGates(QasmEvaluator evaluator, Func<string, int, InputException> error, Action<string> note, long most)
{
    private const int MostDepth = 400;
    private const long MostCalls = 4_000_000;
    private readonly Dictionary<string, QasmGateDefinition> definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Angles, int Qubits, QasmLibrary.Maker Make)?> library = new(StringComparer.Ordinal);
    private long calls;
    private bool specified;

    /// <summary>Takes a definition; its body may call only what is known by now.</summary>
    public void Define(QasmGateDefinition definition, Func<string, QasmValue?> constants)
    {
        Specify(definition);
        foreach (var call in definition.Body ?? [])
        {
            if (definitions.TryGetValue(call.Name, out var callee))
            {
                definition.Gates[call.Name] = callee;
                definition.Depth = Math.Max(definition.Depth, callee.Depth + 1);
                if (definition.Depth > MostDepth)
                {
                    throw error($"gate {definition.Name} calls gates in more than {MostDepth} levels.", definition.Line);
                }
            }
            else if (string.Equals(call.Name, definition.Name, StringComparison.Ordinal))
            {
                throw error($"gate {definition.Name} calls itself; a gate may call only gates defined above it.", call.Line);
            }
            else if (QasmLibrary.Find(call.Name) is null)
            {
                throw Unknown(call);
            }

            foreach (var operand in call.Operands)
            {
                if (Array.IndexOf(definition.Qubits, operand.Name) < 0)
                {
                    throw error($"'{QasmParser.Short(operand.Name)}' is not one of the qubits of gate {definition.Name}.", operand.Line);
                }
            }

            foreach (var expression in call.Arguments.Concat(call.Modifiers.Select(static m => m.Argument).OfType<QasmExpression>()))
            {
                foreach (var name in expression.Code.Where(static i => i.Operation == QasmOperation.Name).Select(static i => i.Name!))
                {
                    if (Array.IndexOf(definition.Parameters, name) < 0 && constants(name) is { } value)
                    {
                        definition.Constants[name] = value;
                    }
                }
            }
        }

        definition.HasBareU = BareU(definition);
        definitions[definition.Name] = definition;
    }

    /// <summary>Qubits and angles of a gate, without controls.</summary>
    public (int Angles, int Qubits) Shape(QasmStatement.Call call) => definitions.TryGetValue(call.Name, out var d)
        ? (d.Parameters.Length, d.Qubits.Length)
        : Library(call.Name) is { } gate ? (gate.Angles, gate.Qubits) : throw Unknown(call);

    /// <summary>One call at the top level.</summary>
    public void Expand(QasmStatement.Call call, AffineExpression[] angles, (QasmModifier Modifier, double Value)[] modifiers,
        int[] qubits, Action<QasmPrimitive> sink)
    {
        definitions.TryGetValue(call.Name, out var definition);
        Expand(definition is null ? Meant(call) : call, definition, angles, modifiers, qubits, exact: false, sink);
    }

    /// <summary>The values of a call's modifiers.</summary>
    public (QasmModifier Modifier, double Value)[] Modifiers(QasmStatement.Call call, Func<string, QasmValue?>? names = null)
    {
        var result = new (QasmModifier, double)[call.Modifiers.Length];
        for (var k = 0; k < result.Length; k++)
        {
            var m = call.Modifiers[k];
            double value = 1;
            if (m.Argument is { } argument)
            {
                var affine = evaluator.Angle(argument, names);
                value = affine.IsConstant ? affine.Offset
                    : throw error($"the argument of {m.Name} depends on an input; it must be known while reading.", m.Line);
            }

            if (m.Name is "ctrl" or "negctrl" && (value != Math.Floor(value) || value is < 1 or > QasmControls.Most))
            {
                throw error($"{m.Name} takes 1 to {QasmControls.Most} controls, not {value}.", m.Line);
            }

            result[k] = (m, value);
        }

        return result;
    }

    private (int Angles, int Qubits, QasmLibrary.Maker Make)? Library(string name)
    {
        if (!library.TryGetValue(name, out var found))
        {
            found = QasmLibrary.Find(name);
            library.Add(name, found);
        }

        return found;
    }

    private static int Controls((QasmModifier Modifier, double Value)[] modifiers) =>
        (int)modifiers.Where(static m => m.Modifier.Name is "ctrl" or "negctrl").Sum(static m => m.Value);

    // A file that takes the phase of U back by gphase means the U of the OpenQASM 3 specification, there and from there on. Qiskit and
    // programs written for drafts of version 3 mean a real first entry.
    private void Specify(QasmGateDefinition definition)
    {
        if (definition.Body is not { } body || definitions.ContainsKey("U"))
        {
            return;
        }

        specified |= Array.Exists(body, static c => c.Name is "U") && Array.Exists(body, static c => c.Name is "gphase");
        definition.Body = Array.ConvertAll(body, Meant);
    }

    private QasmStatement.Call Meant(QasmStatement.Call call) =>
        specified && call.Name is "U" ? call with { Name = QasmLibrary.SpecifiedU } : call;

    // Whether a U of either meaning stands in the body, or in one that it calls; without a turn about Y both are one.
    private static bool BareU(QasmGateDefinition definition) =>
        definition.Gates.Values.Any(static g => g!.HasBareU)
            || (!definition.Gates.ContainsKey("U") && (definition.Body ?? []).Any(static c => c.Name is "U"
                && !(c.Arguments is [{ Code: [{ Operation: QasmOperation.Value, Value.Number: 0 }] }, ..])));

    private InputException Unknown(QasmStatement.Call call) =>
        error($"gate '{QasmParser.Short(call.Name)}' is not known; it is neither in the standard libraries nor defined above.", call.Line);

    private void Expand(
        QasmStatement.Call call, QasmGateDefinition? definition, AffineExpression[] angles,
            (QasmModifier Modifier, double Value)[] modifiers, int[] qubits, bool exact, Action<QasmPrimitive> sink)
    {
        if (++calls > MostCalls)
        {
            throw error($"the program makes more than {MostCalls:N0} calls of gates.", call.Line);
        }

        var known = definition is null ? Library(call.Name) ?? throw Unknown(call) : default;
        var (angleCount, qubitCount) = definition is null
            ? (known.Angles, known.Qubits) : (definition.Parameters.Length, definition.Qubits.Length);
        qubitCount += Controls(modifiers);
        if (angles.Length != angleCount || qubits.Length != qubitCount)
        {
            throw error($"gate {call.Name} takes {angleCount} angles and {qubitCount} qubits, not {angles.Length} and {qubits.Length}.",
                call.Line);
        }

        for (var k = 1; k < qubits.Length; k++)
        {
            if (Array.IndexOf(qubits, qubits[k], 0, k) >= 0)
            {
                throw error($"gate {call.Name} is given the same qubit twice.", call.Line);
            }
        }

        if (modifiers.Length > 0)
        {
            Modified(call, definition, angles, modifiers, qubits, sink);
        }
        else if (definition is null)
        {
            foreach (var primitive in known.Make(angles, qubits))
            {
                sink(primitive);
            }
        }
        else if (!exact && Native(definition) is { } native)
        {
            sink(native(angles, qubits));
        }
        else
        {
            Body(definition, angles, qubits, call.Line, exact, sink);
        }
    }

    private void Body(QasmGateDefinition definition, AffineExpression[] angles, int[] qubits, int line, bool exact,
        Action<QasmPrimitive> sink)
    {
        if (definition.Body is null)
        {
            throw error($"gate {definition.Name} is opaque: the file does not say what it does.", line);
        }

        QasmValue? Names(string name)
        {
            var place = Array.IndexOf(definition.Parameters, name);
            return place >= 0 ? QasmValue.Of(angles[place]) : definition.Constants.TryGetValue(name, out var value) ? value : null;
        }

        foreach (var inner in definition.Body)
        {
            var values = inner.Arguments.Length == 0 ? [] : Array.ConvertAll(inner.Arguments, a => evaluator.Angle(a, Names));
            var places = Array.ConvertAll(inner.Operands, o => qubits[Array.IndexOf(definition.Qubits, o.Name)]);
            Expand(inner, definition.Gates.GetValueOrDefault(inner.Name), values, inner.Modifiers.Length == 0
                ? [] : Modifiers(inner, Names), places, exact, sink);
        }
    }

    private void Modified(
        QasmStatement.Call call, QasmGateDefinition? definition, AffineExpression[] angles,
            (QasmModifier Modifier, double Value)[] modifiers, int[] qubits, Action<QasmPrimitive> sink)
    {
        var controls = Controls(modifiers);
        var list = new List<QasmPrimitive>();
        Expand(call, definition, angles, [], qubits[controls..], exact: true, p => Add(list, p, call.Line));
        if (modifiers.Any(static m => m.Modifier.Name is not "inv") && (definition?.HasBareU
            ?? (call.Name is "U" && angles[0] is not { IsConstant: true, Offset: 0 })))
        {
            note($"line {call.Line}: U under a modifier is taken with a real first entry cos(theta/2), as Qiskit and published programs mean it; "
                + "a file that takes the phase of the specification's U back by gphase is read that way");
        }

        // The modifier next to the gate is done first; the controls of the outermost come first among the qubits.
        var next = controls;
        for (var k = modifiers.Length - 1; k >= 0; k--)
        {
            var (modifier, value) = modifiers[k];
            switch (modifier.Name)
            {
                case "inv":
                    list = [.. Enumerable.Reverse(list).Select(static p => p.Adjoint())];
                    break;
                case "pow":
                    list = QasmPowers.Of(list, value, most, out var why) ?? throw error(why + ".", modifier.Line);
                    break;
                default:
                    // Neighbouring controls are put on at once: one by one they would multiply the gates each time.
                    var flips = new List<QasmPrimitive>();
                    var end = next;
                    for (; k >= 0 && modifiers[k].Modifier.Name is "ctrl" or "negctrl"; k--)
                    {
                        var first = next - (int)modifiers[k].Value;
                        if (modifiers[k].Modifier.Name is "negctrl")
                        {
                            flips.AddRange(qubits[first..next].Select(static q => QasmPrimitive.Of(GateKind.X, q)));
                        }

                        next = first;
                    }

                    k++;
                    list = [.. flips, .. QasmControls.Add(list, qubits[next..end]), .. flips];
                    break;
            }

            if (list.Count > most)
            {
                throw TooMany(modifier.Line);
            }
        }

        list.ForEach(sink);
    }

    private void Add(List<QasmPrimitive> list, QasmPrimitive primitive, int line)
    {
        if (list.Count >= most)
        {
            throw TooMany(line);
        }

        list.Add(primitive);
    }

    private InputException TooMany(int line) => error($"the program grows to more than {most:N0} gates.", line);

    // The toolkit's own gate that a definition spells out, so that files written here read back the same.
    private Func<AffineExpression[], int[], QasmPrimitive>? Native(QasmGateDefinition d)
    {
        string? letters = null;
        GateInfo? info = null;
        if (d.Name.StartsWith("pauliexp_", StringComparison.Ordinal) && d.Parameters.Length == 1)
        {
            letters = d.Name[9..].ToUpperInvariant();
            if (letters.Length != d.Qubits.Length || letters.AsSpan().ContainsAnyExcept("XYZ"))
            {
                return null;
            }
        }
        else if (!GateTable.TryFind(d.Name, out info) || info.Kind == GateKind.PauliExp || info.Angles != d.Parameters.Length
            || info.Qubits != d.Qubits.Length)
        {
            return null;
        }

        QasmPrimitive Make(AffineExpression[] a, int[] q) => letters is null
            ? new(info!.Kind, q, a) : new(GateKind.PauliExp, q, a, letters);
        if (!d.Compared)
        {
            d.Compared = true;
            d.IsNative = d.Body is { Length: <= 4000 } && Spells(d, Make);
        }

        return d.IsNative ? Make : null;
    }

    private bool Spells(QasmGateDefinition d, Func<AffineExpression[], int[], QasmPrimitive> make)
    {
        int[] qubits = [.. Enumerable.Range(0, d.Qubits.Length)];
        AffineExpression[] angles = [.. d.Parameters.Select(static (_, k) => new AffineExpression(1, ParameterExpression.Of(k, "x"), 0))];
        var body = new List<GateOperation>();
        var slots = new QasmSlots(angles.Length, null);
        Body(d, angles, qubits, d.Line, exact: false, p =>
        {
            if (slots.Lower(p, d.Line) is { } operation)
            {
                body.Add(operation);
            }
        });
        if (slots.Derived.Count > 0)
        {
            return false;
        }

        var native = slots.Lower(make(angles, qubits), d.Line)!;
        if (body.SequenceEqual(GateDecomposition.ToCx(native)))
        {
            return true;
        }

        if (qubits.Length > 4 || body.Count > 200)
        {
            return false;
        }

        double[] values = [.. angles.Select(static (_, k) => 0.7 + (0.31 * k))];
        return SameUpToPhase(
            DenseSimulator.Unitary(new Circuit(qubits.Length, [native], values.Length), values),
            DenseSimulator.Unitary(new Circuit(qubits.Length, [.. body], values.Length), values));
    }

    private static bool SameUpToPhase(ComplexMatrix u, ComplexMatrix v)
    {
        Complex trace = 0;
        for (var i = 0; i < u.Entries.Length; i++)
        {
            trace += Complex.Conjugate(u.Entries[i]) * v.Entries[i];
        }

        return Math.Abs((trace.Magnitude / u.Size) - 1) < 1e-10;
    }
}
