#:project ../src/Circuits/Circuits.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// Designs compact circuits for a molecule's ground state, compares them with UCCSD and checks the best one in Q#.
// Run: dotnet run samples/design-circuit.cs [FCIDUMP] [-- --tiny]
using System.Globalization;
using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Design;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.QSharp;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var path = args.FirstOrDefault(a => !a.StartsWith('-')) ?? "data/molecules/h2.fcidump";
var file = HamiltonianReader.Read(path);
var problem = GroundStateProblem.Create(Path.GetFileNameWithoutExtension(path), file);

var options = new DesignOptions { Fits = args.Contains("--tiny") ? 5_000 : 50_000, MaximumGates = 24 };
var outcome = new CircuitDesigner(problem, GateSet.Hardware(problem.Qubits, real: true), options).Run();
var best = outcome.Archive.Best!;
var circuit = outcome.Circuit(best);
Show("designed", best.Cost, circuit, best.Parameters);

var uccsd = Vqe.Fit("uccsd", problem, UccsdAnsatz.Create(problem.Qubits, file.Sector!), new VqeOptions(Starts: 1));
Show("uccsd", uccsd.Cost, uccsd.Circuit, uccsd.Parameters);
Console.Write(CircuitText.Draw(circuit));

try
{
    using var qsharp = SimulatorFactory.Create("qsharp");
    var difference = await QSharpVerifier.DifferencesAsync(qsharp, [circuit], problem.Observable);
    Console.WriteLine($"energy difference to Q#: {difference[0]:0.0E+0}");
}
catch (InputException e)
{
    Console.WriteLine($"not verified in Q#: {e.Message}");
}

void Show(string name, double cost, Circuit found, int parameters)
{
    var compiled = Transpiler.Transpile(found, GateBasis.RxRyRzCx);
    Console.WriteLine($"{name}: error {cost - problem.LeastCost:0.0E+0} hartree, {CircuitMetrics.CxCount(compiled)} CX, depth {CircuitMetrics.Depth(compiled)}, {parameters} angles, {compiled.Count} gates");
}
