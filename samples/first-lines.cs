#:project ../src/LearnedGrouping/LearnedGrouping.csproj
#:project ../src/Circuits/Circuits.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// The first lines of every package's readme, in one script, so that they stay true.
// Run: dotnet run samples/first-lines.cs
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Training;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.States;
using Quiver.LearnedGrouping;

var bell = new CircuitBuilder(2).H(0).CX(0, 1).Build();
Console.WriteLine(QasmWriter.Write(bell, QasmVersion.V3));

var result = new ResultEnvelope("my-script", "demo") { Seed = 7, Results = new { Energy = -1.137 } };
Console.Write(result.ToJson());

using var trainer = new GFlowNetTrainer(new Hypergrid(2, 8), new TrainingOptions { Iterations = 100 });
TrainingRun.Run(trainer, new RunOptions());

var file = HamiltonianReader.Read("data/molecules/h2.fcidump");
var terms = file.Sum.WithoutIdentity(out var constant);
var (energy, state) = GroundState.Find(file.Sum, file.StateSector);
var problem = new GroupingProblem(terms, CommutationRule.FullyCommuting, state.Covariance(terms));

var best = new GFlowNetGrouper(new() { Budget = TimeSpan.FromSeconds(2) }).Group(problem).Grouping;

Console.WriteLine($"{terms.Count} terms and {constant.Real:F4}, ground state {energy:F6}, {best.Count} groups");
