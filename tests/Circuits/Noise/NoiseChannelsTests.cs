using System.Numerics;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;

namespace Quiver.Circuits.Tests.Noise;

public sealed class NoiseChannelsTests
{
    private static readonly Gen<KrausChannel> Channels = Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1], Gen.Double[0.01, 1], Gen.Double[0, 3]).Select(static (kind, p, q, t) => kind switch
    {
        0 => NoiseChannels.Depolarizing(p),
        1 => NoiseChannels.Depolarizing(p, 2),
        2 => NoiseChannels.Pauli(p / 2, p * q / 2, (1 - p) / 2),
        3 => NoiseChannels.AmplitudeDamping(p),
        4 => NoiseChannels.PhaseDamping(p),
        _ => NoiseChannels.ThermalRelaxation(0.1 + p, 2 * (0.1 + p) * q, t),
    });

    [Fact]
    public void Channels_AnyStrength_PreserveTheTrace() =>
        Channels.Sample(static channel =>
        {
            Assert.InRange(channel.CompletenessDeviation(), 0, 1e-12);
            var transfer = PauliTransfer.OfChannel(channel);
            var width = 1 << (2 * channel.Qubits);
            Assert.Equal(1, transfer[0], 1e-12);
            Assert.All(transfer[1..width], static r => Assert.InRange(r, -1e-12, 1e-12));
        });

    // Choi's theorem: the sum of |i><j| (x) K(|i><j|) has no negative eigenvalue. K is taken from the transfer matrix.
    [Fact]
    public void TransferMatrices_AnyStrength_AreCompletelyPositive() =>
        Channels.Where(static c => c.Qubits == 1).Sample(static channel =>
        {
            var transfer = PauliTransfer.OfChannel(channel);
            Complex[][] paulis = [[1, 0, 0, 1], .. new[] { GateKind.X, GateKind.Y, GateKind.Z }.Select(static k => GateMatrices.Of(k))];
            var choi = Matrix<Complex>.Build.Dense(4, 4);
            for (var i = 0; i < 2; i++)
            {
                for (var j = 0; j < 2; j++)
                {
                    for (var r = 0; r < 2; r++)
                    {
                        for (var c = 0; c < 2; c++)
                        {
                            for (var a = 0; a < 4; a++)
                            {
                                for (var b = 0; b < 4; b++)
                                {
                                    // |i><j| = sum of P_b Tr(P_b |i><j|) / 2
                                    choi[(2 * i) + r, (2 * j) + c] += transfer[(4 * a) + b] * paulis[a][(2 * r) + c] * paulis[b][(2 * j) + i] / 2;
                                }
                            }
                        }
                    }
                }
            }

            Assert.All(choi.Evd(Symmetricity.Hermitian).EigenValues, static v => Assert.InRange(v.Real, -1e-12, 2 + 1e-12));
        });

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void AmplitudeDamping_OfOne_DecaysByGamma(double gamma)
    {
        var state = new DensityMatrix(1);
        state.Apply(new CircuitBuilder(1).X(0).Build());
        state.Apply(NoiseChannels.AmplitudeDamping(gamma), 0);
        Assert.Equal(gamma, state.Probabilities()[0], 1e-12);
        Assert.Equal(1 - gamma, state.Probabilities()[1], 1e-12);
    }

    [Fact]
    public void PhaseDamping_OfPlus_ShrinksTheCoherence()
    {
        var state = new DensityMatrix(1);
        state.Apply(new CircuitBuilder(1).H(0).Build());
        state.Apply(NoiseChannels.PhaseDamping(0.36), 0);
        Assert.Equal(0.4, state.ToMatrix()[0, 1].Real, 1e-12);
        Assert.Equal(0.5, state.Probabilities()[1], 1e-12);
    }

    [Fact]
    public void ThermalRelaxation_OfAnyState_DecaysByTheTwoTimes() =>
        Gen.Select(Gen.Double[0.2, 5], Gen.Double[0.05, 1], Gen.Double[0, 4]).Sample(static (t1, share, time) =>
        {
            var t2 = 2 * t1 * share;
            var state = new DensityMatrix(1);
            state.Apply(new CircuitBuilder(1).RY(1.1, 0).RZ(0.4, 0).Build());
            var before = state.ToMatrix();
            state.Apply(NoiseChannels.ThermalRelaxation(t1, t2, time), 0);
            var after = state.ToMatrix();
            Assert.Equal(before[1, 1].Real * Math.Exp(-time / t1), after[1, 1].Real, 1e-11);
            Assert.InRange(((before[0, 1] * Math.Exp(-time / t2)) - after[0, 1]).Magnitude, 0, 1e-11);
        });

    [Fact]
    public void Depolarizing_Fully_MixesBothQubits()
    {
        var state = new DensityMatrix(3);
        state.Apply(RandomCircuit.Create(3, 20, 5));
        state.Apply(NoiseChannels.Depolarizing(1, 2), 2, 0);
        var matrix = state.ToMatrix();
        Assert.Equal(1, state.Trace, 1e-12);
        Assert.InRange(state.Purity, 0.125, 0.25);
        Assert.InRange(matrix[0, 1].Magnitude, 0, 1e-12);
        Assert.Equal(matrix[0, 0].Real, matrix[1, 1].Real, 1e-12);
    }

    [Fact]
    public void Kraus_Incomplete_IsRefused() => Assert.Throws<ArgumentException>(static () => new KrausChannel(1, [[1, 0, 0, 0.5]]));

    [Fact]
    public void ThermalRelaxation_ImpossibleTimes_AreRefused() => Assert.Throws<ArgumentOutOfRangeException>(static () => NoiseChannels.ThermalRelaxation(1, 2.1, 1));
}
