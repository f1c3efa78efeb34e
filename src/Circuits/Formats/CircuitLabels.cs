using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Formats;

/// <summary>The texts of a drawing: angles, bits and conditions.</summary>
internal sealed class CircuitLabels(CircuitProgram program, int digits)
{
    private readonly bool areDefault = program.Inputs.Select(static (n, k) =>
        n == "t" + k.ToString(CultureInfo.InvariantCulture)).All(static x => x);

    public bool HasQubits => program.Qubits > 0;

    public string Angles(GateOperation operation) => operation.Angles.Length == 0
        ? string.Empty
        : "(" + string.Join(',', operation.Angles.ToArray().Select(Text)) + ")";

    public string Measure(MeasureStep m) => m.Bit < 0 ? "M" : "M:" + program.BitName(m.Bit);

    public string Assign(AssignStep a) => Bits([.. a.Bits]) + "=" + Condition(a.Value);

    public string Condition(BitExpression e) => e.Operator switch
    {
        BitOperator.Constant => e.Number.ToString(CultureInfo.InvariantCulture),
        BitOperator.Bits => Bits([.. e.Bits]),
        BitOperator.Not => "!" + Condition(e.Left!),
        BitOperator.Complement => "~" + Condition(e.Left!),
        _ => $"{Condition(e.Left!)}{BitOperatorSigns.Of(e.Operator)}{Condition(e.Right!)}",
    };

    private string Bits(int[] bits)
    {
        var whole = program.BitRegisters.FirstOrDefault(r => bits.SequenceEqual(Enumerable.Range(r.First, r.Size)));
        return whole is not null ? whole.Name : string.Join('+', bits.Select(program.BitName));
    }

    private string Text(Angle angle)
    {
        if (!angle.IsFree)
        {
            return Number(angle.Offset);
        }

        var factor = angle.Scale == 1 ? string.Empty : angle.Scale == -1 ? "-" : Number(angle.Scale) + (areDefault ? string.Empty : "*");
        var shift = angle.Offset == 0 ? string.Empty : (angle.Offset > 0 ? "+" : string.Empty) + Number(angle.Offset);
        var name = angle.Parameter < program.Inputs.Length
            ? program.Inputs[angle.Parameter] : program.Derived[angle.Parameter - program.Inputs.Length].Text;
        return factor + name + shift;
    }

    // A number that would be cut to 0 is shown by its first digit and power of ten.
    private string Number(double value)
    {
        var text = value.ToString("0." + new string('#', digits), CultureInfo.InvariantCulture);
        return text is "0" or "-0" ? (value == 0 ? "0" : value.ToString("0e-0", CultureInfo.InvariantCulture)) : text;
    }
}
