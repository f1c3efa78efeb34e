using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.Cli.Learning;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Training;

namespace Quiver.Cli.Links;

/// <summary><c>quiver links train DATA --model ...</c>.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Train link predictors and rank validation and test events against all destinations.");
        var file = new EventFileOptions();
        file.AddTo(command);
        var model = new Option<string>("--model") { Description = $"One or several of {string.Join(", ", LinkTraining.Names)}, separated by commas.", DefaultValueFactory = _ => LinkTraining.Ranker };
        var view = new Option<string?>("--view") { Description = "events or snapshots; what the model reads by nature when left out. The ranker reads either.", HelpName = "VIEW" };
        var interval = new Option<string>("--interval") { Description = "Length of a snapshot: 1h, 1d, or a number in the data's unit.", DefaultValueFactory = _ => "1h", HelpName = "TIME" };
        var freshness = new Option<string?>("--freshness") { Description = "What a query knows: event, batch[:N] or snapshot:INTERVAL. By default snapshot:INTERVAL for snapshots, event for the ranker, batch for the other event models.", HelpName = "RULE" };
        var negatives = new Option<string?>("--negatives") { Description = "UTG's snapshot protocol: DATA holds split,snapshot,src,dst and this file the fixed negatives.", HelpName = "FILE" };
        var sampler = new Option<string>("--negative-sampler") { Description = "Competitors in the loss: allDestinations, or a sample of destinations, nodes (random) or historical ones. The ranker always uses all.", DefaultValueFactory = _ => "allDestinations", HelpName = "KIND" };
        var samples = new Option<int?>("--negative-samples") { Description = "How many of them per batch; 1000 by default.", HelpName = "N" };
        var seeds = new Option<int>("--seeds") { Description = "Independent runs.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var epochs = new Option<int?>("--epochs") { Description = "Most passes over the training events.", HelpName = "N" };
        var patience = new Option<int?>("--patience") { Description = "Passes without a better validation MRR before training stops.", HelpName = "N" };
        var size = new Option<int?>("--size") { Description = "Width of states and hidden layers.", HelpName = "N" };
        var rate = new Option<double?>("--lr") { Description = "Learning rate.", HelpName = "X" };
        var members = new Option<int?>("--members") { Description = "Networks that the ranker trains side by side and averages.", HelpName = "N" };
        var second = new Option<int?>("--second") { Description = "Width of the ranker's second layer, for pairs that met; 0 leaves it out.", HelpName = "N" };
        var warm = new Option<double?>("--warm-up") { Description = "Share of the training events at the beginning that the ranker only observes; 0.3 by default.", HelpName = "X" };
        var noJoint = new Option<bool>("--no-joint") { Description = "Leave out the ranker's joint-neighbourhood features (ablation)." };
        var vanilla = new Option<bool>("--vanilla") { Description = "Feed snapshot i, predict snapshot i, one step per pass, instead of UTG training (ablation)." };
        var timeDecoder = new Option<bool>("--time-decoder") { Description = "Snapshot models: scores change between snapshots with the time since the last event." };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "Folder for checkpoints; an interrupted training goes on from there.", HelpName = "FOLDER" };
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { model, view, interval, freshness, negatives, sampler, samples, seeds, seed, epochs, patience, size, rate, warm, members, second, noJoint, vanilla, timeDecoder, checkpoint, json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var path = file.Path(parsed);
            var names = parsed.GetRequiredValue(model).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var unknown = Array.Find(names, n => !LinkTraining.Names.Contains(n, StringComparer.Ordinal));
            if (names.Length == 0 || unknown is not null)
            {
                throw new InputException($"There is no model '{unknown}': use {string.Join(", ", LinkTraining.Names)}.");
            }

            _ = EventFileOptions.Interval(parsed.GetRequiredValue(interval));
            if (parsed.GetValue(negatives) is not null)
            {
                file.RefuseWithProtocol(parsed);
            }

            var protocol = parsed.GetValue(negatives) is { } fixedNegatives ? UtgProtocol.Read(path, fixedNegatives) : null;
            var read = protocol is null ? file.ReadWithNames(parsed, cancellation) : null;
            var data = protocol is not null ? OfProtocol(protocol) : EventFileOptions.Split(read!.Events, path);
            var length = EventFileOptions.Interval(parsed.GetRequiredValue(interval), read);
            if (parsed.GetValue(checkpoint) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            var rows = new List<LinkResult>();
            using (var progress = new ConsoleProgress())
            {
                foreach (var name in names)
                {
                    var known = protocol is not null ? Freshness.PerSnapshot(1) : Known(name, parsed.GetValue(view), parsed.GetValue(freshness), length, read);
                    if (read is not null && known.Kind == FreshnessKind.Snapshot && parsed.GetValue(freshness) is null)
                    {
                        EventFileOptions.SayUnit(parsed.GetRequiredValue(interval), read);
                    }

                    var settings = new LinkTrainingSettings(name, known, (int)TrainingFlags.AtLeast(parsed.GetValue(seeds), 1, "--seeds"), parsed.GetValue(seed))
                    {
                        Epochs = Positive(parsed.GetValue(epochs), "--epochs"),
                        Patience = Positive(parsed.GetValue(patience), "--patience"),
                        Size = Positive(parsed.GetValue(size), "--size"),
                        LearningRate = parsed.GetValue(rate) is { } r ? r > 0 && double.IsFinite(r) ? r : throw new InputException("--lr must be above 0.") : null,
                        Members = parsed.GetValue(members) is { } e ? e is >= 1 and <= 32 ? e : throw new InputException("--members lies between 1 and 32.") : null,
                        Second = parsed.GetValue(second) is { } k ? k is >= 0 and <= 1024 ? k : throw new InputException("--second lies between 0 and 1024.") : null,
                        WarmUp = parsed.GetValue(warm) is { } w ? w is >= 0 and < 1 ? w : throw new InputException("--warm-up lies between 0 and 1.") : null,
                        Joint = !parsed.GetValue(noJoint),
                        Vanilla = parsed.GetValue(vanilla),
                        TimeDecoder = parsed.GetValue(timeDecoder),
                        Negatives = TrainingFlags.Choice<NegativeKind>(parsed.GetRequiredValue(sampler), "--negative-sampler"),
                        NegativeSamples = Positive(parsed.GetValue(samples), "--negative-samples"),
                        Checkpoint = parsed.GetValue(checkpoint),
                        Protocol = protocol,
                    };
                    rows.Add(LinkTraining.Run(Path.GetFileName(path), data, settings, progress, cancellation));
                }
            }

            LinkTable.Show(rows, Path.GetFileName(path), parsed.GetValue(json));
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>UTG's snapshots as events whose time is the snapshot's number.</summary>
    internal static LinkData OfProtocol(UtgProtocol protocol)
    {
        var validation = protocol.Edges.TakeWhile(e => e.Snapshot <= protocol.TrainEnd).Count();
        return new LinkData(
            [.. protocol.Edges.Select(e => e.Source)], [.. protocol.Edges.Select(e => e.Destination)], [.. protocol.Edges.Select(e => (double)e.Snapshot)],
            validation, Math.Min(validation + 1, protocol.Edges.Count), (protocol.FirstCandidate, protocol.NodeCount - protocol.FirstCandidate));
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
        var known = freshness is not null ? EventFileOptions.ParseFreshness(freshness, read) : snapshots ? Freshness.PerSnapshot(interval) : ranker ? Freshness.PerEvent : Freshness.PerBatch();
        if ((known.Kind == FreshnessKind.Event && !ranker) || (known.Kind == FreshnessKind.Batch && !both) || (view is not null && (known.Kind == FreshnessKind.Snapshot) != snapshots))
        {
            throw new InputException($"--freshness {known}: {name}{(view is null ? string.Empty : $" with --view {view}")} is scored {(snapshots ? "snapshot by snapshot (snapshot:INTERVAL)" : ranker ? "event by event or batch by batch (event, batch or batch:N)" : "batch by batch (batch or batch:N)")}.");
        }

        return known;
    }

    private static int? Positive(int? value, string option) => value is { } v ? (int)TrainingFlags.AtLeast(v, 1, option) : null;
}
