using System.CommandLine;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Noise;
using Quiver.Circuits.QSharp;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Measuring;

/// <summary>Where shots are taken: the native simulator, Q#, or a noisy device.</summary>
internal sealed class MeasureSource : IDisposable
{
    private readonly IDisposable? owned;
    private readonly NoisyDevice? device;

    private MeasureSource(IMeasuredState state, ReadoutCorrection? correction, IDisposable? owned, NoisyDevice? device)
    {
        State = state;
        Correction = correction;
        this.owned = owned;
        this.device = device;
    }

    public IMeasuredState State { get; }

    public ReadoutCorrection? Correction { get; }

    public IReadOnlyList<string> Notes => device?.Notes.Sentences ?? [];

    public static MeasureSource Of(ParseResult parsed, MeasureOptions options, MeasuredStateChoice state)
    {
        var mitigated = parsed.GetRequiredValue(options.Mitigate) is "readout";
        var qsharp = parsed.GetRequiredValue(options.Simulator) is "qsharp";
        if (parsed.GetValue(options.Noise) is { } file)
        {
            var profile = DeviceProfileReader.Read(file);
            RunNotes.AddRange(profile.Notes);
            if (qsharp)
            {
                throw new InputException("--noise with a device profile runs on the native simulator.");
            }

            var preparation = state.Preparation
                ?? throw new InputException(
                    "--noise acts on gates, and the ground state is set, not prepared by gates: use --state hf or a circuit's file.");
            var device = ArgumentErrors.AsInput(() => new NoisyDevice(profile, 0, parsed.GetValue(options.Seed)));
            return new(
                new NoisyState(device, preparation), mitigated ? ArgumentErrors.AsInput(() => ReadoutCorrection.Of(profile)) : null, null,
                device);
        }

        if (mitigated)
        {
            throw new InputException("--mitigate readout undoes the errors of a device profile: give --noise.");
        }

        if (!qsharp)
        {
            var simulated = new SimulatedState(state.State);
            return new(simulated, null, simulated, null);
        }

        var simulator = (QSharpSimulator)SimulatorFactory.Create("qsharp");
        if (state.Preparation is { } circuit)
        {
            return new(new CircuitState(simulator, circuit), null, simulator, null);
        }

        if (state.State.Qubits > AmplitudeStateInQSharp.MaximumQubits)
        {
            simulator.Dispose();
            throw new InputException(
                $"Q# prepares ground states of up to {AmplitudeStateInQSharp.MaximumQubits} qubits from their amplitudes, not of " +
                $"{state.State.Qubits}: use --state hf, a circuit's file, or --simulator native.");
        }

        return new(new AmplitudeStateInQSharp(simulator, state.Amplitudes()), null, simulator, null);
    }

    public void Dispose() => owned?.Dispose();
}
