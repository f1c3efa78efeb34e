using System.Globalization;
using Quiver.Circuits.Design;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Problems;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Circuits;

/// <summary>Found circuits on disk.</summary>
internal static class DesignFiles
{
    public static void Save(string folder, CircuitProblem problem, DesignOutcome outcome, int ensemble)
    {
        var lead = DesignedCircuit.Of("best", outcome.Lead, outcome, problem);
        if (lead.Data is not null)
        {
            RunNotes.Add("The circuits in --out are those of the first test row: their angles depend on the row, as result.json states.");
        }

        var best = lead.Bound;
        AtomicFile.WriteText(Path.Combine(folder, "best.qasm"), QasmWriter.Write(best, QasmVersion.V3));
        AtomicFile.WriteText(Path.Combine(folder, "best.qs"), QSharpWriter.Write(best));
        AtomicFile.WriteText(Path.Combine(folder, "best.txt"), CircuitText.Draw(best));
        AtomicFile.WriteText(Path.Combine(folder, "best.svg"), CircuitSvg.Draw(best));
        foreach (var (i, result) in outcome.Ensemble.Take(ensemble).Index())
        {
            var circuit = DesignedCircuit.Of("ensemble", result, outcome, problem).Bound;
            var path = Path.Combine(folder, "ensemble", string.Create(CultureInfo.InvariantCulture, $"{i + 1:00}-{result.Cx}cx.qasm"));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.WriteText(path, QasmWriter.Write(circuit, QasmVersion.V3));
        }
    }
}
