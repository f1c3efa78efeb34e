#:project ../src/LearnedGrouping/LearnedGrouping.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// Groups a molecule's Pauli terms three ways and prints what measuring its energy would cost.
// dotnet run samples/group-molecule.cs [FCIDUMP] [seconds]
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.States;
using Quiver.LearnedGrouping;

var tiny = args.Contains("--tiny");
var positional = args.Where(a => !a.StartsWith('-')).ToArray();
var file = HamiltonianReader.Read(positional.Length > 0 ? positional[0] : "data/molecules/h4.fcidump");
var seconds = positional.Length > 1 ? double.Parse(positional[1]) : tiny ? 1 : 20;

var terms = file.Sum.WithoutIdentity(out _);
var (energy, state) = GroundState.Find(file.Sum, file.StateSector);
var problem = new GroupingProblem(terms, CommutationRule.FullyCommuting, state.Covariance(terms));
Console.WriteLine($"{file.Sum.Qubits} qubits, {terms.Count} terms, ground state {energy:F8} hartree");

var options = new GrouperOptions { Budget = TimeSpan.FromSeconds(seconds) };
IGrouper[] groupers = [Groupers.ByName("si"), Groupers.ByName("annealing", options), new GFlowNetGrouper(new() { Budget = options.Budget })];
foreach (var grouper in groupers)
{
    var cost = GroupingCost.Of(problem, grouper.Group(problem).Grouping);
    Console.WriteLine($"{grouper.Name,-10} {cost.Groups,4} groups  eps^2 M = {cost.Epsilon2M:G5}");
}
