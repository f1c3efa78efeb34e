using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;
using Quiver.Hamiltonians.Pauli;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Noise;

public sealed class NoisyDeviceTests
{
    private static readonly DeviceProfile Falcon = DeviceProfileReader.Read(Path.Combine(SharedData.Repository, "data", "devices", "falcon-like.json"));

    [Fact]
    public void IdleQubits_ChangeNoProbabilityAndNoEnergy()
    {
        // Qubits 1, 3 and 5 of six are in use; the density matrix of all six is the slow twin.
        var circuit = new CircuitBuilder(6).RY(1.1, 1).CX(1, 3).RX(0.4, 5).CX(3, 5).Build();
        var observable = Sum("ZZIZIZ", "IXIXII", "ZIIIII", "XIIIII", "IIIIZY");
        var device = new NoisyDevice(Falcon);
        var outcomes = new double[64];
        foreach (var (state, probability) in device.Outcomes(circuit).All())
        {
            outcomes[state] += probability;
        }

        var slow = NoisyEnergy.Probabilities(circuit, [], Falcon);
        Assert.All(Enumerable.Range(0, 64), i => Assert.Equal(slow[i], outcomes[i], 12));
        Assert.Equal(new NoisyEnergy(observable, Falcon).Of(circuit), device.Energy(circuit, observable).Mean, 12);
    }

    [Fact]
    public void Trajectories_AgreeWithTheDensityMatrixAndFollowTheirSeed()
    {
        var circuit = new CircuitBuilder(4).Add(GateKind.H, 0).CX(0, 1).CX(1, 2).CX(2, 3).Build();
        var exact = new NoisyDevice(Falcon).Outcomes(circuit).Probabilities;
        var sampled = new NoisyDevice(Falcon, 4000, 3).Outcomes(circuit);
        Assert.Equal(4000, sampled.Trajectories);
        Assert.All(exact.Zip(sampled.Probabilities), p => Assert.InRange(p.First - p.Second, -0.02, 0.02));
        Assert.Equal(sampled.Probabilities, new NoisyDevice(Falcon, 4000, 3).Outcomes(circuit).Probabilities);
    }

    [Fact]
    public void ElevenQubitsInUse_AreTrajectoriesWithANote()
    {
        var builder = new CircuitBuilder(12);
        for (var q = 0; q < 10; q++)
        {
            builder = builder.CX(q, q + 1);
        }

        var device = new NoisyDevice(DeviceProfile.Noiseless);
        Assert.Equal(1, device.Outcomes(builder.Build()).Probabilities[0], 12);
        Assert.Contains("11 qubits are in use", Assert.Single(device.Notes.Sentences), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new NoisyDevice(Falcon, 1));
    }

    [Fact]
    public void Profile_WithT1Alone_TakesTwiceT1WithANote()
    {
        var profile = DeviceProfileReader.Read(Faults.Circuit("onlyt1.json"));
        Assert.Equal(100, profile.T2Microseconds);
        Assert.Contains("T2 = 2 T1", Assert.Single(profile.Notes), StringComparison.Ordinal);
        Assert.Empty(Falcon.Notes);
    }

    private static PauliSum Sum(params string[] labels)
    {
        var builder = new PauliSumBuilder(labels[0].Length);
        foreach (var (i, label) in labels.Index())
        {
            builder.Add(PauliString.Parse(label), 0.3 + i);
        }

        return builder.Build();
    }
}
