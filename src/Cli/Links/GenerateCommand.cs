using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.Cli.Links;

/// <summary><c>quiver links generate OUTPUT</c>: events of known structure.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var output = new Argument<string>("OUTPUT") { Description = "The events, .csv or .csv.gz." };
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
        var seed = CommonOptions.Seed();
        var command = new Command("generate", "Make an event stream of known structure.") { output, sources, destinations, count,
            recurrence, seed };
        command.SetAction((parsed, cancellation) =>
        {
            var path = EventOutput.Checked(parsed.GetRequiredValue(output));
            try
            {
                var events = new EventGenerator(parsed.GetValue(sources), parsed.GetValue(destinations), parsed.GetValue(count),
                    parsed.GetValue(recurrence), parsed.GetValue(seed)).Create(cancellation);
                EventWriter.Write(path, events);
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: {events.Count:N0} events, {events.NodeCount:N0} nodes"));
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
