using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.Cli.Links;

/// <summary>Training-free scores on every relation of a file, as rows of the table and of a second one by relation.</summary>
internal static class RelationRanking
{
    /// <summary>Ranks all relations.</summary>
    /// <param name="path">The file.</param>
    /// <param name="data">All events, where they are cut.</param>
    /// <param name="relations">Their relations.</param>
    /// <param name="models">The scores as the user names them.</param>
    /// <param name="known">What queries know.</param>
    /// <param name="trace">Whether to keep every query's rank.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>For each model the row of all relations together and its ranks, and the rows by relation.</returns>
    /// <exception cref="InputException">No relation has validation or test events and events before.</exception>
    public static (List<(LinkResult Row, LinkRanks Ranks)> Models, List<RelationRow> Relations) Run(
        string path, LinkSplit data, EventRelations relations, IReadOnlyList<string> models, Freshness known, bool trace,
        CancellationToken cancellation)
    {
        var (graphs, asked) = Graphs(path, data, relations);
        var scores = EvaluateCommand.Scores(models, relationByRelation: true);
        RelationRanks ranks;
        using (var progress = new ConsoleProgress())
        {
            ranks = RelationEvaluation.Run(graphs, known, scores, trace, progress, cancellation);
        }

        var first = ranks.Relations.First(r => r.Counts.IsAsked);
        var names = models.Select((m, p) => EvaluateCommand.IsFitted(m) ? m : first.Scores[p].Predictor).ToArray();
        SayFitted(models, asked);
        var view = known.Kind == FreshnessKind.Snapshot ? "snapshots" : "events";
        return (
            [.. names.Zip(ranks.Total, (n, t) => (EvaluateCommand.Row(Path.GetFileName(path), n, t, view, known.ToString()), t))],
            [.. ranks.Relations.SelectMany(r => names.Select((n, p) => Row(r, n, p)))]);
    }

    /// <summary>The graphs of a file's relations, and those among them that have queries; a note counts those that cannot have any.</summary>
    /// <exception cref="InputException">No relation has validation or test events and events before.</exception>
    public static (RelationGraphs Graphs, RelationCounts[] Asked) Graphs(string path, LinkSplit data, EventRelations relations)
    {
        var graphs = RelationGraphs.Of(data, relations);
        var asked = graphs.All.Where(r => r.IsAsked).ToArray();
        if (asked.Sum(r => (long)r.Validation) == 0 || asked.Sum(r => (long)r.Test) == 0)
        {
            throw new InputException(
                $"{path}: no relation has both events before validation and {(asked.Any(r => r.Validation > 0) ? "test" : "validation")} " +
                "events; there are too few events of each relation.");
        }

        SayLeftOut(graphs);
        return (graphs, asked);
    }

    /// <summary>One model on one relation.</summary>
    public static RelationRow Row(RelationResult result, string model, string? predictor, double? validation, double? test)
    {
        var (counts, asked) = (result.Counts, result.Counts.IsAsked);
        return new RelationRow(
            counts.Name, model, asked ? predictor : null, counts.Events, result.Candidates, result.Bipartite,
            asked ? counts.Validation : 0, asked ? counts.Test : 0, validation, test);
    }

    private static RelationRow Row(RelationResult result, string model, int place)
    {
        RelationScore? score = result.Counts.IsAsked ? result.Scores[place] : null;
        return Row(result, model, score?.Predictor, score?.Validation, score?.Test);
    }

    private static void SayLeftOut(RelationGraphs graphs)
    {
        var without = graphs.All.Where(r => r.Training == 0).ToArray();
        if (without.Length > 0)
        {
            var events = without.Sum(r => (long)r.Events);
            RunNotes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{without.Length:N0} of {graphs.All.Count:N0} relations have no event before validation, so their {events:N0} events " +
                $"are no queries ({Names(without)})."));
        }
    }

    private static void SayFitted(IReadOnlyList<string> models, RelationCounts[] asked)
    {
        var unfitted = asked.Count(r => r.Validation == 0);
        foreach (var model in models.Where(EvaluateCommand.IsFitted))
        {
            var start = unfitted == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture,
                $"; {unfitted:N0} relations without validation events keep those from which the choice starts");
            RunNotes.Add($"{model}: the constants are chosen by the validation of each relation{start}.");
        }
    }

    private static string Names(RelationCounts[] relations) =>
        string.Join(", ", relations.Take(3).Select(r => Short(r.Name))) + (relations.Length > 3 ? ", ..." : string.Empty);

    private static string Short(string name) => name.Length > 40 ? name[..40] + "..." : name;
}
