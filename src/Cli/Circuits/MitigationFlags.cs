using System.CommandLine;
using System.Globalization;
using Quiver.Circuits.Mitigation;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Problems;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Cli.Circuits;

/// <summary>Options that correct energies under --noise.</summary>
internal sealed class MitigationFlags
{
    private readonly Option<string> mitigate = new("--mitigate")
    {
        Description = "With --noise, show the energy corrected as well: readout (undo the profile's readout errors), zne (extrapolate "
            + "to no noise from folded circuits), both, or none.",
        DefaultValueFactory = _ => "none",
    };

    private readonly Option<string> folding = new("--folding")
    {
        Description = "How the noise is multiplied: local (every gate on several qubits, its inverse, itself) or global (the circuit).",
        DefaultValueFactory = _ => "local",
    };

    private readonly Option<int[]> factors = new("--factors")
    {
        Description = "Odd factors of the noise: 1 3 5 by default.",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "N...",
    };

    private readonly Option<string> model = new("--extrapolate")
    {
        Description = "How energies go on to no noise: exponential (decay to the completely mixed state), linear, quadratic or richardson.",
        DefaultValueFactory = _ => "exponential",
    };

    public MitigationFlags()
    {
        mitigate.AcceptOnlyFromAmong("none", "readout", "zne", "both");
        folding.AcceptOnlyFromAmong("local", "global");
        model.AcceptOnlyFromAmong("exponential", "linear", "quadratic", "richardson");
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { mitigate, folding, factors, model })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was asked for; null for no correction.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="withoutEffect">Why nothing can be corrected, as in "without --noise"; null where it can.</param>
    public MitigationOptions? Read(ParseResult parsed, string? withoutEffect)
    {
        if (withoutEffect is not null)
        {
            parsed.RefuseWithoutEffect(mitigate, withoutEffect);
        }

        var chosen = parsed.GetRequiredValue(mitigate);
        var extrapolates = chosen is "zne" or "both";
        foreach (var option in extrapolates ? [] : new Option[] { folding, factors, model })
        {
            parsed.RefuseWithoutEffect(option, "without --mitigate zne or both");
        }

        if (chosen is "none")
        {
            return null;
        }

        var options = new MitigationOptions
        {
            Readout = chosen is "readout" or "both",
            Factors = !extrapolates ? [1] : parsed.GetValue(factors) is { Length: > 0 } given ? [.. given] : [1, 3, 5],
            Folding = Enum.Parse<Folding>(parsed.GetRequiredValue(folding), ignoreCase: true),
            Model = Enum.Parse<ExtrapolationModel>(parsed.GetRequiredValue(model), ignoreCase: true),
        };
        return (extrapolates && !options.Extrapolates ? "--factors takes at least two." : options.Problem()) is { } problem
            ? throw new InputException(problem.StartsWith("--", StringComparison.Ordinal) ? problem : "--factors: " + problem)
            : options;
    }

    /// <summary>Says what the corrections of a table cost in shots.</summary>
    /// <param name="options">The correction; null for none.</param>
    /// <param name="problem">A problem under noise.</param>
    /// <param name="rows">The table.</param>
    public static void NotePrice(MitigationOptions? options, CircuitProblem problem, IReadOnlyList<CircuitRow> rows)
    {
        if (options is not null && problem is NoisyProblem noisy)
        {
            NotePrice(options, noisy.Profile, noisy.Observable, [.. rows.Select(static r => r.ShotsFactor).OfType<double>()]);
        }
    }

    /// <summary>Says what a correction costs in shots.</summary>
    /// <param name="options">The correction.</param>
    /// <param name="profile">The device.</param>
    /// <param name="observable">The operator.</param>
    /// <param name="factors">The price of extrapolation of each circuit.</param>
    public static void NotePrice(MitigationOptions options, DeviceProfile profile, PauliSum observable, params double[] factors)
    {
        if (options.Extrapolates)
        {
            var (least, most) = (factors.Min(), factors.Max());
            var range = most < 1.05 * least
                ? string.Create(CultureInfo.InvariantCulture, $"{most:0.#}")
                : string.Create(CultureInfo.InvariantCulture, $"{least:0.#} to {most:0.#} (by circuit)");
            RunNotes.Add($"The extrapolation takes {range} times the shots that the same standard error takes without it.");
        }

        if (options.Readout)
        {
            var weight = Enumerable.Range(0, observable.Count).Select(t => observable.String(t).Weight).DefaultIfEmpty(0).Max();
            var growth = Math.Pow(1 - profile.ReadOneFromZero - profile.ReadZeroFromOne, -2 * weight);
            RunNotes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Undoing readout errors multiplies the variance of a term by at most {growth:0.##} here (terms of {weight} qubits)."));
        }
    }
}
