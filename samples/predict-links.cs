#:project ../src/TemporalGraphs/TemporalGraphs.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// Ranks the next links of an event stream without training and with the learned ranker, then predicts for the most active source.
// Run: dotnet run samples/predict-links.cs [EVENTS] [-- --tiny]
using System.Globalization;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Ranking;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var path = args.FirstOrDefault(a => !a.StartsWith('-')) ?? "data/temporal/quiver-git.csv";
var read = EventReader.Read(path);
var events = read.Events;
var data = events.Split();
Console.WriteLine($"{events.Count:N0} events, {events.NodeCount:N0} nodes, {data.Candidates.Count:N0} candidates");

foreach (var score in new[] { "edgebank", "lr>gr", "lp>gp" })
{
    var plain = LinkEvaluation.Run(new HeuristicPredictor(LexicographicScore.Parse(score), data), new TgbProtocol(data, Freshness.PerEvent));
    Console.WriteLine($"{score,-10} validation {plain.Validation.Mrr:0.000}  test {plain.Test.Mrr:0.000}");
}

using var trained = LearnedRanker.Train(data, new RankerOptions { Epochs = args.Contains("--tiny") ? 1 : 5 });
var result = trained.Result;
Console.WriteLine($"{"ranker",-10} validation {result.ValidationMrr:0.000}  test {result.TestMrr:0.000}  ({result.TrainSeconds:0.0} s)");

trained.Observe(events);
var source = events.Sources.ToArray().CountBy(s => s).MaxBy(p => p.Value).Key;
var likely = trained.Likeliest(source, events.NextTime, 5).Select(p => read.NameOf(p.Destination));
Console.WriteLine($"source {read.NameOf(source)} goes next to one of {string.Join(", ", likely)}");
