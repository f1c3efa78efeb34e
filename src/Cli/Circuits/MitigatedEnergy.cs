using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Mitigation;
using Quiver.Circuits.Noise;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Grouping;

namespace Quiver.Cli.Circuits;

/// <summary>A corrected energy in a report.</summary>
/// <param name="Energy">Total energy.</param>
/// <param name="StandardError">From shots or trajectories; 0 for an exact answer.</param>
/// <param name="Readout">Whether readout errors were undone.</param>
/// <param name="Folding">What was folded; null without extrapolation.</param>
/// <param name="Extrapolation">The model; null without extrapolation.</param>
/// <param name="ShotsFactor">Times the shots that the extrapolation takes for the same standard error.</param>
/// <param name="Shots">Shots in all; 0 where none were drawn.</param>
/// <param name="Points">Energies at each factor of the noise.</param>
internal sealed record MitigatedEnergy(
    double Energy, double StandardError, bool Readout, string? Folding, string? Extrapolation, double ShotsFactor, long Shots,
    IReadOnlyList<MitigatedPoint> Points)
{
    private static MitigationOptions None => new() { Readout = false, Factors = [1] };

    public static MitigatedEnergy Of(
        DeviceProfile device, MitigationOptions options, Circuit circuit, HamiltonianFile file, int trajectories, int seed,
        CancellationToken cancellation)
    {
        var energies = ArgumentErrors.AsInput(() => new EnergyMitigation(device, options, trajectories, seed));
        return Of(energies.Energy(circuit, file.Sum, cancellation), options, energies, file.EnergyShift);
    }

    public static async Task<MitigatedEnergy?> OfShotsAsync(
        DeviceProfile device, MitigationOptions? options, Circuit circuit, HamiltonianFile file, int trajectories, int shots, int seed,
        CancellationToken cancellation)
    {
        var terms = file.Sum.WithoutIdentity(out _);
        if (terms.Count == 0)
        {
            return null;
        }

        // Groups that one-qubit gates diagonalise: gates on several qubits behind the circuit would add noise that no folding scales.
        var grouping = new SortedInsertionGrouper()
            .Group(new GroupingProblem(terms, CommutationRule.QubitWise), null, cancellation).Grouping;
        var plan = new MeasurementPlan(file.Sum, grouping);
        var chosen = options ?? None;
        var least = 2 * plan.Groups.Length * chosen.Factors.Length;
        if (shots < least)
        {
            throw new InputException(
                $"The observable is measured in {plan.Groups.Length} groups"
                    + (chosen.Extrapolates ? $" at {chosen.Factors.Length} factors of the noise" : string.Empty)
                    + $": --shots must be at least {least}.");
        }

        var energies = ArgumentErrors.AsInput(() => new EnergyMitigation(device, chosen, trajectories, seed));
        var found = await energies.EnergyAsync(circuit, plan, file.Sum, shots, cancellation).ConfigureAwait(false);
        return Of(found, chosen, energies, file.EnergyShift);
    }

    /// <summary>Writes a line.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="what">What it is.</param>
    /// <param name="above">What is added to total energies for errors; null where the least energy is not known.</param>
    public void Show(TextWriter writer, string what, double? above)
    {
        var culture = CultureInfo.InvariantCulture;
        var digits = ErrorDigits.Of(StandardError);
        var error = StandardError > 0 ? $" ± {digits.Number(StandardError)}" : string.Empty;
        var least = above is { } shift ? string.Create(culture, $", {Energy + shift:0.0E+0} above the ground state") : string.Empty;
        writer.WriteLine(string.Create(culture, $"{what} {digits.Number(Energy)}{error}{least}"));
        foreach (var p in Points.Count > 1 ? Points : [])
        {
            var own = p.StandardError > 0 ? $" ± {digits.Number(p.StandardError)}" : string.Empty;
            writer.WriteLine(string.Create(culture, $"  noise x {p.Factor}: {digits.Number(p.Energy)}{own}"));
        }
    }

    private static MitigatedEnergy Of(MitigatedEstimate found, MitigationOptions options, EnergyMitigation energies, double shift)
    {
        RunNotes.AddRange(energies.Notes.Sentences);
        return new(
            found.Energy + shift,
            found.StandardError,
            options.Readout,
            options.Extrapolates ? options.Folding.ToString().ToLowerInvariant() : null,
            found.Model?.ToString().ToLowerInvariant(),
            found.ShotsFactor,
            found.Points.Sum(static p => p.Shots),
            [.. found.Points.Select(p => p with { Energy = p.Energy + shift })]);
    }
}
