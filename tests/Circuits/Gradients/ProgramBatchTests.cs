using Quiver.Circuits.Gradients;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Gradients;

[Trait("Kernel", "lanes")]
public sealed class ProgramBatchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Energies_DifferentCircuits_AgreeWithDenseMatrices(int threads)
    {
        var circuits = Enumerable.Range(0, 40).Select(s => RandomCircuit.Create(6, 10 + s, s, free: true)).ToArray();
        var parameters = circuits.Select(c => RandomCircuit.Parameters(c, 1)).ToArray();
        var hamiltonian = RandomCircuit.Hamiltonian(6, 30, 3);
        var energies = ProgramBatch.Energies([.. circuits.Select(PauliProgram.Create)], parameters, new CompiledObservable(hamiltonian), threads);
        for (var i = 0; i < circuits.Length; i++)
        {
            Assert.Equal(StateObservables.Expectation(hamiltonian, DenseSimulator.Run(circuits[i], parameters[i])), energies[i], 1e-11);
        }
    }

    [Fact]
    public void ForEach_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ProgramBatch.ForEach(10, 3, 2, (_, _) => { }, stop.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => ProgramBatch.ForEach(10, 3, 1, (_, _) => { }, stop.Token));
    }
}
