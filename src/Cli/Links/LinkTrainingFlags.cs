using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.Cli.Learning;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Training;

namespace Quiver.Cli.Links;

/// <summary>The options by which <c>links train</c> and <c>links predict</c> train, so that one can take what the other saved.</summary>
internal sealed class LinkTrainingFlags
{
    private readonly Option<string?> view = new("--view")
    {
        Description = "events or snapshots; what the model reads by nature when "
        + "left out. The ranker reads either.",
        HelpName = "VIEW"
    };
    private readonly Option<string> interval = new("--interval")
    {
        Description = "Length of a snapshot: 1h, 1d, or a number in the "
        + "data's unit.",
        DefaultValueFactory = _ => "1h",
        HelpName = "TIME"
    };
    private readonly Option<string?> freshness = new("--freshness")
    {
        Description = "What a query knows: event, batch[:N] or "
        + "snapshot:INTERVAL. By default snapshot:INTERVAL for snapshots, event for the ranker, batch for the other event models.",
        HelpName = "RULE"
    };
    private readonly Option<string> sampler = new("--negative-sampler")
    {
        Description = "Competitors in the loss: allDestinations, or a "
        + "sample of destinations, of nodes, of historical destinations, or of recentlyPopular ones (by decayed in-degree). The "
        + "ranker always uses all.",
        DefaultValueFactory = _ => "allDestinations",
        HelpName = "KIND"
    };
    private readonly Option<int?> samples = Whole("--negative-samples", "How many of them per batch; 1000 by default.")
        .Between(1, 10_000_000);
    private readonly Option<int> seed = new Option<int>("--seed")
    {
        Description = "The first seed.",
        DefaultValueFactory = _ => 0,
        HelpName = "N"
    }.Between(-2_000_000_000, 2_000_000_000);
    private readonly Option<int?> epochs = Whole("--epochs", "Most passes over the training events.").Between(1, 100_000);
    private readonly Option<int?> patience = Whole("--patience", "Passes without a better validation MRR before training stops.")
        .Between(1, 100_000);
    private readonly Option<int?> size = Whole("--size", "Width of states and hidden layers.").Between(1, 4096);
    private readonly Option<double?> rate = new Option<double?>("--lr") { Description = "Learning rate.", HelpName = "X" }
        .Above(0, LinkRanges.LearningRate);
    private readonly Option<int?> members = Whole("--members", "Networks that the ranker trains side by side and averages.").Between(1, 32);
    private readonly Option<int?> second = Whole("--second", "Width of the ranker's second layer, for pairs that met; 0 leaves it out.")
        .Between(0, 1024);
    private readonly Option<double?> warm = new Option<double?>(
        "--warm-up")
    {
        Description = "Share of the training events at the beginning that the ranker only observes; 0.3 by default.",
        HelpName = "X"
    }.Between(0, 0.999);
    private readonly Option<bool> noJoint = new("--no-joint")
    {
        Description = "Leave out the ranker's joint-neighbourhood features "
        + "(ablation)."
    };
    private readonly Option<bool> noScaling = new("--no-scaling")
    {
        Description = "Train the ranker on its features as they are instead of standardising them."
    };
    private readonly Option<bool> refit = new("--refit")
    {
        Description = "Train the ranker once more on training and validation together, with the passes that validation chose, and test "
        + "that."
    };
    private readonly Option<string?> decay = new("--decay")
    {
        Description = "The sum of decays from which the ranker starts, such as decay:power=2,reverse=1,popularity=0.003,tau=1; its "
        + "constants are chosen by validation when left out.",
        HelpName = "SCORE"
    };
    private readonly Option<bool> vanilla = new("--vanilla")
    {
        Description = "Feed snapshot i, predict snapshot i, one step per pass, "
        + "instead of UTG training (ablation)."
    };
    private readonly Option<bool> timeDecoder = new("--time-decoder")
    {
        Description = "Snapshot models: scores change between snapshots "
        + "with the time since the last event."
    };
    private readonly Option<string?> checkpoint = new("--checkpoint")
    {
        Description = "Folder for checkpoints; an interrupted training "
        + "of the same events and options goes on from there.",
        HelpName = "FOLDER"
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { view, interval, freshness, sampler, samples, seed, epochs, patience, size, rate, members,
            second, warm, noJoint, noScaling, refit, decay, vanilla, timeDecoder, checkpoint })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What a model's queries know; with <paramref name="read"/> in the unit of its times, which is then said.</summary>
    public Freshness Freshness(ParseResult parsed, string name, EventReadResult? read = null)
    {
        var length = parsed.GetRequiredValue(interval);
        var known = TrainCommand.Known(name, parsed.GetValue(view), parsed.GetValue(freshness), EventFileOptions.Interval(length, read),
            read);
        if (read is not null && known.Kind == FreshnessKind.Snapshot && parsed.GetValue(freshness) is null)
        {
            EventFileOptions.SayUnit(length, read);
        }

        return known;
    }

    /// <summary>Refuses options that none of the models takes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="names">The models.</param>
    /// <param name="protocol">Whether UTG's protocol says what queries know.</param>
    public void RefuseWithoutEffect(ParseResult parsed, IReadOnlyList<string> names, bool protocol)
    {
        var rankers = names.Count(n => string.Equals(n, LinkTraining.Ranker, StringComparison.Ordinal));
        if (rankers == 0)
        {
            foreach (var option in new Option[] { members, second, warm, noJoint, noScaling, refit, decay })
            {
                parsed.RefuseWithoutEffect(option, $"on {string.Join(", ", names)}: it is an option of the ranker");
            }
        }
        else if (rankers == names.Count)
        {
            parsed.RefuseWithoutEffect(sampler, "on the ranker, which always trains against all candidates");
            parsed.RefuseWithoutEffect(samples, "on the ranker, which always trains against all candidates");
        }

        if (protocol)
        {
            foreach (var option in new Option[] { view, interval, freshness })
            {
                parsed.RefuseWithoutEffect(option, "with --negatives, whose protocol counts in snapshots");
            }
        }
        else if (parsed.IsGiven(freshness) || names.All(n => Freshness(parsed, n).Kind != FreshnessKind.Snapshot))
        {
            parsed.RefuseWithoutEffect(interval, parsed.IsGiven(freshness) ? "beside --freshness" : $"on {string.Join(", ", names)} "
                + $"without --view snapshots: events are read one by one or in batches");
        }
    }

    /// <summary>Refuses what cannot be trained relation by relation.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="names">The models.</param>
    public void RefuseWithRelation(ParseResult parsed, IReadOnlyList<string> names)
    {
        if (names is not [LinkTraining.Ranker])
        {
            throw new InputException("--relation: the ranker alone is trained relation by relation; say --model ranker.");
        }

        parsed.RefuseWithoutEffect(refit, "with --relation, where validation is ranked again by what was trained");
    }

    /// <summary>Refuses a number of samples where every candidate competes anyway.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="candidates">How many destinations compete.</param>
    public void RefuseIdleSamples(ParseResult parsed, int candidates)
    {
        var standard = new LinkTrainOptions();
        var options = standard with
        {
            Negatives = TrainingFlags.Choice<NegativeKind>(parsed.GetRequiredValue(sampler), "--negative-sampler"),
            NegativeSamples = parsed.GetValue(samples) ?? standard.NegativeSamples,
        };
        if (!options.AreSampled(candidates))
        {
            parsed.RefuseWithoutEffect(samples, $"where all {candidates} destinations compete: --negative-sampler draws a sample");
        }
    }

    /// <summary>The settings of one model.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="name">The model.</param>
    /// <param name="seeds">Independent runs.</param>
    /// <param name="protocol">UTG's queries, or null.</param>
    /// <param name="read">The events as they were read, or null with a protocol.</param>
    public LinkTrainingSettings Read(ParseResult parsed, string name, int seeds, UtgProtocol? protocol, EventReadResult? read) =>
        new(name, protocol is null ? Freshness(parsed, name, read) : Quiver.TemporalGraphs.Evaluation.Freshness.PerSnapshot(1), seeds,
            parsed.GetValue(seed))
        {
            Epochs = parsed.GetValue(epochs),
            Patience = parsed.GetValue(patience),
            Size = parsed.GetValue(size),
            LearningRate = parsed.GetValue(rate),
            Members = parsed.GetValue(members),
            Second = parsed.GetValue(second),
            WarmUp = parsed.GetValue(warm),
            Joint = !parsed.GetValue(noJoint),
            Scaling = !parsed.GetValue(noScaling),
            Refit = parsed.GetValue(refit),
            Decay = parsed.GetValue(decay) is { } text ? Sum(text) : null,
            Vanilla = parsed.GetValue(vanilla),
            TimeDecoder = parsed.GetValue(timeDecoder),
            Negatives = TrainingFlags.Choice<NegativeKind>(parsed.GetRequiredValue(sampler), "--negative-sampler"),
            NegativeSamples = parsed.GetValue(samples),
            Checkpoint = parsed.GetValue(checkpoint),
            Protocol = protocol,
        };

    private static DecayScore Sum(string text)
    {
        try
        {
            return DecayScore.Parse(text);
        }
        catch (FormatException e)
        {
            throw new InputException($"--decay: {e.Message}");
        }
    }

    private static Option<int?> Whole(string name, string description) => new(name) { Description = description, HelpName = "N" };
}
