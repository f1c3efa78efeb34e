using System.CommandLine;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Problems;
using Quiver.Cli.Grouping;
using Quiver.GFlowNet.Runs;

namespace Quiver.Cli.Circuits;

/// <summary>What circuits are designed for: a Hamiltonian's file with the options that read it.</summary>
internal sealed class ProblemOptions
{
    private readonly HamiltonianOptions hamiltonian = new()
    {
        File = new Argument<string>("PROBLEM") { Description = "A Hamiltonian: FCIDUMP, Pauli text or JSON, OpenFermion, Qiskit, HDF5, Broombridge." },
    };

    public void AddTo(Command command) => hamiltonian.AddTo(command, withState: false);

    public CircuitProblem Read(ParseResult parsed, string? noise, CancellationToken cancellation)
    {
        var path = parsed.GetRequiredValue(hamiltonian.File);
        var file = hamiltonian.Read(parsed);
        if (!file.Sum.IsReal)
        {
            throw new InputException($"{path}: the operator has complex coefficients, so it has no ground state.");
        }

        try
        {
            var problem = GroundStateProblem.Create(Path.GetFileNameWithoutExtension(path), file, exact: true, cancellation);
            return noise is null ? problem : new NoisyProblem(problem, DeviceProfileReader.Read(noise));
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{path}: {Learning.GridCommand.FirstLine(e)}");
        }
    }
}
