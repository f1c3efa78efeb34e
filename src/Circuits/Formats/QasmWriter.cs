using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Quiver.Circuits.Gates;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>
/// Writes circuits as OpenQASM. Gates outside the standard library are defined in the file by their decomposition into CX
/// and one-qubit gates, so any reader understands it; <see cref="QasmReader"/> finds the original gates again.
/// </summary>
public static class QasmWriter
{
    private static readonly FrozenSet<GateKind> InQelib1 = new[]
    {
        GateKind.I, GateKind.X, GateKind.Y, GateKind.Z, GateKind.H, GateKind.S, GateKind.Sdg, GateKind.T, GateKind.Tdg,
        GateKind.SX, GateKind.SXdg, GateKind.RX, GateKind.RY, GateKind.RZ, GateKind.P, GateKind.U, GateKind.CX, GateKind.CY,
        GateKind.CZ, GateKind.CH, GateKind.Swap, GateKind.CRX, GateKind.CRY, GateKind.CRZ, GateKind.CP, GateKind.RXX,
        GateKind.RZZ, GateKind.CCX,
    }.ToFrozenSet();

    private static readonly FrozenSet<GateKind> InStdgates = new[]
    {
        GateKind.I, GateKind.X, GateKind.Y, GateKind.Z, GateKind.H, GateKind.S, GateKind.Sdg, GateKind.T, GateKind.Tdg,
        GateKind.SX, GateKind.RX, GateKind.RY, GateKind.RZ, GateKind.P, GateKind.U, GateKind.CX, GateKind.CY, GateKind.CZ,
        GateKind.CH, GateKind.Swap, GateKind.CRX, GateKind.CRY, GateKind.CRZ, GateKind.CP, GateKind.CCX,
    }.ToFrozenSet();

    /// <summary>Writes a circuit.</summary>
    /// <param name="circuit">The circuit; qubit k becomes q[k].</param>
    /// <param name="version">Version 2 takes no free parameters.</param>
    /// <returns>The text of the file.</returns>
    /// <exception cref="InputException">Version 2 was asked for a circuit with free parameters.</exception>
    public static string Write(Circuit circuit, QasmVersion version = QasmVersion.V3)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        if (version == QasmVersion.V2 && circuit.ParameterCount > 0)
        {
            throw new InputException($"OpenQASM 2 has no free parameters, but the circuit has {circuit.ParameterCount}: bind them, or write OpenQASM 3.");
        }

        var text = new StringBuilder();
        text.Append(version == QasmVersion.V2 ? "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n" : "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n");
        WriteDefinitions(circuit, version, text);
        for (var p = 0; p < circuit.ParameterCount; p++)
        {
            text.Append(CultureInfo.InvariantCulture, $"input float[64] t{p};\n");
        }

        text.Append(version == QasmVersion.V2
            ? string.Create(CultureInfo.InvariantCulture, $"qreg q[{circuit.Qubits}];\n")
            : string.Create(CultureInfo.InvariantCulture, $"qubit[{circuit.Qubits}] q;\n"));
        foreach (var operation in circuit.Operations)
        {
            WriteOperation(operation, version, text, static p => "t" + p.ToString(CultureInfo.InvariantCulture), static q => string.Create(CultureInfo.InvariantCulture, $"q[{q}]"));
        }

        return text.ToString();
    }

    /// <summary>A number that reads back to the same value; multiples of pi by simple fractions are written as such.</summary>
    internal static string Number(double value)
    {
        foreach (var denominator in (ReadOnlySpan<int>)[1, 2, 3, 4, 6, 8, 16])
        {
            var numerator = Math.Round(value * denominator / Math.PI);
            if (numerator != 0 && Math.Abs(numerator) <= 4 * denominator && numerator * Math.PI / denominator == value)
            {
                var front = Math.Abs(numerator) == 1 ? "pi" : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(numerator)}*pi");
                return (numerator < 0 ? "-" : string.Empty) + front + (denominator == 1 ? string.Empty : "/" + denominator.ToString(CultureInfo.InvariantCulture));
            }
        }

        return value.ToString("R", CultureInfo.InvariantCulture);
    }

    internal static string PauliName(string letters) => "pauliexp_" + letters.ToLowerInvariant();

    private static void WriteDefinitions(Circuit circuit, QasmVersion version, StringBuilder text)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in circuit.Operations)
        {
            Define(operation, version, text, written);
        }
    }

    private static void Define(GateOperation operation, QasmVersion version, StringBuilder text, HashSet<string> written)
    {
        var name = Name(operation, version);
        if ((version == QasmVersion.V2 ? InQelib1 : InStdgates).Contains(operation.Kind) || !written.Add(name))
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

        IReadOnlyList<GateOperation> body = operation.Kind == GateKind.SXdg
            ? [new(GateKind.H, [0]), new(GateKind.Sdg, [0]), new(GateKind.H, [0])]
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

    private static string Name(GateOperation operation, QasmVersion version) => operation.Kind switch
    {
        GateKind.U => version == QasmVersion.V2 ? "u3" : "U",
        GateKind.PauliExp => PauliName(operation.Letters.ToString()),
        _ => operation.Info.Name,
    };

    private static void WriteOperation(GateOperation operation, QasmVersion version, StringBuilder text, Func<int, string> parameter, Func<int, string> qubit)
    {
        text.Append(Name(operation, version));
        if (operation.Angles.Length > 0)
        {
            text.Append('(').AppendJoin(", ", operation.Angles.ToArray().Select(a => Expression(a, parameter))).Append(')');
        }

        text.Append(' ').AppendJoin(",", operation.Qubits.ToArray().Select(qubit)).Append(";\n");
    }

    private static string Expression(Angle angle, Func<int, string> parameter)
    {
        if (!angle.IsFree)
        {
            return Number(angle.Offset);
        }

        var name = parameter(angle.Parameter);
        var product = angle.Scale == 1 ? name : angle.Scale == -1 ? "-" + name : Number(angle.Scale) + "*" + name;
        return angle.Offset == 0 ? product : product + (angle.Offset < 0 ? " - " : " + ") + Number(Math.Abs(angle.Offset));
    }
}
