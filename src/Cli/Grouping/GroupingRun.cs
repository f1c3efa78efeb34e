using System.CommandLine;
using System.Globalization;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Gates;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;
using Quiver.LearnedGrouping;
using Spectre.Console;
using TorchSharp;

namespace Quiver.Cli.Grouping;

/// <summary>One run of <c>quiver group</c>: load, run the methods, print, save.</summary>
internal sealed class GroupingRun(string path, string rule, GFlowNetGroupingOptions options)
{
    // Variances of an eigenstate come out at about 1e-16 of the squared norm.
    private const double NoCost = 1e-14;

    // Counting gates takes seconds for 3,000 terms on 20 qubits, minutes beyond these.
    private const int MeasuredQubits = 32;
    private const int MeasuredTerms = 8_000;

    // Circuits of 37,000 groups take more than ten minutes.
    private const int CircuitTerms = 50_000;

    // State and covariances of so many terms take a noticeable part of the time.
    private const int CountedTerms = 5_000;
    private readonly List<MethodResult> results = [];
    private readonly Dictionary<MethodResult, int> gates = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> skipped = [];
    private HamiltonianFile file = null!;
    private GroupingProblem problem = null!;
    private QuantumState? state;
    private IReadOnlyList<string> methods = [];
    private string stateName = string.Empty;
    private long memory = long.MaxValue;
    private double? energy;
    private GroupingPolicy? policy;
    private CancellationToken stop;
    private CouplingMap? coupling;
    private SharedUnits? blocks;

    private bool Anticommuting => problem.Rule == CommutationRule.Anticommuting;

    public bool HasState => problem.HasState;

    public void Load(
        HamiltonianOptions hamiltonian, ParseResult parsed, Option<string?> map, long memory, IReadOnlyList<string>? methods,
        CancellationToken cancellation)
    {
        using var progress = new ConsoleProgress();
        progress.Report(new ProgressReport("reading " + Path.GetFileName(path), 0, 0));
        file = hamiltonian.Read(parsed);
        coupling = HamiltonianOptions.ParseCoupling(parsed, map, rule, file.Sum.Qubits);
        this.methods = methods ?? MethodRunner.AllFor(file);
        var plan = Plan(parsed.GetRequiredValue(hamiltonian.State), memory);
        Console.Error.WriteLine(plan.Line(file.Sum.Count, this.methods, options.Budget.TotalSeconds));
        progress.Report(new ProgressReport("state", 0, 0));
        (var name, var value, state) = HamiltonianOptions.Prepare(
            plan.State, file, cancellation, new SelectedCiOptions { MaxDeterminants = plan.Determinants });
        stateName = name;
        energy = value + file.EnergyShift;
        if (file.Sum.Count > CountedTerms)
        {
            // The matrix of the state's search: up to a GiB, that would lie beside the tables.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        progress.Report(new ProgressReport("covariances", 0, 0));
        problem = HamiltonianOptions.Problem(file, rule, state, cancellation, plan.HasTables);
        this.memory = memory;

        // The budget is that of the command: state and covariances of many terms take their part of it, by a fixed model and not by
        // the clock. A search that makes its covariances itself takes them off its own.
        if (problem.HasState && (problem.Terms.Count > CountedTerms || plan.Preparation >= PreparationTime.Noticeable))
        {
            var seconds = plan.Preparation;
            options = options with { Budget = options.Budget - TimeSpan.FromSeconds(Math.Min(seconds, options.Budget.TotalSeconds / 2)) };
        }
    }

    /// <summary>Lets the search share its blocks with other processes that run the same on the same folder.</summary>
    /// <exception cref="InputException">The problem is searched whole.</exception>
    public void ShareBlocks(string folder)
    {
        if (!AnnealingGrouper.IsDelegated(problem))
        {
            throw new InputException($"--blocks has no effect on {problem.Terms.Count} terms, which are searched whole: leave it out.");
        }

        using var hash = new ContentHash();
        hash.Add(problem.Terms.AllX);
        hash.Add(problem.Terms.AllZ);
        hash.Add(problem.Terms.Coefficients);
        blocks = SharedUnits.In(folder, RunIdentity.Create("blocks", [new("terms", hash.Finish())], new
        {
            Rule = rule,
            State = stateName,
            Energy = energy?.ToString("F9", CultureInfo.InvariantCulture),
            options.Seed,
            options.Beta,
            options.Gamma,
            options.MaxGroups,
            Seconds = options.Budget.TotalSeconds,
            Plan = DelegationPlan.Of(problem, new GrouperOptions { Budget = options.Budget, Memory = memory }),
        }));
    }

    private GroupingPlan Plan(string state, long memory)
    {
        var isOpen = string.Equals(state, "auto", StringComparison.Ordinal);
        var automatic = isOpen ? HamiltonianOptions.Automatic(file) : state;
        var anticommuting = HamiltonianOptions.ParseRule(rule) == CommutationRule.Anticommuting;
        var searches = methods.Any(static m => m is "annealing" or "gflownet");
        var plan = GroupingPlan.Of(
            file, isOpen ? null : state, automatic, anticommuting, memory,
            searches ? options.Budget.TotalSeconds : double.PositiveInfinity, methods.Any(MethodRunner.NeedsTables));
        if ((plan.Before ?? plan).State is var fitting && fitting != automatic)
        {
            RunNotes.Add(
                $"The state {automatic} does not fit into {MemorySizes.Text(memory)}: {fitting} was taken. --memory sets the amount.");
        }

        if (plan.Lateness(options.Budget.TotalSeconds) is { } late)
        {
            RunNotes.Add(late);
        }

        return plan;
    }

    /// <summary>Runs the methods.</summary>
    /// <param name="explicitChoice">Whether the user named them.</param>
    /// <param name="card">Where annealing runs; null for the CPU.</param>
    /// <param name="cancellation">Ends them early.</param>
    public void Execute(bool explicitChoice, torch.Device? card, CancellationToken cancellation)
    {
        stop = cancellation;
        if (problem.Terms.Count == 0)
        {
            RunNotes.Add("The operator has no term but the identity: there is nothing to measure, and its value is exact.");
            results.Add(new MethodResult("none", new GroupingCost(0, !problem.HasState ? null : 0, 0, 0), 0, MeasurementGrouping.FromLabels([]), [], null));
            return;
        }

        using var progress = new ConsoleProgress();
        var runner = new MethodRunner(problem, options, progress) { Memory = memory, Blocks = blocks, Source = (file, state), Card = card };
        var obstacles = methods.Distinct(StringComparer.Ordinal)
            .ToDictionary(m => m, m => runner.Obstacle(m, explicitChoice), StringComparer.Ordinal);
        if (explicitChoice && methods.FirstOrDefault(m => obstacles[m] is not null) is { } refused)
        {
            throw new InputException($"--method {refused}: {obstacles[refused]}.");
        }

        foreach (var method in methods)
        {
            if (obstacles[method] is { } obstacle)
            {
                skipped.Add($"{method} ({obstacle})");
                continue;
            }

            try
            {
                progress.Report(new ProgressReport(method, 0, 0));
                results.Add(runner.Run(method, cancellation));
            }
            catch (OperationCanceledException) when (results.Count > 0)
            {
                break;
            }

            if (cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        policy = runner.Policy;
    }

    public void Print(string? json)
    {
        var culture = CultureInfo.InvariantCulture;
        var console = Tables.Console(JsonOutput.TakesStandardOutput(json));
        var title = string.Create(
            culture, $"{Path.GetFileName(path)}: {file.Sum.Qubits} qubits, {problem.Terms.Count} terms, {rule}, state {stateName}");
        title += energy is { } e ? $", energy {SectorText.Energy(e, 9)} hartree" : string.Empty;
        var hasState = problem.HasState;
        var table = hasState
            ? Tables.Create(
                title, "method", "groups", "eps²M (Ha²)", "of si", "shots at 1.6 mHa", "bound without state", "R-hat", "2q gates",
                "seconds")
            : Tables.Create(title, "method", "groups", "shot bound at 1.6 mHa", "R-hat", "2q gates", "seconds");
        var reference = results.Find(r => r.Method is "si")?.Cost.Epsilon2M;
        foreach (var r in results)
        {
            var best = ReferenceEquals(r, Best());
            string Cell(string text) => best ? $"[bold]{Markup.Escape(text)}[/]" : Markup.Escape(text);
            string[] shared =
                [Cell(r.Cost.ShotBound.ToString("0.000E+0", culture)), Cell(r.Cost.RHat.ToString("0.00", culture)),
                    Cell(TwoQubitGates(r)?.ToString(culture) ?? "-"), Cell(r.Seconds.ToString("0.00", culture))];
            string[] row = hasState
                ?
                [
                    Cell(r.Method), Cell(r.Cost.Groups.ToString(culture)), Cell(r.Cost.Epsilon2M!.Value.ToString("G5", culture)),
                    Cell(IsCost(reference) ? (r.Cost.Epsilon2M.Value / reference!.Value).ToString("0.000", culture) : "-"),
                    Cell(
                        (r.Cost.Epsilon2M.Value / (GroupingCost.ChemicalAccuracy * GroupingCost.ChemicalAccuracy))
                            .ToString("0.000E+0", culture)), .. shared,
                ]
                : [Cell(r.Method), Cell(r.Cost.Groups.ToString(culture)), .. shared];
            table.AddRow(row);
        }

        console.Write(table);
        if (file.StateSector is { } sector)
        {
            console.MarkupLineInterpolated($"sector: {SectorText.Words(sector)}");
        }

        foreach (var r in results.Where(r => r.Note is not null))
        {
            console.MarkupLineInterpolated($"{r.Method}: {r.Note}");
        }

        if (skipped.Count > 0)
        {
            console.MarkupLineInterpolated($"not run: {string.Join(", ", skipped)}");
        }
    }

    /// <summary>
    /// Whether SI costs anything: what rounding leaves of eps^2 M, measured against the square of the 1-norm, is nothing to
    /// compare with.
    /// </summary>
    private bool IsCost(double? reference) => IsCost(problem, reference);

    /// <summary>The same for any problem.</summary>
    internal static bool IsCost(GroupingProblem problem, double? reference) =>
        reference is { } cost && problem.Terms.OneNorm() is var norm && cost > NoCost * norm * norm;

    public void Save(string? json, string? folder, string? policyPath)
    {
        var best = Best();
        var document = GroupingDocument.Create(file, problem, rule, options.MaxGroups, stateName, energy, results, TwoQubitGates, best);
        JsonOutput.Write(json, document);
        if (folder is not null)
        {
            JsonOutput.Write(Path.Combine(folder, "result.json"), document);
            if (best?.Grouping is not null)
            {
                JsonOutput.Write(Path.Combine(folder, "grouping.json"), GroupingDocument.Labelled(file.Sum, best.Grouping, rule));
            }

            SaveCircuits(folder, best);
            GroupingPlot.Save(RunFolder.PlotsOf(folder), Path.GetFileName(path), problem, results);
        }

        if (policyPath is not null)
        {
            var found = policy ?? throw new InputException("--save-policy needs the method gflownet with --train-share or --policy.");
            found.TrainedAs(FormattableString.Invariant($"{Path.GetFileName(path)}, rule {rule}, beta {options.Beta}, seed {options.Seed}"))
                .Save(policyPath);
        }
    }

    /// <summary>Two-qubit gates of a grouping's measurement circuits, by a quick search; null where there are none to count.</summary>
    private int? TwoQubitGates(MethodResult result)
    {
        if (result.Grouping is null || file.Sum.Qubits > MeasuredQubits || problem.Terms.Count > MeasuredTerms || !file.Sum.IsReal
            || stop.IsCancellationRequested)
        {
            return null;
        }

        if (!gates.TryGetValue(result, out var count))
        {
            gates.Add(result, count = Plan(problem.Terms, result.Grouping, 1).TwoQubitGates);
        }

        return count;
    }

    private MeasurementPlan Plan(PauliSum sum, MeasurementGrouping grouping, int starts) => Anticommuting
        ? MeasurementPlan.OfAnticommuting(sum, grouping, stop)
        : new MeasurementPlan(
            sum, grouping, new DiagonalizationOptions { Starts = starts, Seed = options.Seed, Coupling = coupling }, stop);

    /// <summary>The best grouping's circuits with shots for chemical accuracy, and the recipe from counts to energy.</summary>
    private void SaveCircuits(string folder, MethodResult? best)
    {
        if (best?.Grouping is null || best.Cost.Groups == 0)
        {
            return;
        }

        if (!file.Sum.IsReal || file.Sum.Qubits > 64)
        {
            RunNotes.Add(
                file.Sum.IsReal ? "No measurement circuits are written for more than 64 " +
                    "qubits." : "No measurement circuits are written for an operator with complex coefficients.");
            return;
        }

        if (problem.Terms.Count > CircuitTerms)
        {
            RunNotes.Add($"No measurement circuits are written for more than {CircuitTerms} terms; grouping.json holds the groups.");
            return;
        }

        var plan = Plan(file.Sum, best.Grouping, new DiagonalizationOptions().Starts);
        var deviations = plan.Deviations(file.Sum, problem.Covariance);
        var shots = ArgumentErrors.AsInput(() => ShotAllocation.ForError(deviations, GroupingCost.ChemicalAccuracy));
        var recipe = MeasurementRecipe.Of(plan, t => problem.Terms.String(t).ToString(), shots, file.EnergyShift);
        MeasurementFiles.Write(Path.Combine(folder, "measurement"), plan, recipe);
        RunNotes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"measurement/ holds {plan.Groups.Length} circuits with {plan.TwoQubitGates} two-qubit gates; {recipe.Shots:N0} shots give a " +
            $"standard error of {GroupingCost.ChemicalAccuracy} in the operator's unit " +
            $"({(problem.Covariance is null ? "by the bound without a state" : "in the state " + stateName)})."));
    }

    /// <summary>The partition with the lowest cost: eps^2 M with a state, else the bound; fewer groups break a tie.</summary>
    private MethodResult? Best() => results.Where(r => r.Grouping is not null)
        .OrderBy(r => r.Cost.Epsilon2M ?? r.Cost.ShotBound).ThenBy(r => r.Cost.Groups).FirstOrDefault();
}
