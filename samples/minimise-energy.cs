#:project ../src/Circuits/Circuits.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// The energy of a circuit, its gradient, and every optimiser on it by the same call.
// Run: dotnet run samples/minimise-energy.cs
using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Optimization;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

var h = PauliSum.Parse("-ZZI - IZZ - XII - IXI - IIX");
var circuit = HardwareEfficientAnsatz.Create(3, layers: 2);
var x = Enumerable.Range(0, circuit.ParameterCount).Select(k => 0.1 * k).ToArray();
var gradient = new double[x.Length];
Console.WriteLine($"energy {circuit.Energy(h, x):F6}, {circuit.Gradient(h, x, gradient):F6} with gradient");
Console.WriteLine(string.Join(' ', gradient.Select(g => $"{g:F3}")));

using var objective = circuit.Objective(h);
IOptimizer[] optimizers = [new Lbfgs(), new Adam(), new NaturalGradient(circuit), new Rotosolve(circuit), new Spsa()];
foreach (var optimizer in optimizers)
{
    var result = optimizer.Minimize(objective, x);
    Console.WriteLine($"{optimizer.Name,-16} {result.Value,10:F6} after {result.Evaluations,4} evaluations");
}

Console.WriteLine($"exact            {GroundState.Find(h).Energy,10:F6}");
