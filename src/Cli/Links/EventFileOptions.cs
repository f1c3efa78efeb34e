using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Cli.Learning;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.Cli.Links;

/// <summary>The options with which every command reads events.</summary>
internal sealed class EventFileOptions
{
    private readonly Argument<string> data = new("DATA")
    {
        Description = "Events: text (comma, tab, semicolon, bar or blanks; plain or gzip), Parquet or .qev; columns by header, else "
            + "source, destination, time[, weight].",
    };
    private readonly Option<string> layout = new("--layout") { Description = "Columns of text without a header: auto, sourceDestinationTime, timeSourceDestination (TGB), sourceDestinationWeightTime (SNAP signed), jodie.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string?> columns = new("--columns")
    {
        Description =
            "Which columns are which: source=...,destination=...,time=...[,weight=...], each a name of the header or a number from 1.",
        HelpName = "LIST",
    };
    private readonly Option<string> unit = new("--time-unit")
    {
        Description = $"Unit of the times: {TimeUnits.Names}. Times since 1970 tell theirs; others are taken for seconds.",
        DefaultValueFactory = _ => "auto",
        HelpName = "UNIT",
    };
    private readonly Option<string> dates = new("--date-order")
    {
        Description = "How dates such as 03/04/2015 are meant: auto, dayFirst or monthFirst.",
        DefaultValueFactory = _ => "auto",
        HelpName = "ORDER",
    };
    private readonly Option<string> ids = new("--ids")
    {
        Description = "shared: sources and destinations are one set of nodes; separate: user 3 is not item 3; auto: by the header.",
        DefaultValueFactory = _ => "auto",
        HelpName = "RULE",
    };
    private readonly Option<bool> skip = new("--skip-bad") { Description = "Leave out rows that cannot be used and say how many." };
    private readonly Option<bool> sort = new("--sort") { Description = "Sort by time instead of refusing rows out of order." };
    private readonly Option<bool> relabel = new("--relabel")
    {
        Description = "Number the nodes anew, in order of appearance, and take names and numbers side by side.",
    };

    private readonly Option<string?> relation = new("--relation")
    {
        Description = "Column that says what kind of link an event is, a name of the header or a number from 1: each kind is a graph of "
            + "its own, with its own candidates.",
        HelpName = "COLUMN",
    };

    private bool relations;

    /// <summary>Adds the file and the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="byRelation">Whether it can tell kinds of links apart.</param>
    public void AddTo(Command command, bool byRelation = false)
    {
        relations = byRelation;
        command.Arguments.Add(data);
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    private Option[] All => [layout, columns, .. relations ? [relation] : Array.Empty<Option>(), unit, dates, ids, skip, sort, relabel];

    public string Path(ParseResult parsed) => parsed.GetRequiredValue(data);

    public bool Relabels(ParseResult parsed) => parsed.GetValue(relabel);

    /// <summary>Whether the user names a column of relations.</summary>
    public bool AsksRelations(ParseResult parsed) => relations && parsed.IsGiven(relation);

    public EventStream Read(ParseResult parsed, CancellationToken cancellation) => ReadWithNames(parsed, cancellation).Events;

    public EventReadResult ReadWithNames(ParseResult parsed, CancellationToken cancellation)
    {
        var path = Path(parsed);
        if (EventArchive.Is(path))
        {
            foreach (var option in All)
            {
                parsed.RefuseWithoutEffect(option, "on event files of Quiver, whose columns, ids and times are settled");
            }
        }

        var result = EventReader.Read(
            path,
            new EventReadOptions
            {
                Layout = TrainingFlags.Choice<EventLayout>(parsed.GetRequiredValue(layout), "--layout"),
                Columns = parsed.GetValue(columns),
                Relation = relations ? parsed.GetValue(relation) : null,
                TimeUnit = TimeUnits.TryParse(parsed.GetRequiredValue(unit), out var said)
                    ? said
                    : throw new InputException($"--time-unit does not know '{parsed.GetValue(unit)}': use {TimeUnits.Names}."),
                DateOrder = TrainingFlags.Choice<DateOrder>(parsed.GetRequiredValue(dates), "--date-order"),
                SeparateIds = parsed.GetRequiredValue(ids).ToLowerInvariant() switch
                {
                    "auto" => null,
                    "shared" => false,
                    "separate" => true,
                    var other => throw new InputException($"--ids does not know '{other}': use auto, shared or separate."),
                },
                SkipBad = parsed.GetValue(skip),
                Sort = parsed.GetValue(sort),
                Relabel = parsed.GetValue(relabel),
            },
            cancellation);
        RunEnvelope.Read(path);
        if (result.IsParquet)
        {
            parsed.RefuseWithoutEffect(layout, "on Parquet files, whose columns have names (--columns says which is which)");
        }

        if (result.Skipped > 0)
        {
            RunNotes.Add(
                string.Create(CultureInfo.InvariantCulture, $"{result.Skipped:N0} rows left out, the first: {result.FirstSkipped}"));
        }

        RunNotes.AddRange(result.Notes);
        return result;
    }

    /// <summary>Refuses the options of event files beside files of UTG's protocol, which have one form.</summary>
    public void RefuseWithProtocol(ParseResult parsed)
    {
        foreach (var option in All)
        {
            parsed.RefuseWithoutEffect(option, "with --negatives, whose files are split,snapshot,src,dst");
        }
    }

    /// <summary>An interval in the data's unit, and on which unit it rests.</summary>
    public static double IntervalAndUnit(string text, EventReadResult read)
    {
        var interval = Interval(text, read);
        SayUnit(text, read);
        return interval;
    }

    /// <summary>An interval in the data's unit.</summary>
    public static double Interval(string text, EventReadResult? read = null)
    {
        try
        {
            return Freshness.ParseInterval(text, read?.TimeUnit ?? TimeUnit.Seconds);
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message);
        }
    }

    /// <summary>A freshness whose interval is in the data's unit.</summary>
    public static Freshness ParseFreshness(string text, EventReadResult? read = null)
    {
        try
        {
            var known = Freshness.Parse(text, read?.TimeUnit ?? TimeUnit.Seconds);
            if (known.Kind == FreshnessKind.Snapshot)
            {
                SayUnit(text, read);
            }

            return known;
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message);
        }
    }

    /// <summary>Events that can be split: enough of them, over more than one time.</summary>
    public static LinkSplit Split(EventStream events, string path, CancellationToken cancellation = default)
    {
        try
        {
            var split = events.Split(cancellation);
            return split.TestStart == split.Count || split.ValidationStart == split.TestStart
                ? throw new InputException(
                    $"{path}: the split leaves no {(split.TestStart == split.Count ? "test" : "validation")} events; there are too few " +
                    $"distinct times.")
                : split;
        }
        catch (InputException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InputException($"{path}: {e.Message}");
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{path}: {ExceptionText.WithoutParameter(e)}");
        }
    }

    /// <summary>Notes the unit on which a length of time such as 1h rests.</summary>
    public static void SayUnit(string text, EventReadResult? read)
    {
        if (read is null || !Freshness.NamesUnit(text))
        {
            return;
        }

        RunNotes.Add(read.TimeUnitAssumed
            ? "The times are taken for seconds (they do not count from 1970); --time-unit says otherwise."
            : $"The unit of the times is {read.TimeUnit.ToString().ToLowerInvariant()}.");
    }
}
