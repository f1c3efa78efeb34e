#:project ../src/Hamiltonians/Hamiltonians.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// Every grouper of the catalogue on one molecule, with progress; Ctrl-C ends the comparison.
// Run: dotnet run samples/compare-groupers.cs [FCIDUMP] [-- --tiny]
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.States;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) => (key.Cancel, _) = (true, stop.CancelAsync());
var tiny = args.Contains("--tiny");
var file = HamiltonianReader.Read(args.FirstOrDefault(a => !a.StartsWith('-')) ?? "data/molecules/h4.fcidump");
var terms = file.Sum.WithoutIdentity(out _);
var (_, state) = GroundState.Find(file.Sum, file.StateSector);
var problem = new GroupingProblem(terms, CommutationRule.FullyCommuting, state.Covariance(terms));
var options = new GrouperOptions { Budget = TimeSpan.FromSeconds(tiny ? 1 : 20) };
// A live line makes sense on a terminal only.
var progress = Console.IsErrorRedirected
    ? null
    : new Progress<ProgressReport>(p => Console.Error.Write($"\r{p.Stage} {p.Done:F1} of {p.Total:F1} s, {p.Detail}   "));
foreach (var grouper in Groupers.All.Where(g => g.Obstacle(problem) is null).Select(g => g.Create(options)))
{
    var cost = GroupingCost.Of(problem, grouper.Group(problem, progress, stop.Token).Grouping);
    Console.WriteLine($"{grouper.Name,-10} {cost.Groups,4} groups  eps^2 M = {cost.Epsilon2M:G5}");
}
