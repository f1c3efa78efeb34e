using System.CommandLine;
using Quiver.Circuits.Ansatz;
using Quiver.Circuits.QSharp;
using Quiver.Cli.Common;
using Quiver.Cli.Learning;
using Quiver.Core.Runs;

namespace Quiver.Cli.Circuits;

/// <summary><c>quiver vqe PROBLEM --ansatz ...</c>: fit fixed ansätze.</summary>
internal static class VqeCommand
{
    public static Command Create()
    {
        var command = new Command("vqe", "Fit fixed ansätze (hardware-efficient, UCCSD, QAOA, ADAPT-VQE) and verify them in Q#.");
        var problem = new ProblemOptions();
        problem.AddTo(command);
        var ansatz = new Option<string>("--ansatz")
        {
            Description = $"all, or some of {string.Join(", ", Baselines.Names)}, separated "
            + $"by commas.",
            DefaultValueFactory = _ => "all"
        };
        var layers = new Option<int>("--layers")
        {
            Description = "Layers of hea, rounds p of qaoa.",
            DefaultValueFactory = _ => 3,
            HelpName = "N"
        };
        var entangler = new Option<string>("--entangler")
        {
            Description = "CX of a layer of hea: line, ring or full.",
            DefaultValueFactory = _ => "line"
        };
        entangler.AcceptOnlyFromAmong("line", "ring", "full");
        var starts = new Option<int>("--starts")
        {
            Description = "Starts of a fit: one near the reference, the others anywhere.",
            DefaultValueFactory = _ => 3,
            HelpName = "N"
        };
        var iterations = new Option<int>("--iterations")
        {
            Description = "The most L-BFGS iterations of a start.",
            DefaultValueFactory = _ => 500,
            HelpName = "N"
        };
        var noise = new Option<string?>("--noise")
        {
            Description = "Report energies under a device profile (JSON): exact up to 10 "
            + "qubits, from random trajectories above.",
            HelpName = "FILE"
        };
        var verify = new Option<string>("--verify")
        {
            Description = "Verify in Q#: auto (where Node is installed), yes or no.",
            DefaultValueFactory = _ => "auto"
        };
        verify.AcceptOnlyFromAmong("auto", "yes", "no");
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { ansatz, layers, entangler, starts, iterations, noise, verify, seed, json })
        {
            command.Options.Add(option);
        }

        var mitigation = new MitigationFlags();
        mitigation.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (chosen, file) = problem.Read(parsed, parsed.GetValue(noise), parsed.GetValue(seed), cancellation);
            var correction = mitigation.Read(parsed, parsed.GetValue(noise) is null ? "without --noise" : null);
            var text = parsed.GetRequiredValue(ansatz);
            var names = string.Equals(text, "all", StringComparison.Ordinal) ? ["x-only", .. Baselines.For(chosen, file)]
                : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            foreach (var name in names)
            {
                if (!Baselines.Names.Contains(name, StringComparer.Ordinal))
                {
                    throw new InputException($"Unknown ansatz '{name}': use {string.Join(", ", Baselines.Names)} or all.");
                }
            }

            if (!names.Any(static n => n is "hea" or "qaoa"))
            {
                parsed.RefuseWithoutEffect(layers, "on these ansätze (only hea and qaoa have layers)");
            }

            if (!names.Contains("hea", StringComparer.Ordinal))
            {
                parsed.RefuseWithoutEffect(entangler, "on these ansätze (only hea has entanglers)");
            }

            if (!names.Any(static n => n is "hea" or "qaoa"))
            {
                parsed.RefuseWithoutEffect(starts, "on these ansätze, which start from their reference");
            }

            if (names.Length == 0)
            {
                throw new InputException($"--ansatz names none: use {string.Join(", ", Baselines.Names)} or all.");
            }

            var depth = (int)TrainingFlags.AtLeast(parsed.GetValue(layers), 1, "--layers");
            var options = new VqeOptions((int)TrainingFlags.AtLeast(parsed.GetValue(starts), 1, "--starts"),
                (int)TrainingFlags.AtLeast(parsed.GetValue(iterations), 1, "--iterations"), parsed.GetValue(seed));
            var results = new List<VqeResult>();
            using (var progress = new ConsoleProgress())
            {
                foreach (var name in names)
                {
                    progress.Report(new ProgressReport("fitting", results.Count, names.Length, name));
                    var kept = options with { Journal = RunFolder.Journal.Part($"{results.Count + 1}-{name}") };
                    results.Add(Baselines.Fit(name, chosen, file, depth, kept, cancellation,
                        Enum.Parse<Entangler>(parsed.GetRequiredValue(entangler), ignoreCase: true)));
                }
            }

            var differences = await CircuitProof.DifferencesAsync(parsed.GetRequiredValue(verify), chosen,
                [.. results.Select(r => r.Circuit)], cancellation).ConfigureAwait(false);
            var shift = Baselines.Shift(chosen);
            var circuits = results.Select(r => new DesignedCircuit(r.Name, r.Cost, r.Parameters, r.Circuit)).ToList();
            var electrons = SectorCheck.Observables(chosen);
            var rows = circuits.Select((c, i) => c.Row(chosen, shift, results[i].Seconds, differences?[i])
                .Counted(c, electrons)
                .Mitigated(c, chosen, shift, correction, cancellation)).ToList();
            rows = await MaxCutReport.SampledAsync(rows, circuits, chosen, parsed.GetValue(seed), cancellation).ConfigureAwait(false);
            MitigationFlags.NotePrice(correction, chosen, rows);
            SectorCheck.Note(chosen, results.Select(r => (r.Name, r.Cost, r.Circuit)));
            var target = parsed.GetValue(json);
            CircuitTable.Show(Tables.Console(JsonOutput.TakesStandardOutput(target)), $"{chosen.Name}: {chosen.Qubits} qubits", chosen.Unit,
                rows);
            JsonOutput.Write(target, new
            {
                Problem = chosen.Name,
                chosen.Unit,
                Circuits = rows,
                Pareto = rows.Where(r => !rows.Exists(o => o.Dominates(r))),
            });
            return differences is not null && differences.Any(d => d > QSharpVerifier.Tolerance)
                ? throw new InvalidOperationException("A circuit's energy in Q# differs by more than 1e-9: see the table.")
                : 0;
        });
        return command;
    }
}
