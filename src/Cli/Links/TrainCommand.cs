using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Models;

namespace Quiver.Cli.Links;

/// <summary><c>quiver links train DATA --model ...</c>.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Train link predictors and rank validation and test events against all destinations.");
        var file = new EventFileOptions();
        file.AddTo(command, byRelation: true);
        var model = new Option<string>("--model")
        {
            Description = $"One or several of {string.Join(", ", LinkTraining.Names)}, separated by commas.",
            DefaultValueFactory = _ => LinkTraining.Ranker,
        };
        var negatives = new Option<string?>("--negatives")
        {
            Description = "UTG's snapshot protocol: DATA holds split,snapshot,src,dst and this file the fixed negatives.",
            HelpName = "FILE",
        };
        var seeds = new Option<int>("--seeds")
        {
            Description = "Independent runs.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        }.Between(1, 10_000);
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        var flags = new LinkTrainingFlags();
        foreach (var option in new Option[] { model, negatives, seeds, device, json })
        {
            command.Options.Add(option);
        }

        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var path = file.Path(parsed);
            var names = parsed.GetRequiredValue(model).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var unknown = Array.Find(names, n => !LinkTraining.Names.Contains(n, StringComparer.Ordinal));
            if (names.Length == 0 || unknown is not null)
            {
                throw new InputException($"There is no model '{unknown}': use {string.Join(", ", LinkTraining.Names)}.");
            }

            var place = LinkDevice.Asked(parsed, device, names);
            flags.RefuseWithoutEffect(parsed, names, parsed.IsGiven(negatives));
            if (parsed.GetValue(negatives) is not null)
            {
                file.RefuseWithProtocol(parsed);
            }

            if (file.AsksRelations(parsed))
            {
                flags.RefuseWithRelation(parsed, names);
            }

            var protocol = parsed.GetValue(negatives) is { } fixedNegatives ? UtgProtocol.Read(path, fixedNegatives) : null;
            if (parsed.GetValue(negatives) is { } drawn)
            {
                RunEnvelope.Read(path);
                RunEnvelope.Read(drawn);
            }

            var read = protocol is null ? file.ReadWithNames(parsed, cancellation) : null;
            var data = protocol?.Split ?? EventFileOptions.Split(read!.Events, path, cancellation);
            flags.RefuseIdleSamples(parsed, data.Candidates.Count);
            var rows = new List<LinkResult>();
            var relations = (List<RelationRow>?)null;
            using (var progress = new ConsoleProgress())
            {
                foreach (var name in names)
                {
                    var settings = flags.Read(parsed, name, parsed.GetValue(seeds), protocol, read) with { Device = place };
                    if (read?.Relations is { } kinds)
                    {
                        var (row, mine) = RelationTraining.Run(path, data, kinds, settings, progress, cancellation);
                        rows.Add(row);
                        relations = mine;
                        continue;
                    }

                    rows.Add(LinkTraining.Run(Path.GetFileName(path), data, settings, progress, cancellation));
                }
            }

            LinkTable.Show(rows, Path.GetFileName(path), parsed.GetValue(json), relations);
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>What a model's queries know when the user says no more than this.</summary>
    internal static Freshness Known(string name, string? view, string? freshness, double interval, EventReadResult? read = null)
    {
        var ranker = string.Equals(name, LinkTraining.Ranker, StringComparison.Ordinal);
        var both = ranker || LinkModels.EventNames.Contains(name, StringComparer.Ordinal);
        if (view is not (null or "events" or "snapshots") || (!both && view is "events"))
        {
            throw new InputException($"--view {view}: {name} reads {(both ? "events or snapshots" : "snapshots")}.");
        }

        var snapshots = !both || view is "snapshots";
        var known =
            freshness is not null ? EventFileOptions.ParseFreshness(freshness,
                read) : snapshots ? Freshness.PerSnapshot(interval) : ranker ? Freshness.PerEvent : Freshness.PerBatch();
        if ((known.Kind == FreshnessKind.Event && !ranker) || (known.Kind == FreshnessKind.Batch && !both)
            || (view is not null && (known.Kind == FreshnessKind.Snapshot) != snapshots))
        {
            throw new InputException($"--freshness {known}: {name}{(view is null ? string.Empty : $" with --view {view}")} is scored {(snapshots ? "snapshot by snapshot (snapshot:INTERVAL)" : ranker ? "event by event or batch by batch (event, batch or batch:N)" : "batch by batch (batch or batch:N)")}.");
        }

        return known;
    }
}
