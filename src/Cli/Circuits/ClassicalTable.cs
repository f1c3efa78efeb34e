using System.Globalization;
using System.Text;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Programs;
using Quiver.Cli.Common;
using Spectre.Console;

namespace Quiver.Cli.Circuits;

/// <summary>
/// A program's classical bits as text: registers in the order of declaration, each from its bit 0 on the left, a blank between
/// registers.
/// </summary>
internal static class ClassicalTable
{
    /// <summary>The names of the bits in the order in which they are printed.</summary>
    public static string Order(CircuitProgram program) => string.Join(
        "  ", program.BitRegisters.Select(r => r.Size <= 8
            ? string.Join(' ', Enumerable.Range(0, r.Size).Select(k => $"{r.Name}[{k.ToString(CultureInfo.InvariantCulture)}]"))
            : string.Create(CultureInfo.InvariantCulture, $"{r.Name}[0] to {r.Name}[{r.Size - 1}]")));

    /// <summary>An outcome with a blank between registers.</summary>
    public static string Text(CircuitProgram program, string bits)
    {
        var text = new StringBuilder();
        foreach (var r in program.BitRegisters)
        {
            text.Append(text.Length == 0 ? string.Empty : " ").Append(bits, r.First, r.Size);
        }

        return text.ToString();
    }

    public static void Show(IAnsiConsole console, CircuitProgram program, ClassicalOutcomes outcomes, int top)
    {
        var total = outcomes.Shots > 0 ? outcomes.Shots : 1.0;
        var table = outcomes.Shots > 0
            ? Tables.Create(string.Empty, "bits", "count", $"share of {outcomes.Shots.ToString("N0", CultureInfo.InvariantCulture)} shots")
            : Tables.Create(string.Empty, "bits", "probability");
        table.Title = null;
        foreach (var (bits, weight) in outcomes.Weights.Take(top))
        {
            var share = (weight / total).ToString("0.000000", CultureInfo.InvariantCulture);
            if (outcomes.Shots > 0)
            {
                table.AddRow(Text(program, bits), weight.ToString("0", CultureInfo.InvariantCulture), share);
            }
            else
            {
                table.AddRow(Text(program, bits), share);
            }
        }

        console.Profile.Out.Writer.WriteLine("bits from left to right: " + Order(program));
        console.Write(table);
    }
}
