using System.CommandLine;
using Quiver.Circuits.Design;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Problems;
using Quiver.Circuits.QSharp;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Cli.Learning;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;

namespace Quiver.Cli.Circuits;

/// <summary><c>quiver circuits design PROBLEM</c>: search for compact circuits and prove them in Q#.</summary>
internal static class DesignCommand
{
    private static readonly string[] Sets = ["auto", "hardware", "hardware-real", "chemistry", "chemistry-controlled", "rz-sx-cx",
        "rz-sx-ecr",
        "rx-ry-rzz"];
    private static readonly string[] Methods = ["gflownet", "samples", "annealing", "random"];
    private static readonly string[] Proofs = ["auto", "yes", "no"];

    public static Command Create()
    {
        var command = new Command("design", "Design circuits for a problem: a GFlowNet with refined samples; every result proven in Q#.");
        var problem = new ProblemOptions { ProposesSpace = true };
        problem.AddTo(command);
        var gates = new Option<string>("--gates")
        {
            Description =
                "hardware (RX, RY, RZ, CX), hardware-real (RY, CX; enough for real operators), chemistry (Givens excitations), " +
                "chemistry-controlled (also singles under a control), a device's own gates, in which designs come out and are counted as they stand " +
                "(rz-sx-cx or rz-sx-ecr: superconducting; rx-ry-rzz: trapped ions), or auto: " +
                "hardware-real where it can reach the target, else hardware.",
            DefaultValueFactory = _ => "auto",
        };
        gates.AcceptOnlyFromAmong(Sets);
        var coupling = new Option<string?>("--coupling")
        {
            Description = "Where CX may act: line, ring, full, square, heavy-hex, grid:2x3, heavy-hex:3x9 or edges such as 0-1,1-2.",
            HelpName = "MAP",
        };
        var method = new Option<string>("--method")
        {
            Description = $"Some of {string.Join(", ", Methods)}, separated by commas.",
            DefaultValueFactory = _ => "gflownet",
        };
        var target = new Option<double?>("--target-error")
        {
            Description =
                "Find the smallest circuit within this error of the least cost, which is estimated, never known: 0.0016 for Hamiltonians " +
                "without --noise, none for other problems.",
            HelpName = "X",
        };
        var time = Durations.Option(
            "--time", 120,
            "Budget of a search on two cores, turned into work that is the same on every machine; easy problems end earlier. With " +
            "--fits: a limit by the clock.");
        var fits = new Option<long?>("--fits")
        {
            Description =
                "Circuits that the search fits, as the budget in place of --time; for a target those of the growth before it come on top.",
            HelpName = "N",
        };
        var rounds = new Option<int?>("--rounds") { Description = "Rounds of chains and training: 16, with --fits 12.", HelpName = "N" };
        var maximum = new Option<int?>("--max-gates")
        {
            Description = "The most gates, the reference not counted: 40, for a target as many as it takes.",
            HelpName = "N",
        };
        var deepest = new Option<int?>("--max-depth")
        {
            Description =
                "The most layers of a circuit, compiled to {RX, RY, RZ, CX}, the reference counted; for the hardware's gates. Without it depth " +
                "has a price alone.",
            HelpName = "N",
        }.Between(1, 1_000_000);
        var qaoa = new Option<int?>("--qaoa")
        {
            Description =
                "For maxcut: the most rounds p of QAOA, which is fitted from several starts for 1, 2, ..., p rounds and stands in the same " +
                "table; 0 for none. 3; under --noise without --baselines 0.",
            HelpName = "P",
        }.Between(0, 20);
        var sharpness = Number("--beta", "Worth of a factor e in accuracy in log R: 3, for a target 6.");
        var floor = new Option<double>("--floor")
        {
            Description = "Without a target: errors below this earn nothing more.",
            DefaultValueFactory = _ => 1e-5,
            HelpName = "X",
        };
        var cx = Number("--price-cx", "Price of a CX in log R: 0.25; with --noise all prices are 0.");
        var depth = Number("--price-depth", "Price of a layer: 0.05, for a target 0.02.");
        var parameter = Number("--price-parameter", "Price of an angle: 0.05, for a target 0.02.");
        var gate = Number("--price-gate", "Price of a gate of any kind: 0.02, for a target 0.01.");
        var times = new Option<string?>("--gate-times")
        {
            Description =
                "A device profile (JSON): its gates' durations take the place of layers, and the table shows how long circuits take.",
            HelpName = "FILE",
        };
        var duration = Number(
            "--price-duration", "With --gate-times: price of a microsecond in log R; a CX costs as much as a layer by default.");
        var anchored = new Option<bool>("--use-exact") { Description = "Let rewards know the least cost. Off: they never see it." };
        var noise = new Option<string?>("--noise")
        {
            Description = "Reward the energy under a device profile (JSON); up to 10 qubits.",
            HelpName = "FILE",
        };
        var proof = new Option<string>("--verify")
        {
            Description = "Verify the table's circuits in Q#: auto (where Node is installed), yes or no.",
            DefaultValueFactory = _ => "auto",
        };
        proof.AcceptOnlyFromAmong(Proofs);
        var simulator = new Option<string>("--simulator")
        {
            Description = "native, or qsharp to take the rewards' energies from Q# (slow).",
            DefaultValueFactory = _ => "native",
        };
        simulator.AcceptOnlyFromAmong([.. SimulatorFactory.Names]);
        var ensemble = Whole("--ensemble", 10, "Distinct good circuits to write into --out.");
        var baselines = new Option<bool>("--baselines")
        {
            Description = "Fit the baselines too (hardware-efficient, UCCSD, ADAPT-VQE as far as they apply; QAOA is --qaoa).",
        };
        var angles = Whole("--angles", 40, "The most angles of a classifier.");
        var folds = Whole(
            "--folds", 5, "Parts of the training rows by which a classifier's size is cross-validated; 0 for the most angles.");
        var scan = new Option<bool>("--scan")
        {
            Description =
                "PROBLEM is a folder with one molecule at several geometries: all are designed, in the order of the numbers in the files' " +
                "names, each begun with the circuits of the one before.",
            Arity = ArgumentArity.Zero,
        };
        var library = new Option<string?>("--gadgets")
        {
            Description =
                "A library of circuits gadgets: parts of other problems' circuits among the proposals of chains and the actions of the " +
                "network.",
            HelpName = "FILE",
        };
        var policy = DesignInputs.Policy();
        var seed = CommonOptions.Seed();
        var device = CommonOptions.Device();
        var output = new Option<string?>("--out")
        {
            Description = "Folder for result.json, the best circuits (OpenQASM, Q#, SVG, text) and the front (SVG, PNG).",
            HelpName = "FOLDER",
        };
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { gates, coupling, method, target, time, fits, rounds, maximum, deepest, qaoa, sharpness, floor,
            cx, depth, parameter, gate,
            times, duration, anchored, noise, proof, simulator, ensemble, baselines, angles, folds, scan, library, policy, seed, device,
            output, json })
        {
            command.Options.Add(option);
        }

        var mitigation = new MitigationFlags();
        mitigation.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(output) is null)
            {
                parsed.RefuseWithoutEffect(ensemble, "without --out");
            }

            if (!parsed.GetValue(scan))
            {
                var read = problem.Read(parsed, parsed.GetValue(noise), parsed.GetValue(seed), cancellation);
                return DesignReport.RunAsync(Settings(read), cancellation);
            }

            foreach (var option in new Option[] { noise, simulator, baselines, output, times })
            {
                parsed.RefuseWithoutEffect(option, "with --scan");
            }

            if (Chosen(parsed.GetRequiredValue(method)) is not [DesignMethod.GFlowNet or DesignMethod.Annealing])
            {
                throw new InputException("--scan takes one --method, gflownet or annealing.");
            }

            var points = DesignScan.Files(problem.Text(parsed))
                .Select(path => (
                    Path.GetFileName(path),
                    Settings(problem.Read(parsed, null, parsed.GetValue(seed), cancellation, path))))
                .ToArray();
            return points.All(static p => p.Item2.TargetError is not null)
                ? DesignScan.RunAsync(points, cancellation)
                : throw new InputException("--scan takes a folder of Hamiltonians.");

            DesignSettings Settings((CircuitProblem Problem, HamiltonianFile? File) given)
            {
                var (chosen, file) = given;
                if (chosen.LeastCost is null)
                {
                    parsed.RefuseWithoutEffect(anchored, "on a problem whose least cost is not known");
                }

                var methods = Chosen(parsed.GetRequiredValue(method));
                var trains = Array.Exists(methods, static m => m is DesignMethod.GFlowNet or DesignMethod.SamplesOnly);
                if (!trains)
                {
                    parsed.RefuseWithoutEffect(device, "without the method gflownet or samples: nothing is trained");
                }

                var place = trains ? LearnedDevice.Select(parsed, device, "the network", "fits of angles and chains") : null;

                if (Baselines.Inner(chosen) is not MaxCutProblem)
                {
                    parsed.RefuseWithoutEffect(qaoa, "but for maxcut: problems");
                }

                if (chosen is ClassificationProblem)
                {
                    parsed.RefuseWithoutEffect(deepest, "on classify: problems");
                }

                if (parsed.GetRequiredValue(gates).StartsWith("chemistry", StringComparison.Ordinal))
                {
                    parsed.RefuseWithoutEffect(deepest, "with chemistry gates, which are several layers deep each");
                }

                if (parsed.IsGiven(times))
                {
                    parsed.RefuseWithoutEffect(deepest, "with --gate-times: layers are durations then");
                }

                var error = TargetError(parsed, target, chosen, parsed.GetRequiredValue(simulator));
                if (error is not null)
                {
                    parsed.RefuseWithoutEffect(floor, "on a search for a target error");
                }

                var clock = parsed.GetValue(times) is { } gateTimes ? DeviceProfileReader.Read(gateTimes) : null;
                if (clock is null)
                {
                    parsed.RefuseWithoutEffect(duration, "without --gate-times");
                }
                else
                {
                    parsed.RefuseWithoutEffect(depth, "with --gate-times: layers are durations, priced by --price-duration");
                    RunEnvelope.Read(parsed.GetValue(times)!);
                    RunNotes.AddRange(clock.Notes);
                }

                if (chosen is ClassificationProblem)
                {
                    parsed.RefuseWithoutEffect(library, "on classify: problems");
                }

                if (chosen is not ObservableProblem { IsDiagonal: false })
                {
                    parsed.RefuseWithoutEffect(policy, "but on Hamiltonians with more than I and Z, without --noise");
                }

                if (parsed.GetRequiredValue(gates) is not ("auto" or "hardware" or "hardware-real"))
                {
                    parsed.RefuseWithoutEffect(policy, "with gates other than RX, RY, RZ and CX");
                }

                if (!methods.Contains(DesignMethod.GFlowNet))
                {
                    parsed.RefuseWithoutEffect(policy, "without the method gflownet");
                }

                if (methods.All(static m => m == DesignMethod.Random))
                {
                    parsed.RefuseWithoutEffect(library, "with the method random");
                }

                // Rewards of one's own weighing lead the search of other problems.
                var budget = parsed.GetValue(fits);
                var classifies = chosen is ClassificationProblem
                    && methods.All(static m => m is DesignMethod.GFlowNet or DesignMethod.Annealing)
                    && Array.TrueForAll<Option>(
                        [fits, maximum, sharpness, floor, cx, depth, parameter, gate, times], o => !parsed.IsGiven(o));
                foreach (var option in classifies ? [] : new Option[] { angles, folds })
                {
                    parsed.RefuseWithoutEffect(option, "but for classify: problems without --fits, --max-gates and prices");
                }

                var standard =
                    error is not null ? DesignWeights.ForTarget : chosen is NoisyProblem ? DesignWeights.ForNoise : new DesignWeights();
                return new DesignSettings
                {
                    Problem = chosen,
                    File = file,
                    Gates = parsed.GetRequiredValue(gates),
                    Coupling = parsed.GetValue(coupling),
                    Methods = methods,
                    TargetError = error,
                    ClassifierAngles = classifies ? (int)TrainingFlags.AtLeast(parsed.GetValue(angles), 1, "--angles") : null,
                    Folds = Folds(parsed.GetValue(folds)),
                    Reuploading = problem.Reuploads(parsed, chosen),
                    MaximumGates = parsed.GetValue(maximum) is { } longest
                        ? (int)TrainingFlags.AtLeast(longest, 1, "--max-gates")
                        : null,
                    Options = new DesignOptions
                    {
                        Fits = TrainingFlags.AtLeast(budget ?? 1, 1, "--fits"),
                        Work = budget is null ? DesignOptions.WorkOf(parsed.GetValue(time)) : null,
                        Seconds = budget is not null && parsed.IsGiven(time) ? parsed.GetValue(time) : double.PositiveInfinity,
                        Rounds = (int)TrainingFlags.AtLeast(parsed.GetValue(rounds) ?? (budget is null ? 16 : 12), 1, "--rounds"),
                        MaximumGates = (int)TrainingFlags.AtLeast(parsed.GetValue(maximum) ?? 40, 1, "--max-gates"),
                        MaximumDepth = parsed.GetValue(deepest),
                        UseLeastCost = parsed.GetValue(anchored),
                        Seed = parsed.GetValue(seed),
                        Device = place,
                        Library = DesignInputs.Library(parsed.GetValue(library)),
                        Proposals = DesignInputs.Proposals(parsed.GetValue(policy)),
                        Weights = standard with
                        {
                            Sharpness = Above(parsed.GetValue(sharpness) ?? standard.Sharpness, "--beta", strictly: true),
                            Floor = Above(parsed.GetValue(floor), "--floor", strictly: true),
                            Cx = Above(parsed.GetValue(cx) ?? standard.Cx, "--price-cx"),
                            Depth = Above(parsed.GetValue(depth) ?? standard.Depth, "--price-depth"),
                            Parameter = Above(parsed.GetValue(parameter) ?? standard.Parameter, "--price-parameter"),
                            Gate = Above(parsed.GetValue(gate) ?? standard.Gate, "--price-gate"),
                        },
                    },
                    Simulator = parsed.GetRequiredValue(simulator),
                    Verify = parsed.GetRequiredValue(proof),
                    Ensemble = (int)TrainingFlags.AtLeast(parsed.GetValue(ensemble), 0, "--ensemble"),
                    Times = clock,
                    DurationPrice = parsed.GetValue(duration) is { } price ? Above(price, "--price-duration") : null,
                    Mitigation = mitigation.Read(parsed, chosen is NoisyProblem ? null : "without --noise"),
                    Baselines = parsed.GetValue(baselines),
                    Qaoa = Baselines.Inner(chosen) is MaxCutProblem ? parsed.GetValue(qaoa)
                        ?? (chosen is NoisyProblem && !parsed.GetValue(baselines) ? 0 : 3) : 0,
                    Output = parsed.GetValue(output),
                    Json = parsed.GetValue(json),
                };
            }
        });
        return command;
    }

    // Ground states have a target unless something else was asked for; only expectation values without noise can have one.
    private static double? TargetError(ParseResult parsed, Option<double?> target, CircuitProblem problem, string simulator)
    {
        var native = string.Equals(simulator, "native", StringComparison.Ordinal);
        if (problem is not ObservableProblem || !native)
        {
            parsed.RefuseWithoutEffect(target, native ? "but on Hamiltonians and graphs without --noise" : "with --simulator qsharp");
            return null;
        }

        return parsed.GetValue(target) is { } given ? Above(
            given, target.Name, strictly: true) : problem is GroundStateProblem ? problem.Tolerance : null;
    }

    private static int Folds(int given) => given is 0 or >= 2
        ? given
        : throw new InputException($"--folds is 0 or at least 2 (got {given}).");

    private static DesignMethod[] Chosen(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length == 0
            ? throw new InputException("--method names no method.")
            : [.. names.Select(n => n switch
            {
                "gflownet" => DesignMethod.GFlowNet,
                "samples" => DesignMethod.SamplesOnly,
                "annealing" => DesignMethod.Annealing,
                "random" => DesignMethod.Random,
                _ => throw new InputException($"Unknown method '{n}': use {string.Join(", ", Methods)}."),
            })];
    }

    private static double Above(double value, string option, bool strictly = false) =>
        double.IsFinite(value) && (strictly ? value > 0 : value >= 0)
            ? value
            : throw new InputException($"{option} must be {(strictly ? "above" : "at least")} 0 (got {value}).");

    private static Option<int> Whole(string name, int fallback, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => fallback,
        HelpName = "N",
    };

    private static Option<double?> Number(string name, string description) => new(name) { Description = description, HelpName = "X" };
}
