using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Affinity;
using Quiver.TemporalGraphs.Events;

namespace Quiver.Cli.Links;

/// <summary><c>quiver links generate OUTPUT</c>: events of known structure.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var output = new Argument<string>("OUTPUT") { Description = "The events: .csv, .csv.gz or .qev (columns read from disk)." };
        var sources = new Option<int>("--sources") { Description = "Users.", DefaultValueFactory = _ => 1000, HelpName = "N" }
            .Between(1, 10_000_000);
        var destinations = new Option<int>("--destinations") { Description = "Items.", DefaultValueFactory = _ => 500, HelpName = "N" }
            .Between(1, 10_000_000);
        var count = new Option<int>("--events") { Description = "Events.", DefaultValueFactory = _ => 50_000, HelpName = "N" }
            .Between(1, 1_000_000_000);
        var recurrence = new Option<double>("--recurrence")
        {
            Description = "Probability that a user repeats one of its last four items.",
            DefaultValueFactory = _ => 0.8,
            HelpName = "P"
        }.Between(0, 1);
        var labels = new Option<int?>("--labels")
        {
            Description = "Make labels of node affinity at N times (time, node, class, weight; for links affinity) instead of events: users "
                + "are the nodes, items the classes.",
            HelpName = "N",
        }.Between(1, 1_000_000);
        var seed = CommonOptions.Seed();
        var command = new Command("generate", "Make an event stream of known structure.") { output, sources, destinations, count,
            recurrence, labels, seed };
        command.SetAction((parsed, cancellation) =>
        {
            var path = EventOutput.Checked(parsed.GetRequiredValue(output));
            try
            {
                if (parsed.GetValue(labels) is { } times)
                {
                    parsed.RefuseWithoutEffect(count, "with --labels");
                    parsed.RefuseWithoutEffect(recurrence, "with --labels");
                    if (EventOutput.IsArchive(path))
                    {
                        throw new InputException($"{path}: labels are written as .csv or .csv.gz.");
                    }

                    var rows = new AffinityGenerator(parsed.GetValue(sources), parsed.GetValue(destinations), times,
                        Seed: parsed.GetValue(seed)).Create(cancellation);
                    EventWriter.Write(path, rows);
                    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{path}: {rows.Count:N0} rows of {parsed.GetValue(sources):N0} nodes at {times:N0} times"));
                    return Task.FromResult(0);
                }

                var generator = new EventGenerator(parsed.GetValue(sources), parsed.GetValue(destinations), parsed.GetValue(count),
                    parsed.GetValue(recurrence), parsed.GetValue(seed));
                int nodes;
                if (EventOutput.IsArchive(path))
                {
                    nodes = EventArchive.Write(path, generator, cancellation);
                }
                else
                {
                    var events = generator.Create(cancellation);
                    EventWriter.Write(path, events);
                    nodes = events.NodeCount;
                }

                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: {generator.Count:N0} events, {nodes:N0} nodes"));
                return Task.FromResult(0);
            }
            catch (InvalidOperationException e)
            {
                throw new InputException(e.Message);
            }
        });
        return command;
    }
}
