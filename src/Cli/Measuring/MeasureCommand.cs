using System.CommandLine;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;

namespace Quiver.Cli.Measuring;

/// <summary><c>quiver measure FILE</c>: measures a Hamiltonian's energy in a state, shot by shot, or from a device's counts.</summary>
internal static class MeasureCommand
{
    private const int MostShots = 1_000_000_000;
    private const int FewShots = 10;
    private const string Repetitions = "repetitions";

    public static Command Create()
    {
        var hamiltonian = new HamiltonianOptions();
        var command = new Command(
            "measure", "Measure an energy from shots: simulate every group's circuit, or evaluate counts of a device.");
        hamiltonian.AddTo(command, withState: false);
        hamiltonian.File.Arity = ArgumentArity.ZeroOrOne;
        var options = new MeasureOptions();
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(options.Counts) is { } folder)
            {
                CountsMeasurement.Run(parsed, options, hamiltonian, folder);
                return 0;
            }

            if (string.IsNullOrEmpty(parsed.GetValue(hamiltonian.File)))
            {
                throw new InputException("measure needs a Hamiltonian's FILE, or --counts with a folder of counts.");
            }

            parsed.RefuseWithoutEffect(options.BitOrder, "without --counts");
            if (parsed.GetValue(options.Output) is { } target)
            {
                MeasurementFiles.RequireNoCounts(target);
            }

            if (!parsed.IsGiven(options.Within))
            {
                parsed.RefuseWithoutEffect(options.Confidence, "without --within");
            }
            else
            {
                foreach (var option in new Option[] { options.TargetError, options.Repeat, options.Mitigate, options.Share })
                {
                    parsed.RefuseWithoutEffect(option, "with --within, which shares shots by what it sees until it is certain");
                }
            }

            var shots = parsed.GetValue(options.Shots);
            if (shots is < 1 or > MostShots)
            {
                throw new InputException($"--shots takes 1 to {MostShots:N0}, not {shots}.");
            }

            using var progress = new ConsoleProgress();
            progress.Report(new ProgressReport("reading " + Path.GetFileName(parsed.GetValue(hamiltonian.File)), 0, 0));
            var file = hamiltonian.Read(parsed);
            if (!file.Sum.IsReal)
            {
                throw new InputException("The operator has complex coefficients, so it has no energy to measure.");
            }

            progress.Report(new ProgressReport("state", 0, 0));
            var state = MeasuredStateChoice.Read(parsed.GetRequiredValue(options.State), file, cancellation);
            var prior = options.PriorOf(parsed, state, file, cancellation);
            var problem = ArgumentErrors.AsInput(() => new EstimationProblem(file.Sum, prior, options.Circuits(parsed, file.Sum.Qubits)));
            if (problem.Terms.Count == 0)
            {
                RunNotes.Add("The operator has no term but the identity: there is nothing to measure, and its value is exact.");
            }

            progress.Report(new ProgressReport("settings", 0, 0));
            var (estimator, design) = options.Design(parsed, problem, file, progress, cancellation);
            if (parsed.GetValue(options.Output) is not null && estimator is not GroupedEstimator)
            {
                throw new InputException("--out writes circuits and recipe of groups: use it with --estimator grouped, split or quiver.");
            }

            using var source = MeasureSource.Of(parsed, options, state);
            progress.Report(new ProgressReport("shots", 0, 0));
            var seed = parsed.GetValue(options.Seed);
            var noisy = parsed.GetValue(options.Noise) is not null;
            var estimates = new List<EnergyEstimate>();
            var predicted = new List<double>();
            AdaptiveEstimate? adaptive = null;
            if (parsed.IsGiven(options.Within))
            {
                adaptive = await AdaptiveAsync(parsed, options, problem, (GroupedEstimator)estimator, source, cancellation)
                    .ConfigureAwait(false);
                estimates.Add(adaptive.Value.Estimate);
                predicted.Add(double.NaN);
            }

            // Repetitions that a stopped run has behind it are not drawn again.
            var journal = RunFolder.Journal;
            if (journal.Exists(Repetitions))
            {
                (estimates, predicted) = journal.Read(Repetitions, ReadRepetitions);
            }

            var due = journal.Clock();
            for (var r = estimates.Count; adaptive is null && r < parsed.GetValue(options.Repeat); r++)
            {
                // Estimators that draw their settings draw them anew.
                var current = r == 0 || estimator is GroupedEstimator
                    ? design
                    : estimator.Design(problem, (int)design.TotalShots, seed + r, cancellation);
                estimates.Add(
                    await EnergyMeasurement.RunAsync(current, source.State, seed + r, source.Correction, cancellation)
                        .ConfigureAwait(false));
                predicted.Add(noisy ? double.NaN : current.PredictedVariance ?? double.NaN);
                if (due())
                {
                    journal.Write(Repetitions, w => WriteRepetitions(w, estimates, predicted));
                }
            }

            RunNotes.AddRange(source.Notes);
            if (estimator is GroupedEstimator && adaptive is null)
            {
                NoteFewShots(design, estimates[0].StandardError, noisy || parsed.IsGiven(options.Prior) ? null : design.PredictedVariance);
            }

            var report = new MeasureReport(
                Path.GetFileName(parsed.GetRequiredValue(hamiltonian.File)), file, state, estimator.Name,
                parsed.GetRequiredValue(options.Simulator), design, estimates, predicted, adaptive);
            report.Print(parsed.GetValue(options.Json));
            report.Save(parsed.GetValue(options.Json));
            if (parsed.GetValue(options.Output) is { } output)
            {
                var plan = ((GroupedEstimator)estimator).Plan(problem, cancellation);
                MeasurementFiles.Write(
                    output, plan, MeasurementRecipe.Of(plan, t => problem.Terms.String(t).ToString(), design.Shots, file.EnergyShift),
                    state.Preparation);
            }

            return 0;
        });
        return command;
    }

    private static void WriteRepetitions(BinaryWriter writer, List<EnergyEstimate> estimates, List<double> predicted)
    {
        writer.Write(estimates.Count);
        foreach (var (estimate, variance) in estimates.Zip(predicted))
        {
            writer.Write(estimate.Energy);
            writer.Write(estimate.StandardError);
            writer.Write(estimate.Shots);
            writer.Write(estimate.Settings);
            writer.Write(variance);
        }
    }

    private static (List<EnergyEstimate> Estimates, List<double> Predicted) ReadRepetitions(BinaryReader reader)
    {
        var (estimates, predicted) = (new List<EnergyEstimate>(), new List<double>());
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            estimates.Add(new EnergyEstimate(reader.ReadDouble(), reader.ReadDouble(), reader.ReadInt64(), reader.ReadInt32()));
            predicted.Add(reader.ReadDouble());
        }

        return (estimates, predicted);
    }

    /// <summary>A group with few shots may scatter more than those few show: where the state's variances are known they say by how
    /// much.</summary>
    private static void NoteFewShots(MeasurementDesign design, double standardError, double? variance)
    {
        if (variance is { } known)
        {
            if (Math.Sqrt(known) > 2 * standardError && design.Shots.Any(static s => s < FewShots))
            {
                RunNotes.Add(FormattableString.Invariant(
                    $"{design.Shots.Count(static s => s < FewShots)} groups have fewer than {FewShots} shots, which show too small a ") +
                    FormattableString.Invariant($"standard error: by the state's variances it is {Math.Sqrt(known):G2}."));
            }

            return;
        }

        double hidden = 0;
        var few = 0;
        for (var s = 0; s < design.Shots.Length; s++)
        {
            if (design.Shots[s] < FewShots)
            {
                few++;
                foreach (var term in design.Terms(s))
                {
                    hidden += term.Weight * term.Weight / design.Shots[s];
                }
            }
        }

        if (Math.Sqrt(hidden) > standardError)
        {
            RunNotes.Add(FormattableString.Invariant(
                $"{few} groups have fewer than {FewShots} shots, which may hide an error of about {Math.Sqrt(hidden):G2}: ") +
                "--share norm gives them more.");
        }
    }

    private static async Task<AdaptiveEstimate> AdaptiveAsync(
        ParseResult parsed, MeasureOptions options, EstimationProblem problem, GroupedEstimator estimator, MeasureSource source,
        CancellationToken cancellation)
    {
        var plan = estimator.Plan(problem, cancellation);
        var rule = new AdaptiveOptions
        {
            Within = parsed.GetValue(options.Within),
            Confidence = parsed.GetValue(options.Confidence),
            MaximumShots = parsed.IsGiven(options.Shots) ? parsed.GetValue(options.Shots) : MostShots,
        };
        return await ArgumentErrors.AsInputAsync(() => AdaptiveMeasurement.RunAsync(
            plan, plan.Deviations(problem.Observable, problem.Covariance), source.State, rule, parsed.GetValue(options.Seed),
            cancellation)).ConfigureAwait(false);
    }
}
