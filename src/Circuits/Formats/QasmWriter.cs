using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>
/// Writes circuits as OpenQASM. Gates outside the standard library are defined in the file by their decomposition into CX
/// and one-qubit gates, so any reader understands it; <see cref="QasmReader"/> finds the original gates again.
/// </summary>
public static class QasmWriter
{
    /// <summary>Writes a circuit.</summary>
    /// <param name="circuit">The circuit; qubit k becomes q[k].</param>
    /// <param name="version">Version 2 takes no free parameters.</param>
    /// <returns>The text of the file.</returns>
    /// <exception cref="InputException">Version 2 was asked for a circuit with free parameters.</exception>
    public static string Write(Circuit circuit, QasmVersion version = QasmVersion.V3) => Write(CircuitProgram.Of(circuit), version);

    /// <summary>Writes a program: registers, names, measurements, resets, barriers, branches and the layout.</summary>
    /// <param name="program">The program.</param>
    /// <param name="version">Version 2 takes no free parameters, and branches only on whole registers.</param>
    /// <param name="notes">Takes a sentence for every name that had to change; may be null.</param>
    /// <returns>The text of the file.</returns>
    /// <exception cref="InputException">The version cannot say what the program holds.</exception>
    public static string Write(CircuitProgram program, QasmVersion version = QasmVersion.V3, Notes? notes = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (version == QasmVersion.V2 && program.Inputs.Length > 0)
        {
            throw new InputException(
                $"OpenQASM 2 has no free parameters, but the circuit has {program.Inputs.Length}: bind them, or write OpenQASM 3.");
        }

        var text = new StringBuilder();
        text.Append(version == QasmVersion.V2 ? "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n" : "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n");
        if (program.Layout is { } layout)
        {
            QasmLayouts.Write(layout, text);
        }

        var written = new HashSet<string>(StringComparer.Ordinal);
        WriteDefinitions(program.Steps, version, text, written);
        var names = new QasmNames(program, version, written, notes);
        foreach (var input in names.Inputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"input float[64] {input};\n");
        }

        var isV2 = version == QasmVersion.V2;
        foreach (var (register, name) in program.QubitRegisters.Zip(names.QubitRegisters))
        {
            if (name is not "$")
            {
                var size = register.Size.ToString(CultureInfo.InvariantCulture);
                text.Append(isV2 ? $"qreg {name}[{size}];\n" : $"qubit[{size}] {name};\n");
            }
        }

        foreach (var (register, name) in program.BitRegisters.Zip(names.BitRegisters))
        {
            var size = register.Size.ToString(CultureInfo.InvariantCulture);
            text.Append(isV2 ? $"creg {name}[{size}];\n" : $"bit[{size}] {name};\n");
        }

        new QasmStepWriter(program, version, names, text).Write(program.Steps);
        return text.ToString();
    }

    internal static void WriteOperation(GateOperation operation, QasmVersion version, StringBuilder text, Func<int, string> parameter,
        Func<int, string> qubit)
    {
        text.Append(Name(operation, version));
        if (operation.Angles.Length > 0)
        {
            text.Append('(').AppendJoin(", ", operation.Angles.ToArray().Select(a => Expression(a, parameter))).Append(')');
        }

        text.Append(' ').AppendJoin(",", operation.Qubits.ToArray().Select(qubit)).Append(";\n");
    }

    internal static string PauliName(string letters) => "pauliexp_" + letters.ToLowerInvariant();

    private static void WriteDefinitions(ImmutableArray<ProgramStep> steps, QasmVersion version, StringBuilder text,
        HashSet<string> written)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case GateStep g:
                    Define(g.Gate, version, text, written);
                    break;
                case BranchStep b:
                    WriteDefinitions(b.Then, version, text, written);
                    WriteDefinitions(b.Else, version, text, written);
                    break;
                default:
                    break;
            }
        }
    }

    private static void Define(GateOperation operation, QasmVersion version, StringBuilder text, HashSet<string> written)
    {
        var name = Name(operation, version);
        var info = operation.Info;
        if (info.Includes.HasFlag(version == QasmVersion.V2 ? QasmHeader.Qelib1 : QasmHeader.Stdgates) || !written.Add(name))
        {
            return;
        }

        // The gate on qubits 0, 1, ... with a free angle.
        var count = operation.Qubits.Length;
        var general = operation.OnQubits(Order(operation));
        if (operation.Angles.Length == 1)
        {
            general = general.WithAngles(Angle.Free(0));
        }

        IReadOnlyList<GateOperation> body = info.Qubits == 1
            ? [.. info.Frame, .. info.Core, .. info.FrameBack]
            : GateDecomposition.ToCx(general);
        foreach (var part in body)
        {
            Define(part, version, text, written);
        }

        var qubits = string.Join(',', Enumerable.Range(0, count).Select(static k => "a" + k.ToString(CultureInfo.InvariantCulture)));
        text.Append("gate ").Append(name).Append(operation.Angles.Length == 1 ? "(theta) " : " ").Append(qubits).Append(" {\n");
        foreach (var part in body)
        {
            text.Append("  ");
            WriteOperation(part, version, text, static _ => "theta", static q => "a" + q.ToString(CultureInfo.InvariantCulture));
        }

        text.Append("}\n");
    }

    private static int[] Order(GateOperation operation)
    {
        var map = new int[operation.Qubits.ToArray().Max() + 1];
        for (var k = 0; k < operation.Qubits.Length; k++)
        {
            map[operation.Qubits[k]] = k;
        }

        return map;
    }

    private static string Name(GateOperation operation, QasmVersion version) => operation.Kind == GateKind.PauliExp
        ? PauliName(operation.Letters.ToString())
        : operation.Info.WrittenName is var (v2, v3) ? (version == QasmVersion.V2 ? v2 : v3) : operation.Info.Name;

    private static string Expression(Angle angle, Func<int, string> parameter)
    {
        if (!angle.IsFree)
        {
            return QasmNumbers.Write(angle.Offset);
        }

        var name = parameter(angle.Parameter);
        var product = angle.Scale == 1 ? name : angle.Scale == -1 ? "-" + name : QasmNumbers.Write(angle.Scale) + "*" + name;
        return angle.Offset == 0 ? product : product + (angle.Offset < 0 ? " - " : " + ") + QasmNumbers.Write(Math.Abs(angle.Offset));
    }
}
