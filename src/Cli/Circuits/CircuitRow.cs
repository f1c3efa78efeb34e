using Quiver.Circuits.Mitigation;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Problems;

namespace Quiver.Cli.Circuits;

/// <summary>One circuit in a table and in JSON.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Error">Cost above the least cost, in the problem's unit; null where that is not known.</param>
/// <param name="Energy">Total energy or cost.</param>
/// <param name="Cx">CX gates, compiled to {RX, RY, RZ, CX}; with a native gate set its two-qubit gates.</param>
/// <param name="Depth">Depth, compiled.</param>
/// <param name="Parameters">Angles.</param>
/// <param name="Gates">Gates, compiled.</param>
/// <param name="Seconds">Time to find it, where it was timed by itself.</param>
/// <param name="Ratio">Max-Cut: expected cut over the best one.</param>
/// <param name="TrainAccuracy">Classification: share of training rows classified rightly.</param>
/// <param name="TestAccuracy">The same of the test rows.</param>
/// <param name="EstimatedError">Cost above the least cost that a search estimated; null where none did.</param>
/// <param name="MitigatedEnergy">Energy under noise as corrected; null where it was not.</param>
/// <param name="MitigatedError">The corrected energy above the least one.</param>
/// <param name="ShotsFactor">Times the shots that its extrapolation takes.</param>
/// <param name="Microseconds">Time that it takes on the device of --gate-times, compiled; null without one.</param>
/// <param name="Electrons">Electrons of its state, of both spins; null where the problem states none.</param>
/// <param name="Ms2">2 Ms of its state.</param>
/// <param name="TotalSpin">S² of its state.</param>
/// <param name="SampledRatio">Max-Cut: the heaviest cut among measurements over the best one; null where it was not measured.</param>
/// <param name="QsharpDifference">Difference of its energy in Q#; null where it was not verified.</param>
internal sealed record CircuitRow(
    string Name, double? Error, double Energy, int Cx, int Depth, int Parameters, int Gates, double? Seconds, double? QsharpDifference,
    double? Ratio = null, double? TrainAccuracy = null, double? TestAccuracy = null, double? EstimatedError = null,
    double? MitigatedEnergy = null, double? MitigatedError = null, double? ShotsFactor = null,
    double? Microseconds = null, double? Electrons = null, double? Ms2 = null, double? TotalSpin = null,
    double? SampledRatio = null)
{
    /// <summary>The same row with the electrons and the spin of its circuit's state.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="observables">What tells them; null for nothing.</param>
    public CircuitRow Counted(DesignedCircuit circuit, ElectronObservables? observables)
    {
        var found = observables?.Of(circuit.Bound);
        return this with { Electrons = found?.Electrons, Ms2 = found?.Ms2, TotalSpin = found?.TotalSpin };
    }

    /// <summary>The same row with the time that its circuit takes.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="device">The device; null for none.</param>
    public CircuitRow Timed(DesignedCircuit circuit, DeviceProfile? device) => device is null
        ? this
        : this with { Microseconds = CircuitDuration.Nanoseconds(circuit.Compiled, device) / 1000 };

    /// <summary>The same row with the corrected energy of its circuit.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="problem">A problem under noise.</param>
    /// <param name="shift">What must be added to costs for total energies.</param>
    /// <param name="options">The correction; null for none.</param>
    /// <param name="cancellation">Ends the work.</param>
    public CircuitRow Mitigated(
        DesignedCircuit circuit, CircuitProblem problem, double shift, MitigationOptions? options, CancellationToken cancellation)
    {
        if (options is null || problem is not NoisyProblem noisy)
        {
            return this;
        }

        var energies = new EnergyMitigation(noisy.Profile, options);
        var found = energies.Energy(circuit.Compiled, noisy.Observable, cancellation);
        Common.RunNotes.AddRange(energies.Notes.Sentences);
        return this with
        {
            MitigatedEnergy = found.Energy + shift,
            MitigatedError = found.Energy - problem.LeastCost,
            ShotsFactor = found.ShotsFactor,
        };
    }

    /// <summary>Whether this circuit is nowhere worse than another in cost, CX, depth and angles, and somewhere better.</summary>
    public bool Dominates(CircuitRow other) =>
        Energy <= other.Energy && Cx <= other.Cx && Depth <= other.Depth && Parameters <= other.Parameters
        && (Energy < other.Energy || Cx < other.Cx || Depth < other.Depth || Parameters < other.Parameters);
}
