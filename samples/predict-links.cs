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
Console.WriteLine($"{events.Count:N0} events, {events.NodeCount:N0} nodes, {data.CandidateCount:N0} candidates");

foreach (var score in new[] { "edgebank", "lr>gr", "lp>gp" })
{
    var plain = HeuristicEvaluation.Run(data, LexicographicScore.Parse(score), Freshness.PerEvent);
    Console.WriteLine($"{score,-10} validation {plain.Validation.Mrr:0.000}  test {plain.Test.Mrr:0.000}");
}

var (ranker, result) = LearnedRanker.Train(data, new RankerOptions { Epochs = args.Contains("--tiny") ? 1 : 5 });
Console.WriteLine($"{"ranker",-10} validation {result.ValidationMrr:0.000}  test {result.TestMrr:0.000}  ({result.TrainSeconds:0.0} s)");

var features = new RankerFeatures(data);
features.Observe(data, 0, events.Count);
var source = data.Sources.CountBy(s => s).MaxBy(p => p.Value).Key;
var scores = ranker.Scores(features, source, data.Times[^1]);
var likely = scores.Index().OrderByDescending(s => s.Item).Take(5).Select(s => Name(data.FirstCandidate + s.Index));
Console.WriteLine($"source {Name(source)} goes next to one of {string.Join(", ", likely)}");

// The file's own id of a node of the split.
string Name(int node) => read.NameOf(data.IdOf(node));
