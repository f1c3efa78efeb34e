#:project ../src/TemporalGraphs/TemporalGraphs.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// Trains a link predictor, saves it, loads it, and names where each of the last sources goes next.
// Run: dotnet run samples/train-save-predict.cs [EVENTS] [-- --tiny]
using Quiver.TemporalGraphs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

var read = EventReader.Read(args.FirstOrDefault(a => !a.StartsWith('-')) ?? "data/temporal/quiver-git.csv");
var file = Path.Combine(Path.GetTempPath(), "links.predictor");
using (var trained = LinkPredictors.Train("ranker", read.Events.Split(), Freshness.PerEvent, epochs: args.Contains("--tiny") ? 1 : null))
{
    trained.Save(file);
}

using var loaded = LinkPredictors.Load(file);
Console.WriteLine($"{loaded.Result.Model}, test MRR {loaded.Result.TestMrr:0.000}, learned from the first {loaded.Input.ValidationStart} of {loaded.Input.Events} events");
Console.WriteLine(loaded.Observe(read.Events) ?? "observed the events of the training");
foreach (var source in read.Events.Sources[^20..].ToArray().Distinct())
{
    Console.WriteLine($"{read.NameOf(source)}: {string.Join(", ", loaded.Likeliest(source, read.Events.NextTime, 3).Select(p => $"{read.NameOf(p.Destination)} {p.Probability:0.00}"))}");
}
