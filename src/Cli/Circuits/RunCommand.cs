using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Programs;
using Quiver.Circuits.QSharp;
using Quiver.Cli.Common;
using Quiver.Cli.Learning;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Spectre.Console;

namespace Quiver.Cli.Circuits;

/// <summary><c>quiver circuits run FILE</c>: the state, the energy, or counts of a circuit.</summary>
internal static class RunCommand
{
    private const int MostShots = 100_000_000;

    public static Command Create()
    {
        var input = new Argument<string>("FILE") { Description = "The circuit, OpenQASM 2 or 3." };
        var bind = new Option<double[]>("--bind")
        {
            Description = "Values of the free parameters, radians.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "X..."
        };
        var observable = new Option<string?>("--observable")
        {
            Description =
                "A Hamiltonian's file; its expectation value is printed, and with --shots also its estimate from measured groups.",
            HelpName = "FILE",
        };
        var shots = new Option<int>("--shots")
        {
            Description = "Run this often and count the classical bits; all qubits where the file measures none.",
            HelpName = "N",
        };
        var noise = new Option<string?>("--noise") { Description = "A device profile (JSON).", HelpName = "FILE" };
        var trajectories = new Option<int>("--trajectories")
        {
            Description = "With --noise: random runs; 0 is exact where at most 10 qubits are in use, else 1,000 (100 above 14 qubits).",
            HelpName = "N",
        };
        var simulator = new Option<string>("--simulator") { Description = "native or qsharp.", DefaultValueFactory = _ => "native" };
        simulator.AcceptOnlyFromAmong([.. SimulatorFactory.Names]);
        var verify = new Option<string>("--verify")
        {
            Description = "Verify the observable in Q#: yes or no.",
            DefaultValueFactory = _ =>
            "no"
        };
        verify.AcceptOnlyFromAmong("yes", "no");
        var top = new Option<int>("--top") { Description = "Basis states to show.", DefaultValueFactory = _ => 16, HelpName = "N" };
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        var command = new Command("run", "Run a circuit: its state, an expectation value, or counts.") { input, bind, observable, shots,
            noise, trajectories, simulator, verify, top, seed, json };
        var mitigation = new MitigationFlags();
        mitigation.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(input);
            var values = parsed.GetValue(bind) ?? [];
            var program = CircuitFiles.Read(path).Bind(values);
            var circuit = program.Gates();
            var device = parsed.GetValue(noise) is { } file ? DeviceProfileReader.Read(file) : null;
            if (device is null)
            {
                parsed.RefuseWithoutEffect(trajectories, "without --noise");
            }

            RunNotes.AddRange(device?.Notes ?? []);
            foreach (var read in new[] { parsed.GetValue(noise), parsed.GetValue(observable) }.OfType<string>())
            {
                RunEnvelope.Read(read);
            }

            var noisy = device is null
                ? null
                : ArgumentErrors.AsInput(() => new NoisyDevice(device, parsed.GetValue(trajectories), parsed.GetValue(seed)));
            var name = parsed.GetRequiredValue(simulator);
            if (device is not null && !string.Equals(name, "native", StringComparison.Ordinal))
            {
                throw new InputException("--noise with a device profile runs on the native simulator.");
            }

            var count = (int)TrainingFlags.AtLeast(parsed.GetValue(shots), 0, "--shots");
            if (count > MostShots)
            {
                throw new InputException($"--shots takes at most {MostShots:N0}.");
            }

            var correction = mitigation.Read(
                parsed, device is null ? "without --noise" : parsed.IsGiven(observable) ? null : "without --observable");
            var top10 = (int)TrainingFlags.AtLeast(parsed.GetValue(top), 1, "--top");
            Refuse(parsed, program, name, count, noisy?.IsExact(circuit) ?? true, (observable, noise, verify, seed, simulator));
            var clock = Stopwatch.StartNew();
            using var engine = SimulatorFactory.Create(name);
            var sum = parsed.GetValue(observable) is { } operatorFile ? HamiltonianReader.Read(operatorFile) : null;
            RunNotes.AddRange(sum?.Notes ?? []);
            if (sum is not null && (sum.Sum.Qubits != circuit.Qubits || !sum.Sum.IsReal))
            {
                throw new InputException($"The observable must be real and on {circuit.Qubits} qubits; it has {sum.Sum.Qubits}.");
            }

            var mean = sum is null || noisy is null ? default : ArgumentErrors.AsInput(() => noisy.Energy(circuit, sum.Sum, cancellation));
            double? energy = sum is null ? null : noisy is null
                ? (await engine.EnergiesAsync([circuit], sum.Sum, cancellation).ConfigureAwait(false))[0]
                : mean.Mean;
            var error = energy is { } e && circuit.Qubits <= 16
                ? e - GroundState.Find(sum!.Sum, sum.StateSector, cancellation).Energy : (double?)null;
            if (error < -1e-6 && sum?.StateSector is { } sector)
            {
                RunNotes.Add(
                    $"The energy is below the least one with {sector.Alpha} alpha and {sector.Beta} beta electrons: the state has other " +
                    $"electrons.");
            }

            var estimate = sum is not null && count > 0 && device is null
                ? await EstimateAsync(engine, circuit, sum.Sum, count, parsed.GetValue(seed), cancellation).ConfigureAwait(false)
                : (ShotEstimate?)null;
            var (mitigated, fromShots) = (default(MitigatedEnergy), default(MitigatedEnergy));
            if (sum is not null && device is not null)
            {
                var runs = parsed.GetValue(trajectories);
                mitigated = correction is null ? null : MitigatedEnergy.Of(
                    device, correction, circuit, sum, runs, parsed.GetValue(seed), cancellation);
                fromShots = count == 0 ? null : await MitigatedEnergy.OfShotsAsync(
                    device, correction, circuit, sum, runs, count, parsed.GetValue(seed), cancellation).ConfigureAwait(false);
                if (correction is not null)
                {
                    MitigationFlags.NotePrice(correction, device, sum.Sum, mitigated!.ShotsFactor);
                }
            }

            double? difference = sum is not null && string.Equals(parsed.GetRequiredValue(verify), "yes", StringComparison.Ordinal)
                ? await DifferenceAsync(circuit, sum.Sum, cancellation).ConfigureAwait(false)
                : null;
            var outcome = await ProgramRun.OfAsync(
                program, engine, noisy, count, parsed.GetValue(seed), top10, cancellation).ConfigureAwait(false);
            RunNotes.AddRange(noisy?.Notes.Sentences ?? []);
            var target = parsed.GetValue(json);
            var shift = sum?.EnergyShift ?? 0;
            var console = Tables.Console(JsonOutput.TakesStandardOutput(target));
            var digits = ErrorDigits.OfScale(sum is null ? 0 : sum.Sum.Coefficients.ToArray().Sum(Math.Abs));
            Show(console, path, outcome, (energy + shift, error, digits), top10);
            if (mean.Runs > 0)
            {
                console.Profile.Out.Writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"mean of {mean.Runs:N0} trajectories, standard error {mean.StandardError:0.0E+0}"));
            }

            var writer = console.Profile.Out.Writer;
            mitigated?.Show(writer, "mitigated", error - energy - shift);
            fromShots?.Show(
                writer, string.Create(CultureInfo.InvariantCulture, $"from {fromShots.Shots:N0} shots"), error - energy - shift);
            if (estimate is { } measured)
            {
                var scatter = ErrorDigits.Of(measured.StandardError);
                console.Profile.Out.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"from {measured.Shots:N0} shots {scatter.Number(measured.Energy + shift)} ± " +
                    $"{scatter.Number(measured.StandardError)}"));
            }

            if (difference is { } d)
            {
                console.Profile.Out.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"difference in Q# {d:0.0E+0}"));
            }

            var shared = outcome.Program;
            JsonOutput.Write(target, new
            {
                Problem = Path.GetFileName(path),
                Simulator = name,
                Circuit = new
                {
                    Name = Path.GetFileNameWithoutExtension(path),
                    Error = error,
                    Energy = energy + shift,
                    Cx = CircuitMetrics.CxCount(circuit),
                    Depth = CircuitMetrics.Depth(circuit),
                    Parameters = values.Length,
                    Gates = circuit.Count,
                    Seconds = clock.Elapsed.TotalSeconds,
                    QsharpDifference = difference,
                    Estimate = estimate?.Energy + shift ?? fromShots?.Energy,
                    StandardError = estimate?.StandardError ?? fromShots?.StandardError,
                    Mitigated = mitigated,
                    FromShots = fromShots,
                },
                Shots = count,
                States = outcome.States?.Select(static w => new { w.State, w.Probability })
                    ?? outcome.Classical!.Weights.Take(top10).Select(w =>
                        new { State = ClassicalTable.Text(shared, w.Key), Probability = w.Value / Math.Max(1, outcome.Classical.Shots) }),
                BitOrder = outcome.Classical is null ? null : Enumerable.Range(0, shared.Bits).Select(shared.BitName),
                Classical = outcome.Classical?.Weights.Take(Math.Max(top10, 1000)).Select(w => new
                {
                    Bits = ClassicalTable.Text(shared, w.Key),
                    Count = outcome.Classical.Shots > 0 ? (int?)w.Value : null,
                    Probability = w.Value / Math.Max(1, outcome.Classical.Shots),
                }),
            });
            return difference > QSharpVerifier.Tolerance
                ? throw new InvalidOperationException("The energy in Q# differs by more than 1e-9.")
                : 0;
        });
        return command;
    }

    private static void Refuse(
        ParseResult parsed, CircuitProgram program, string name, int shots, bool isExact,
        (Option<string?> Observable, Option<string?> Noise, Option<string> Verify, Option<int> Seed, Option<string> Simulator) options)
    {
        if (!parsed.IsGiven(options.Observable))
        {
            parsed.RefuseWithoutEffect(options.Verify, "without --observable");
        }

        // A program that measures midway may have too many outcomes for an exact distribution, and is sampled then.
        if (shots == 0 && program.IsUnitary && (!parsed.IsGiven(options.Noise) || isExact))
        {
            parsed.RefuseWithoutEffect(
                options.Seed, "on an exact answer (only --shots, trajectories of noise and measurements midway draw random numbers)");
        }

        if (program.IsUnitary)
        {
            return;
        }

        const string reason = "measures, resets or branches before its end: it has no single state at its end";
        if (parsed.IsGiven(options.Observable) || parsed.IsGiven(options.Noise))
        {
            throw new InputException(
                $"The program {reason}, so {(parsed.IsGiven(options.Observable) ? "--observable" : "--noise")} cannot be used; its bits " +
                $"can be counted with --shots.");
        }

        if (!string.Equals(name, "native", StringComparison.Ordinal))
        {
            throw new InputException($"The program {reason}; such programs run on --simulator native.");
        }
    }

    private static async Task<ShotEstimate> EstimateAsync(ICircuitSimulator engine, Circuit circuit, PauliSum observable, int shots,
        int seed, CancellationToken cancellation)
    {
        var terms = observable.WithoutIdentity(out _);
        if (terms.Count == 0)
        {
            return new ShotEstimate(observable.Coefficients.ToArray().Sum(), 0, 0);
        }

        var grouping = new SortedInsertionGrouper()
            .Group(new GroupingProblem(terms, CommutationRule.FullyCommuting), null, cancellation).Grouping;
        var plan = new MeasurementPlan(observable, grouping);
        return shots >= 2 * plan.Groups.Length
            ? await ShotEstimator.EnergyAsync(engine, circuit, plan, shots, default, seed, cancellation).ConfigureAwait(false)
            : throw new InputException(
                $"The observable is measured in {plan.Groups.Length} groups: --shots must be at least {2 * plan.Groups.Length}.");
    }

    private static async Task<double> DifferenceAsync(Circuit circuit, PauliSum observable, CancellationToken cancellation)
    {
        using var qsharp = SimulatorFactory.Create("qsharp");
        return (await QSharpVerifier.DifferencesAsync(qsharp, [circuit], observable, cancellation).ConfigureAwait(false))[0];
    }

    private static void Show(Spectre.Console.IAnsiConsole console, string path, ProgramRun run,
        (double? Value, double? Error, ErrorDigits Digits) energy, int top)
    {
        console.Profile.Out.Writer.WriteLine($"{Path.GetFileName(path)}: {ProgramSummary.Of(run.Source)}");
        if (run.States is { } states)
        {
            var table = Tables.Create(string.Empty, "state", run.StateShots > 0 ? $"share of {run.StateShots:N0} shots" : "probability");
            foreach (var (state, weight) in states)
            {
                table.AddRow(state, weight.ToString("0.000000", CultureInfo.InvariantCulture));
            }

            table.Title = null;
            if (run.Classical is not null)
            {
                console.Profile.Out.Writer.WriteLine("before the measurements, qubit 0 on the left:");
            }

            console.Write(table);
        }

        if (run.Classical is { } classical)
        {
            ClassicalTable.Show(console, run.Program, classical, top);
        }

        if (energy.Value is { } e)
        {
            console.Profile.Out.Writer.WriteLine($"energy {energy.Digits.Number(e)}" + (energy.Error is { } d
                ? string.Create(CultureInfo.InvariantCulture, $", {d:0.0E+0} above the ground state") : string.Empty));
        }
    }
}
