using System.Globalization;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>The program's names as a version allows them; a name that means something else there gets an underscore.</summary>
internal sealed class QasmNames
{
    private static readonly HashSet<string> Keywords2 = new(
        "OPENQASM include qreg creg gate opaque barrier measure reset if pi sin cos tan exp ln sqrt U CX".Split(' '),
            StringComparer.Ordinal);

    private static readonly HashSet<string> Keywords3 = new(
        ("OPENQASM include defcalgrammar def cal defcal gate extern box let break continue if else end return for while in switch case "
            + "default nop "
        + "pragma input output const readonly mutable qreg qubit creg bool bit int uint float angle complex array void duration stretch "
            + "gphase inv "
        + "pow ctrl negctrl dim durationof delay reset measure barrier true false im pi tau euler sin cos tan exp log sqrt arcsin "
            + "arccos arctan "
        + "ln asin acos atan floor ceiling mod popcount rotl rotr sizeof real imag U CX").Split(' '), StringComparer.Ordinal);

    private readonly HashSet<string> taken;
    private readonly bool isV2;
    private readonly Notes? notes;

    public QasmNames(CircuitProgram program, QasmVersion version, HashSet<string> definitions, Notes? notes)
    {
        isV2 = version == QasmVersion.V2;
        this.notes = notes;
        taken = new(definitions, StringComparer.Ordinal);
        Inputs = [.. program.Inputs.Select(Allowed)];
        QubitRegisters = [.. program.QubitRegisters.Select(r => !isV2 && r.Name is "$" ? "$" : Allowed(r.Name))];
        BitRegisters = [.. program.BitRegisters.Select(r => Allowed(r.Name))];
    }

    public string[] Inputs { get; }

    public string[] QubitRegisters { get; }

    public string[] BitRegisters { get; }

    private string Allowed(string name)
    {
        var result = name is "$" ? "q" : name;
        if (isV2 && !(char.IsAsciiLetterLower(result[0]) && result.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')))
        {
            result = "r_" + string.Concat(result.Select(static c => char.IsAsciiLetterOrDigit(c) || c == '_'
                ? c.ToString() : ((int)c).ToString("x", CultureInfo.InvariantCulture)));
        }

        while (taken.Contains(result) || (isV2 ? Keywords2 : Keywords3).Contains(result) || IsGate(result))
        {
            result += "_";
        }

        taken.Add(result);
        if (!string.Equals(result, name, StringComparison.Ordinal))
        {
            notes?.Add(name is "$" ? $"the physical qubits are written as register {result}"
                : $"the name {name} means something else in OpenQASM {(isV2 ? 2 : 3)} and is written as {result}");
        }

        return result;
    }

    private static bool IsGate(string name) => QasmLibrary.Find(name) is not null && !(name is "r" or "v" or "i");
}
