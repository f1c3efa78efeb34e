using System.CommandLine;
using System.Globalization;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Noise;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;

namespace Quiver.Cli.Measuring;

/// <summary><c>quiver measure --counts FOLDER</c>: the energy that a device's counts show.</summary>
internal static class CountsMeasurement
{
    public static void Run(ParseResult parsed, MeasureOptions options, HamiltonianOptions hamiltonian, string folder)
    {
        foreach (var option in new Option[]
        {
            options.State, options.Estimator, options.Method, options.Rule, options.Time, options.Shots, options.TargetError,
            options.Within, options.Confidence, options.Share, options.Prior,
            options.Simulator, options.Coupling, options.Front, options.Prefer, options.Repeat, options.Seed, options.Output,
        })
        {
            parsed.RefuseWithoutEffect(option, "with --counts, whose shots were taken elsewhere");
        }

        if (parsed.GetValue(hamiltonian.File) is { Length: > 0 } file)
        {
            throw new InputException(
                $"{file} has no effect with --counts: the recipe in {MeasurementFiles.RecipeName} holds the coefficients.");
        }

        if (!Directory.Exists(folder))
        {
            throw new InputException($"{folder}: there is no such folder.");
        }

        var recipe = MeasurementFiles.Read(folder);
        var left = parsed.GetRequiredValue(options.BitOrder) is "left";
        var asked = false;
        var counts = recipe.Groups.Select(g =>
        {
            var read = CountsReader.Read(Path.Combine(folder, g.Name + ".json"), recipe.Qubits, left, out var ordered);
            asked |= ordered;
            return read;
        }).ToArray();
        if (!asked)
        {
            parsed.RefuseWithoutEffect(options.BitOrder, "on these files, whose own format says which bit is the first");
        }
        else if (!parsed.IsGiven(options.BitOrder))
        {
            RunNotes.Add("Bit strings are read as Qiskit writes them, qubit 0 on the right; --bit-order left turns them round.");
        }

        var mitigated = parsed.GetRequiredValue(options.Mitigate) is "readout";
        if (mitigated && parsed.GetValue(options.Noise) is null)
        {
            throw new InputException("--mitigate readout undoes the errors of a device profile: give --noise.");
        }

        if (!mitigated)
        {
            parsed.RefuseWithoutEffect(options.Noise, "with --counts unless --mitigate readout undoes its readout errors");
        }

        var correction = mitigated
            ? ArgumentErrors.AsInput(() => ReadoutCorrection.Of(DeviceProfileReader.Read(parsed.GetValue(options.Noise)!)))
            : null;
        var estimate = recipe.Design().Evaluate(counts, correction);
        var json = parsed.GetValue(options.Json);
        var digits = ErrorDigits.Of(estimate.StandardError);
        Tables.Console(JsonOutput.TakesStandardOutput(json)).Profile.Out.Writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{recipe.Groups.Length} groups, {estimate.Shots:N0} shots: energy {digits.Number(estimate.Energy)} ± " +
                $"{digits.Number(estimate.StandardError)}"));
        JsonOutput.Write(json, new
        {
            estimate.Energy,
            estimate.StandardError,
            ExactEnergy = (double?)null,
            Estimator = "counts",
            estimate.Shots,
            Groups = recipe.Groups.Length,
            Simulator = (string?)null,
        });
    }
}
