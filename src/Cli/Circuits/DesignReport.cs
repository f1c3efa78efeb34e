using System.Globalization;
using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.QSharp;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Spectre.Console;

namespace Quiver.Cli.Circuits;

/// <summary>Runs searches and shows what they found.</summary>
internal static class DesignReport
{
    /// <summary>Exit code of a search that ended above its target error.</summary>
    public const int TargetMissed = 3;

    private const int Rows = 8;
    private const int MostWords = 20;

    public static async Task<int> RunAsync(DesignSettings settings, CancellationToken cancellation)
    {
        var problem = settings.Problem;
        var gates = Gates(settings);
        (gates, settings) = Timed(gates, settings);
        using var simulator = string.Equals(settings.Simulator, "native", StringComparison.Ordinal)
            ? null
            : SimulatorFactory.Create(settings.Simulator);
        var toError = JsonOutput.TakesStandardOutput(settings.Json);
        var circuits = new List<(DesignedCircuit Circuit, double? Seconds)>();
        var searches = new List<DesignSearch>();
        using (var progress = new ConsoleProgress())
        {
            foreach (var method in settings.Methods)
            {
                cancellation.ThrowIfCancellationRequested();
                var outcome = Search(settings, gates, method, simulator, progress, cancellation);
                RunNotes.AddRange(outcome.Notes);
                var name = method.ToString().ToLowerInvariant();
                searches.Add(new DesignSearch(
                    name,
                    outcome.Fits,
                    outcome.Seconds,
                    outcome.Fits / Math.Max(outcome.Seconds, 1e-9),
                    problem.LeastCost is null && outcome.Goal is null ? null : outcome.Archive.Good,
                    outcome.Archive.Best!.LogReward,
                    outcome.CutShort,
                    outcome));
                circuits.AddRange(Chosen(outcome, problem, name).Select(c => (c, (double?)outcome.Seconds)));
            }
        }

        circuits.Add((Reference(problem).In(gates.Basis), null));
        circuits.AddRange(MaxCutReport.Qaoa(problem, settings.Qaoa, settings.Options.Seed, cancellation)
            .Select(f => (new DesignedCircuit(f.Name, f.Cost, f.Parameters, f.Circuit).In(gates.Basis), (double?)f.Seconds)));
        if (settings.Baselines)
        {
            foreach (var name in Baselines.Beside(problem, settings.File))
            {
                cancellation.ThrowIfCancellationRequested();
                var fitted = Baselines.Fit(
                    name, problem, settings.File, 3, new VqeOptions(Seed: settings.Options.Seed)
                    {
                        Journal = RunFolder.Journal.Part("baselines").Part(name),
                    },
                    cancellation);
                var row = new DesignedCircuit(fitted.Name, fitted.Cost, fitted.Parameters, fitted.Circuit);
                circuits.Add((row.In(gates.Basis), fitted.Seconds));
            }
        }

        var differences = await CircuitProof.DifferencesAsync(
            settings.Verify, problem, [.. circuits.Select(c => c.Circuit.Classifier)], cancellation).ConfigureAwait(false);
        var shift = Baselines.Shift(problem);
        var goal = searches[0].Outcome.Goal;
        var electrons = SectorCheck.Observables(problem);
        var rows = circuits.Select((c, i) => c.Circuit.Row(problem, shift, c.Seconds, differences?[i], goal)
            .Timed(c.Circuit, settings.Times)
            .Counted(c.Circuit, electrons)
            .Mitigated(c.Circuit, problem, shift, settings.Mitigation, cancellation)).ToList();
        rows = await MaxCutReport.SampledAsync(
            rows, [.. circuits.Select(static c => c.Circuit)], problem, settings.Options.Seed, cancellation).ConfigureAwait(false);
        MitigationFlags.NotePrice(settings.Mitigation, problem, rows);
        if (problem is FidelityProblem && searches.TrueForAll(s => s.Good == 0))
        {
            RunNotes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"No circuit came within {problem.Tolerance:G2} of the target: give more --fits, lower prices or other --gates."));
        }

        if (problem is NoisyProblem && searches[0].Outcome.Lead is { Parameters: 0, Cx: 0 })
        {
            RunNotes.Add("No gate pays for itself under this noise: the best circuit found is the determinant that circuits begin with.");
        }

        SectorCheck.Note(problem, circuits.Select(c => (c.Circuit.Name, c.Circuit.Cost, c.Circuit.Bound)));
        var front = Front(searches[0].Outcome, problem, searches[0].Method)
            .Select(c => c.Row(problem, shift, null, null, goal).Timed(c, settings.Times).Counted(c, electrons)).ToList();
        var uccsd = searches[0].Outcome.Goal is null ? null : UccsdSize.Of(problem, settings.File);
        var verdicts = searches.Where(static s => s.Outcome.Goal is not null).Select(s => TargetVerdict.Of(s, problem, uccsd)).ToList();
        foreach (var verdict in verdicts)
        {
            Say(toError, verdict.Sentence);
        }

        SectorCheck.NoteSpin(problem, rows[0]);
        if (SectorCheck.Sentence(problem, rows[0]) is { } counted)
        {
            Say(toError, counted);
        }

        var classifiers = searches.Where(static s => s.Outcome.Classifier is not null)
            .Select(s => ClassifierVerdict.Of(s, problem)).ToList();
        foreach (var verdict in classifiers)
        {
            Say(toError, verdict.Sentence);
        }

        var cut = MaxCutReport.Of(problem);
        CircuitTable.Show(
            Tables.Console(toError), Title(problem, gates, settings), problem.Unit, rows, cut?.Row, DesignedCircuit.NameIn(gates.Basis));
        if (cut is not null)
        {
            Say(toError, cut.Sentence);
        }

        foreach (var s in searches)
        {
            var good = s.Good is not { } count ? string.Empty
                : string.Create(CultureInfo.InvariantCulture, $"; {count:N0} distinct ones within {problem.Tolerance:G2} {problem.Unit}");
            var cutShort = s.CutShort ? "; cut short: may differ next time" : string.Empty;
            Say(toError, string.Create(
                CultureInfo.InvariantCulture,
                $"{s.Method}: {s.Fits:N0} circuits fitted in {s.Seconds:0.0} s, {s.FitsPerSecond:N0}/s{good}; " +
                $"best log R {s.BestLogReward:0.000}{cutShort}"));
        }

        foreach (var (s, sampler) in searches.Select(static s => (s, s.Outcome.Sampler)).Where(static p => p.Sampler is not null))
        {
            Say(toError, string.Create(
                CultureInfo.InvariantCulture,
                $"{s.Method}: policy after {sampler!.Steps:N0} batches: {sampler.Distinct} distinct circuits of {sampler.Drawn} drawn, " +
                $"diversity {sampler.Diversity:0.00}, rank correlation of log P and log R {sampler.Correlation:0.00}" +
                $"{(sampler.Good is { } within ? $", {within} within {problem.Tolerance:G2} {problem.Unit}" : string.Empty)}"));
        }

        if (differences is null)
        {
            Say(toError, "not verified in Q#" + (string.Equals(settings.Verify, "no", StringComparison.Ordinal)
                ? " (--verify no)" : ": Node or the qsharp-lang package is missing, or the problem has no observable"));
        }

        var document = new
        {
            Problem = problem.Name,
            Gates = gates.Name,
            Unit = problem.Unit,
            Exact = (problem as GroundStateProblem)?.LeastElectrons,
            Circuits = rows,
            Pareto = front,
            MaxCut = cut,
            Targets = verdicts.Count == 0 ? null : verdicts,
            Classifiers = classifiers.Count == 0 ? null : classifiers,
            Ensemble = searches.SelectMany(static s => s.Outcome.Accurate(MostWords).Select(w => new { s.Method, Word = w.ToString() })),
            Searches = searches.Select(s => new { s.Method, s.Fits, s.Seconds, s.FitsPerSecond, s.Good, s.BestLogReward, s.CutShort, s.Outcome.Sampler }),
        };
        JsonOutput.Write(settings.Json, document);
        if (settings.Output is { } folder)
        {
            Directory.CreateDirectory(folder);
            JsonOutput.Write(Path.Combine(folder, "result.json"), document);
            DesignFiles.Save(folder, problem, searches[0].Outcome, settings.Ensemble);
            DesignPlot.Save(RunFolder.PlotsOf(folder), problem, searches);
        }

        // What was found so far is saved; the run was interrupted all the same.
        cancellation.ThrowIfCancellationRequested();
        return differences is not null && differences.Any(d => d > QSharpVerifier.Tolerance)
            ? throw new InvalidOperationException("A circuit's energy in Q# differs by more than 1e-9: see the table.")
            : verdicts.Count > 0 && !verdicts[0].Met ? TargetMissed : 0;
    }

    // The circuit of a result under a name, or under its method and compiled CX count.
    private static DesignedCircuit Named(string? name, string method, DesignResult result, DesignOutcome outcome, CircuitProblem problem)
    {
        var circuit = DesignedCircuit.Of(method, result, outcome, problem);
        return circuit with { Name = name ?? $"{method}, {circuit.TwoQubitGates} {circuit.TwoQubitName}" };
    }

    private static DesignOutcome Search(
        DesignSettings settings, GateSet gates, DesignMethod method, Quiver.Circuits.Measurement.ICircuitSimulator? simulator,
        ConsoleProgress progress, CancellationToken cancellation)
    {
        var options = settings.Options with
        {
            Method = method,
            Simulator = simulator,
            Journal = RunFolder.Journal.Part(method.ToString().ToLowerInvariant()),
        };
        return ArgumentErrors.AsInput(() => settings.TargetError is { } target && settings.Problem is ObservableProblem observable
            ? new TargetDesigner(observable, gates, options, target, settings.MaximumGates).Run(progress, cancellation)
            : settings.ClassifierAngles is { } most && settings.Problem is ClassificationProblem rows
            ? new ClassifierDesigner(rows, gates, options, most, settings.Folds).Run(progress, cancellation)
            : new CircuitDesigner(settings.Problem, gates, options).Run(progress, cancellation));
    }

    // The circuit that leads, then the front of cost against compiled CX among the useful ones, cheapest first.
    private static IEnumerable<DesignedCircuit> Chosen(DesignOutcome outcome, CircuitProblem problem, string method)
    {
        // With a target, the circuit that meets it, or the nearest one.
        var best = Named(method, method, outcome.Lead, outcome, problem);
        yield return best;
        var useful = outcome.Goal is { Best: not null } goal ? goal.Anchor.Estimate
            + goal.TargetError : outcome.Goal is not null ? double.PositiveInfinity
            : problem.LeastCost is { } least ? least + problem.Tolerance : double.PositiveInfinity;
        var bound = double.PositiveInfinity;
        var shown = 1;
        foreach (
            var circuit in Front(outcome, problem, method).Where(c => c.Cost != best.Cost || c.Parameters != best.Parameters)
                .OrderBy(static c => c.TwoQubitGates).ThenBy(c => c.Cost))
        {
            if (shown < Rows && circuit.Cost <= useful && (double.IsPositiveInfinity(bound) || circuit.Cost < bound - Math.Max(1e-12, 0.02 * (bound - (problem.LeastCost ?? bound)))))
            {
                bound = circuit.Cost;
                shown++;
                yield return circuit;
            }
        }
    }

    private static IEnumerable<DesignedCircuit> Front(DesignOutcome outcome, CircuitProblem problem, string method) =>
        outcome.Archive.Front.Select(r => Named(null, method, r, outcome, problem));

    private static DesignedCircuit Reference(CircuitProblem problem)
    {
        if (problem is MaxCutProblem graph)
        {
            // All vertices on one side; states of large graphs are not simulated for that.
            return new DesignedCircuit("empty", -graph.Cut(0), 0, problem.Reference);
        }

        using var cost = problem.CreateCost();
        cost.Use(problem.Reference);
        return new DesignedCircuit(
            problem.Reference.Count == 0 ? "empty" : problem is ClassificationProblem ? "reference" : "X only",
            cost.Judge([], cost.Value([])), 0, problem.Reference);
    }

    internal static GateSet Gates(DesignSettings settings)
    {
        var qubits = settings.Problem.Qubits;
        try
        {
            var map = settings.Coupling is { } text ? Couplings(text, qubits) : null;
            return settings.Gates switch
            {
                "chemistry" or "chemistry-controlled" when settings.Reuploading =>
                    throw new InputException("--reuploading goes with the hardware gate sets: excitations turn by no feature."),
                "chemistry" or "chemistry-controlled" when map is null =>
                    Chemistry(settings.Problem, settings.Gates is "chemistry-controlled"),
                "chemistry" or "chemistry-controlled" =>
                    throw new InputException("--coupling goes with the hardware gate sets: excitations act on any qubits."),
                "rz-sx-cx" or "rz-sx-ecr" or "rx-ry-rzz" when settings.Problem is ClassificationProblem =>
                    throw new InputException(
                        $"--gates {settings.Gates} goes with Hamiltonians, graphs, states and unitaries: classifiers take hardware."),
                "rz-sx-cx" => NativeGateSet.Create(GateBasis.RzSxCx, qubits, map),
                "rz-sx-ecr" => NativeGateSet.Create(GateBasis.RzSxEcr, qubits, map),
                "rx-ry-rzz" => NativeGateSet.Create(GateBasis.RzRxRzz, qubits, map),
                "hardware" => Uploading(GateSet.Hardware(qubits, map), settings),
                _ => Uploading(GateSet.Hardware(qubits, map, real: RealGates(settings)), settings),
            };
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InputException("--coupling: " + ExceptionText.WithoutParameter(e));
        }
    }

    // Gates that turn by the features of a row, where they are on offer.
    private static GateSet Uploading(GateSet gates, DesignSettings settings) =>
        settings is { Reuploading: true, Problem: ClassificationProblem rows } ? gates.Reuploading(rows.Features) : gates;

    // With durations, a layer is the shortest one, and a CX costs by default what a layer costs without them.
    internal static (GateSet Gates, DesignSettings Settings) Timed(GateSet gates, DesignSettings settings)
    {
        if (settings.Times is not { } device)
        {
            return (gates, settings);
        }

        var (timed, layer) = ArgumentErrors.AsInput(() => gates.Timed(device));
        var weights = settings.Options.Weights;
        var most = timed.Gates.Max(static g => g.Layers);
        var price = settings.DurationPrice is { } perMicrosecond ? perMicrosecond * layer / 1000 : weights.Depth / most;
        return (timed, settings with { Options = settings.Options with { Weights = weights with { Depth = price } } });
    }

    // Only couplings between the problem's qubits matter.
    private static CouplingMap Couplings(string text, int qubits)
    {
        var whole = CouplingMap.Parse(text, qubits);
        var used = whole.Edges.Where(e => e.B < qubits).ToArray();
        if (used.Length == 0 && qubits > 1)
        {
            throw new InputException($"--coupling {text} joins no two of the problem's qubits 0 to {qubits - 1}.");
        }

        if (used.Length < whole.Edges.Length)
        {
            RunNotes.Add($"{whole.Edges.Length - used.Length} couplings of qubits beyond the problem's 0 to {qubits - 1} were left out.");
        }

        var map = new CouplingMap(qubits, used);
        var parts = Enumerable.Range(0, qubits).GroupBy(map.Part).Select(static p => string.Join(' ', p)).ToArray();
        if (parts.Length > 1)
        {
            RunNotes.Add($"The coupling map has separate parts ({string.Join(" | ", parts)}), which no gate joins.");
        }

        return map;
    }

    private static bool RealGates(DesignSettings settings)
    {
        if (settings.Problem.IsReal)
        {
            return true;
        }

        if (string.Equals(settings.Gates, "auto", StringComparison.Ordinal))
        {
            RunNotes.Add(
                "RY and CX cannot reach this target (it is complex, or real of determinant -1): the gates are those of --gates hardware.");
            return false;
        }

        RunNotes.Add(
            "The gates of hardware-real cannot reach this target, which is complex, or real of determinant -1: use --gates hardware.");
        return true;
    }

    // Excitations of a molecule keep the spin; under other mappings they are just rotations of two and four qubits.
    private static GateSet Chemistry(CircuitProblem problem, bool controlled)
    {
        if (problem.Reference.Count == 0)
        {
            throw new InputException(
                "--gates chemistry moves electrons between orbitals and has no effect on qubits that are all 0: use hardware or " +
                "hardware-real.");
        }

        if ((Baselines.Inner(problem) as GroundStateProblem)?.Sector is not { } sector)
        {
            return GateSet.Chemistry(problem.Qubits, null, controlled);
        }

        if (sector.Tapering is not null)
        {
            RunNotes.Add("On a tapered operator the chemistry gates do not keep the electrons; without --taper they are excitations.");
            return GateSet.Chemistry(problem.Qubits, null, controlled);
        }

        if (sector.Mapping == FermionMapping.JordanWigner)
        {
            return GateSet.Chemistry(
                problem.Qubits,
                [.. Enumerable.Range(0, problem.Qubits).Select(q => FileDeterminant.Spin(q, problem.Qubits, sector.Order))],
                controlled);
        }

        RunNotes.Add("Under this mapping the chemistry gates do not keep the electrons; --mapping jw makes them excitations.");
        return GateSet.Chemistry(problem.Qubits, null, controlled);
    }

    private static string Title(CircuitProblem problem, GateSet gates, DesignSettings settings)
    {
        var known = problem.LeastCost is { } least
            ? string.Create(CultureInfo.InvariantCulture, $", least {least + Baselines.Shift(problem):F9} {problem.Unit}")
            : string.Empty;
        return $"{problem.Name}: {problem.Qubits} qubits{known}; {gates.Name} gates, seed {settings.Options.Seed}";
    }

    private static void Say(bool toError, string text) => (toError ? Console.Error : Console.Out).WriteLine(text);
}
