using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Mitigation;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Mitigation;

public sealed class EnergyMitigationTests
{
    private static readonly DeviceProfile Reading =
        new() { Name = "reading", ReadOneFromZero = 0.03, ReadZeroFromOne = 0.08 };

    // On two qubits a depolarised CX shrinks every letter pair alike, so that energies decay exactly to the constant.
    [Theory]
    [InlineData(Folding.Local)]
    [InlineData(Folding.Global)]
    public void Energy_DepolarisingOnTwoQubits_ExponentialIsExactAndTheOthersAreWhatAlgebraSays(Folding folding)
    {
        var profile = new DeviceProfile { Name = "depolarising", TwoQubit = new(0.02, 0) };
        var (circuit, observable) = TwoQubits();
        var exact = StateObservables.Expectation(observable, DenseSimulator.Run(circuit));
        var mixed = observable.Coefficients[observable.IndexOfIdentity()];
        var keep = Math.Pow(1 - profile.DepolarizingProbability(profile.TwoQubit, 2), 3);
        double At(int factor) => mixed + ((exact - mixed) * Math.Pow(keep, factor));

        var options = new MitigationOptions { Folding = folding };
        var found = new EnergyMitigation(profile, options).Energy(circuit, observable);
        Assert.Equal(exact, found.Energy, 11);
        Assert.All(found.Points, p => Assert.Equal(At(p.Factor), p.Energy, 11));
        var line = new EnergyMitigation(profile, options with { Model = ExtrapolationModel.Linear }).Energy(circuit, observable);
        Assert.Equal(((13 * At(1)) + (4 * At(3)) - (5 * At(5))) / 12, line.Energy, 11);
        var parabola = new EnergyMitigation(profile, options with { Model = ExtrapolationModel.Quadratic }).Energy(circuit, observable);
        Assert.Equal(((15 * At(1)) - (10 * At(3)) + (3 * At(5))) / 8, parabola.Energy, 11);
    }

    // The slow way: probabilities of every measured basis, multiplied by the inverse of the qubits' confusion matrices.
    [Fact]
    public void Energy_ReadoutAlone_IsTheInverseOfTheConfusionMatrix()
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var circuit = RandomCircuit.Create(3, 20, seed);
            var observable = RandomCircuit.Hamiltonian(3, 15, seed);
            double slow = 0;
            for (var t = 0; t < observable.Count; t++)
            {
                var term = observable.String(t);
                var measured = circuit.Then(Basis(term));
                var p = NoisyEnergy.Probabilities(measured, [], Reading);
                for (var q = 0; q < 3; q++)
                {
                    Invert(p, 1 << (2 - q), Reading);
                }

                var mask = Enumerable.Range(0, 3).Where(q => term[q] != 'I').Sum(q => 1 << (2 - q));
                slow += observable.Coefficients[t] * p.Select((v, k) => (BitOperations.PopCount((uint)(k & mask)) & 1) == 0 ? v : -v).Sum();
            }

            var found = new EnergyMitigation(Reading, new MitigationOptions { Factors = [1] }).Energy(circuit, observable);
            Assert.Equal(slow, found.Energy, 11);
            Assert.Equal(StateObservables.Expectation(observable, DenseSimulator.Run(circuit)), found.Energy, 11);
        }
    }

    [Fact]
    public async Task EnergyAsync_ManyShots_IsTheExactAnswerWithinItsError()
    {
        var profile = Reading with { TwoQubit = new(0.02, 0) };
        var (circuit, observable) = TwoQubits();
        var exact = StateObservables.Expectation(observable, DenseSimulator.Run(circuit));
        var terms = observable.WithoutIdentity(out _);
        var grouping = new SortedInsertionGrouper().Group(
            new GroupingProblem(terms, CommutationRule.QubitWise), null, TestContext.Current.CancellationToken).Grouping;
        var plan = new MeasurementPlan(observable, grouping);
        var errors = new List<double>();
        for (var seed = 0; seed < 20; seed++)
        {
            var found = await new EnergyMitigation(profile, seed: seed)
                .EnergyAsync(circuit, plan, observable, 30_000, TestContext.Current.CancellationToken);
            Assert.Equal(30_000, found.Points.Sum(static p => p.Shots));
            errors.Add((found.Energy - exact) / found.StandardError);
        }

        Assert.InRange(errors.Average(), -0.8, 0.8);
        Assert.InRange(errors.Average(static e => e * e), 0.4, 2);
    }

    [Fact]
    public void Energy_WithoutExtrapolationOrReadout_IsTheDevicesOwn()
    {
        var profile = Reading with { TwoQubit = new(0.02, 200), T1Microseconds = 50, T2Microseconds = 40 };
        var (circuit, observable) = TwoQubits();
        var found = new EnergyMitigation(profile, new MitigationOptions { Readout = false, Factors = [1] }).Energy(circuit, observable);
        Assert.Equal(new NoisyDevice(profile).Energy(circuit, observable).Mean, found.Energy, 13);
        Assert.Null(found.Model);
    }

    [Fact]
    public void EnergyMitigation_EvenOrRepeatedFactors_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new EnergyMitigation(Reading, new MitigationOptions { Factors = [1, 2] }));
        Assert.Throws<ArgumentException>(() => new EnergyMitigation(Reading, new MitigationOptions { Factors = [3, 3] }));
    }

    private static (Circuit Circuit, PauliSum Observable) TwoQubits() => (
        new CircuitBuilder(2).RY(0.4, 0).CX(0, 1).RX(0.7, 1).RZ(0.3, 0).CX(1, 0).RY(-1.1, 0).CX(0, 1).Build(),
        PauliSum.Parse("-0.3 II + 0.7 ZI - 0.4 IZ + 0.2 XX - 0.9 ZZ + 0.15 YX"));

    private static Circuit Basis(PauliString term)
    {
        var builder = new CircuitBuilder(3);
        for (var q = 0; q < 3; q++)
        {
            if (term[q] is 'X' or 'Y')
            {
                builder.Add(term[q] == 'X' ? GateKind.H : GateKind.SX, q);
            }
        }

        return builder.Build();
    }

    private static void Invert(double[] p, int bit, DeviceProfile profile)
    {
        var (a, b) = (profile.ReadOneFromZero, profile.ReadZeroFromOne);
        for (var k = 0; k < p.Length; k++)
        {
            if ((k & bit) == 0)
            {
                var (zero, one) = (p[k], p[k | bit]);
                p[k] = (((1 - b) * zero) - (b * one)) / (1 - a - b);
                p[k | bit] = (((1 - a) * one) - (a * zero)) / (1 - a - b);
            }
        }
    }
}
