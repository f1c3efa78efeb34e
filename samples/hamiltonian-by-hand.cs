#:project ../src/Hamiltonians/Hamiltonians.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// An Ising chain in a transverse field, written by hand: its ground state, and what measuring its energy costs.
// Run: dotnet run samples/hamiltonian-by-hand.cs
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

var h = 2 * PauliSum.Parse("-ZZI - IZZ") - 0.7 * PauliSum.Parse("XII + IXI + IIX");
var (energy, state) = GroundState.Find(h);
Console.WriteLine($"H = {h}\nground state energy {energy:F6}, variance {state.Expectation(h * h) - energy * energy:E1}");
foreach (var (pauli, coefficient) in h)
{
    Console.WriteLine($"  {pauli}  {coefficient.Real,4}  expectation {state.Expectation(pauli),9:F6}");
}

var problem = new GroupingProblem(h, CommutationRule.QubitWise, state.Covariance(h));
var groups = Groupers.ByName("si").Group(problem).Grouping;
var texts = groups.ToArrays().Select(g => string.Join(' ', g.Select(term => h.String(term))));
Console.WriteLine($"{groups.Count} groups: {string.Join(" | ", texts)}; eps^2 M = {GroupingCost.Of(problem, groups).Epsilon2M:G4}");
