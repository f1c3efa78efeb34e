using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Pauli;
using Spectre.Console;

namespace Quiver.Cli.Grouping;

/// <summary><c>quiver bench scale FILE</c>: how time and memory of grouping grow with the number of terms.</summary>
internal static class BenchScaleCommand
{
    private const double Megabyte = 1e6;

    public static Command Create()
    {
        var command = new Command(
            "scale", "Sorted insertion of a Hamiltonian's largest N terms, for N from few to all: time, memory, and the exponents with which they grow.");
        var hamiltonian = new HamiltonianOptions();
        hamiltonian.AddTo(command, withState: false);
        var rule = HamiltonianOptions.RuleOption(anticommuting: true);
        var least = new Option<int>("--from")
        {
            Description = "The smallest N; fewer where the Hamiltonian has not ten times as many.",
            HelpName = "N",
            DefaultValueFactory = _ => 10_000,
        }.Between(1, 100_000_000);
        var sizes = new Option<int>("--sizes")
        {
            Description = "How many N, in equal ratios.",
            HelpName = "N",
            DefaultValueFactory = _ => 5,
        }.Between(2, 50);
        var svg = new Option<string?>("--svg") { Description = "Plot on two logarithmic axes.", HelpName = "FILE" };
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { rule, least, sizes, svg, json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            using var progress = new ConsoleProgress();
            var file = hamiltonian.Read(parsed);
            var terms = file.Sum.WithoutIdentity(out _);
            if (terms.Count < 2)
            {
                throw new InputException("The operator has fewer than two terms besides the identity: nothing grows.");
            }

            var name = parsed.GetRequiredValue(rule);
            var order = TermOrder.ByCoefficient(terms);
            int[] counts = [.. Sizes(Math.Min(parsed.GetValue(least), Math.Max(1, terms.Count / 10)), terms.Count, parsed.GetValue(sizes))];

            // The first run compiles.
            Measure(terms, order[..counts[0]], name, progress, cancellation);
            ScalingRow[] rows = [.. counts.Select(n => Measure(terms, order[..n], name, progress, cancellation))];
            IReadOnlyList<(double, double)> Curve(Func<ScalingRow, double> cost) => [.. rows.Select(r => ((double)r.Terms, cost(r)))];
            var (seconds, memory) = (ScalingFit.Of(Curve(static r => r.ProcessorSeconds)), ScalingFit.Of(Curve(static r => r.Bytes)));
            var title = string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileName(parsed.GetRequiredValue(hamiltonian.File))}: {terms.Qubits} qubits, the largest of {terms.Count} terms, {name}, si");
            Print(title, rows, seconds, memory, parsed.GetValue(json));
            if (parsed.GetValue(svg) is { } path)
            {
                ScalingPlot.Save(path, title, [
                    ("processor seconds", Curve(static r => r.ProcessorSeconds), seconds),
                    ("megabytes", Curve(static r => r.Bytes / Megabyte), ScalingFit.Of(Curve(static r => r.Bytes / Megabyte)))]);
            }

            JsonOutput.Write(parsed.GetValue(json), new
            {
                Rule = name,
                terms.Qubits,
                Rows = rows,
                TimeExponent = seconds?.Exponent,
                MemoryExponent = memory?.Exponent,
            });
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>Numbers in equal ratios, ascending and distinct.</summary>
    private static IEnumerable<int> Sizes(int least, int most, int count) => Enumerable.Range(0, count)
        .Select(i => i == count - 1 ? most : (int)Math.Round(least * Math.Pow((double)most / least, i / (count - 1.0)))).Distinct();

    private static ScalingRow Measure(
        PauliSum terms, int[] chosen, string rule, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        // Everything that grows with the terms counts: the operator, the order, the groups.
        var process = Process.GetCurrentProcess();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var (busy, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var problem = new GroupingProblem(terms.Select(chosen), HamiltonianOptions.ParseRule(rule));
        var grouping = new SortedInsertionGrouper().Group(problem, progress, cancellation).Grouping;
        process.Refresh();
        return new ScalingRow(
            chosen.Length, grouping.Count, clock.Elapsed.TotalSeconds, (process.TotalProcessorTime - busy).TotalSeconds,
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    private static void Print(string title, ScalingRow[] rows, ScalingFit? seconds, ScalingFit? memory, string? json)
    {
        var culture = CultureInfo.InvariantCulture;
        var console = Tables.Console(JsonOutput.TakesStandardOutput(json));
        var table = Tables.Create(title, "terms", "groups", "seconds", "processor seconds", "MB allocated");
        foreach (var r in rows)
        {
            table.AddRow(
                r.Terms.ToString("N0", culture), r.Groups.ToString("N0", culture), r.Seconds.ToString("0.00", culture),
                r.ProcessorSeconds.ToString("0.00", culture), (r.Bytes / Megabyte).ToString("0.0", culture));
        }

        console.Write(table);
        console.WriteLine(string.Create(
            culture, $"exponents: time {Text(seconds)} (processor), memory {Text(memory)}; 1 is in proportion to the terms"));
        string Text(ScalingFit? fit) => fit is null ? "not measured" : fit.Exponent.ToString("0.00", culture);
    }
}
