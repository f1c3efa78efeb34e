using System.CommandLine;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.QSharp;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Cli.Learning;
using Quiver.Core.Runs;

namespace Quiver.Cli.Circuits;

/// <summary><c>quiver circuits design PROBLEM</c>: search for compact circuits and prove them in Q#.</summary>
internal static class DesignCommand
{
    private static readonly string[] Sets = ["auto", "hardware", "hardware-real", "chemistry"];
    private static readonly string[] Methods = ["gflownet", "samples", "annealing", "random"];
    private static readonly string[] Proofs = ["auto", "yes", "no"];

    public static Command Create()
    {
        var command = new Command("design", "Design circuits for a problem: a GFlowNet with refined samples; every result proven in Q#.");
        var problem = new ProblemOptions();
        problem.AddTo(command);
        var gates = new Option<string>("--gates") { Description = "hardware (RX, RY, RZ, CX), hardware-real (RY, CX; enough for real operators), chemistry (Givens excitations), or auto: hardware-real where it can reach the target, else hardware.", DefaultValueFactory = _ => "auto" };
        gates.AcceptOnlyFromAmong(Sets);
        var coupling = new Option<string?>("--coupling") { Description = "Where CX may act: line, ring, full, grid:2x3 or edges such as 0-1,1-2.", HelpName = "MAP" };
        var method = new Option<string>("--method") { Description = $"Some of {string.Join(", ", Methods)}, separated by commas.", DefaultValueFactory = _ => "gflownet" };
        var fits = new Option<long>("--fits") { Description = "Fitted circuits in all: the budget, the same work on every machine.", DefaultValueFactory = _ => 200_000, HelpName = "N" };
        var time = Durations.Option("--time", 900, "Limit of a search; one that it cuts short depends on the machine.");
        var rounds = Whole("--rounds", 12, "Rounds of chains and training.");
        var maximum = Whole("--max-gates", 40, "The most gates, the reference not counted.");
        var sharpness = Number("--beta", 3, "Worth of a factor e in accuracy in log R.");
        var floor = Number("--floor", 1e-5, "Errors below this earn nothing more.");
        var cx = Number("--price-cx", 0.25, "Price of a CX in log R.");
        var depth = Number("--price-depth", 0.05, "Price of a layer.");
        var parameter = Number("--price-parameter", 0.05, "Price of an angle.");
        var gate = Number("--price-gate", 0.02, "Price of a gate of any kind.");
        var anchored = new Option<bool>("--use-exact") { Description = "Let rewards know the least cost. Off: they never see it." };
        var noise = new Option<string?>("--noise") { Description = "Reward the energy under a device profile (JSON); up to 10 qubits.", HelpName = "FILE" };
        var proof = new Option<string>("--verify") { Description = "Verify the table's circuits in Q#: auto (where Node is installed), yes or no.", DefaultValueFactory = _ => "auto" };
        proof.AcceptOnlyFromAmong(Proofs);
        var simulator = new Option<string>("--simulator") { Description = "native, or qsharp to take the rewards' energies from Q# (slow).", DefaultValueFactory = _ => "native" };
        simulator.AcceptOnlyFromAmong([.. SimulatorFactory.Names]);
        var ensemble = Whole("--ensemble", 10, "Distinct good circuits to write into --out.");
        var baselines = new Option<bool>("--baselines") { Description = "Fit the baselines too (hardware-efficient, UCCSD, QAOA, ADAPT-VQE as far as they apply)." };
        var seed = CommonOptions.Seed();
        var device = CommonOptions.Device();
        var output = new Option<string?>("--out") { Description = "Folder for result.json, the best circuits (OpenQASM, Q#, SVG, text) and the front (SVG, PNG).", HelpName = "FOLDER" };
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { gates, coupling, method, fits, time, rounds, maximum, sharpness, floor, cx, depth, parameter, gate, anchored, noise, proof, simulator, ensemble, baselines, seed, device, output, json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(output) is null)
            {
                parsed.RefuseWithoutEffect(ensemble, "without --out");
            }

            var (target, file) = problem.Read(parsed, parsed.GetValue(noise), parsed.GetValue(seed), cancellation);
            if (target.LeastCost is null)
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
            var settings = new DesignSettings
            {
                Problem = target,
                File = file,
                Gates = parsed.GetRequiredValue(gates),
                Coupling = parsed.GetValue(coupling),
                Methods = methods,
                Options = new DesignOptions
                {
                    Fits = TrainingFlags.AtLeast(parsed.GetValue(fits), 1, "--fits"),
                    Seconds = parsed.GetValue(time),
                    Rounds = (int)TrainingFlags.AtLeast(parsed.GetValue(rounds), 1, "--rounds"),
                    MaximumGates = (int)TrainingFlags.AtLeast(parsed.GetValue(maximum), 1, "--max-gates"),
                    UseLeastCost = parsed.GetValue(anchored),
                    Seed = parsed.GetValue(seed),
                    Device = place,
                    Weights = new DesignWeights
                    {
                        Sharpness = Above(parsed.GetValue(sharpness), "--beta", strictly: true),
                        Floor = Above(parsed.GetValue(floor), "--floor", strictly: true),
                        Cx = Above(parsed.GetValue(cx), "--price-cx"),
                        Depth = Above(parsed.GetValue(depth), "--price-depth"),
                        Parameter = Above(parsed.GetValue(parameter), "--price-parameter"),
                        Gate = Above(parsed.GetValue(gate), "--price-gate"),
                    },
                },
                Simulator = parsed.GetRequiredValue(simulator),
                Verify = parsed.GetRequiredValue(proof),
                Ensemble = (int)TrainingFlags.AtLeast(parsed.GetValue(ensemble), 0, "--ensemble"),
                Baselines = parsed.GetValue(baselines),
                Output = parsed.GetValue(output),
                Json = parsed.GetValue(json),
            };
            return DesignReport.RunAsync(settings, cancellation);
        });
        return command;
    }

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
        double.IsFinite(value) && (strictly ? value > 0 : value >= 0) ? value : throw new InputException($"{option} must be {(strictly ? "above" : "at least")} 0 (got {value}).");

    private static Option<int> Whole(string name, int fallback, string description) => new(name) { Description = description, DefaultValueFactory = _ => fallback, HelpName = "N" };

    private static Option<double> Number(string name, double fallback, string description) => new(name) { Description = description, DefaultValueFactory = _ => fallback, HelpName = "X" };
}
