using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Learning;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.Cli.Links;

/// <summary>The options with which every command reads events.</summary>
internal sealed class EventFileOptions
{
    private readonly Argument<string> data = new("DATA") { Description = "Events: CSV or other text (plain, .gz) or .parquet; columns by header, else source, destination, time[, weight]." };
    private readonly Option<string> layout = new("--layout") { Description = "Columns of text without a header: auto, sourceDestinationTime, timeSourceDestination (TGB), sourceDestinationWeightTime (SNAP signed), jodie.", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> skip = new("--skip-bad") { Description = "Leave out rows that cannot be used and say how many." };
    private readonly Option<bool> sort = new("--sort") { Description = "Sort by time instead of refusing rows out of order." };
    private readonly Option<bool> relabel = new("--relabel") { Description = "Number the nodes anew; for names and very large ids." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(data);
        foreach (var option in new Option[] { layout, skip, sort, relabel })
        {
            command.Options.Add(option);
        }
    }

    public string Path(ParseResult parsed) => parsed.GetRequiredValue(data);

    public EventStream Read(ParseResult parsed, CancellationToken cancellation) => ReadWithNames(parsed, cancellation).Events;

    public EventReadResult ReadWithNames(ParseResult parsed, CancellationToken cancellation)
    {
        var path = Path(parsed);
        var result = EventReader.Read(
            path,
            new EventReadOptions
            {
                Layout = TrainingFlags.Choice<EventLayout>(parsed.GetRequiredValue(layout), "--layout"),
                SkipBad = parsed.GetValue(skip),
                Sort = parsed.GetValue(sort),
                Relabel = parsed.GetValue(relabel),
            },
            cancellation);
        if (result.Skipped > 0)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Skipped:N0} rows left out, the first: {result.FirstSkipped}"));
        }

        return result;
    }

    public static double Interval(string text)
    {
        try
        {
            return Freshness.ParseInterval(text);
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message);
        }
    }

    public static Freshness ParseFreshness(string text)
    {
        try
        {
            return Freshness.Parse(text);
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message);
        }
    }

    /// <summary>Events that can be split: enough of them, over more than one time.</summary>
    public static TemporalGraphs.Training.LinkData Split(EventStream events, string path)
    {
        try
        {
            var split = events.Split();
            return split.TestStart < split.Times.Length ? split : throw new InputException($"{path}: the split leaves no test events; there are too few distinct times.");
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{path}: {GridCommand.FirstLine(e)}");
        }
    }
}
