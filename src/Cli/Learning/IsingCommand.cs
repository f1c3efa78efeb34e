using System.CommandLine;
using Quiver.GFlowNet.Environments;
using Quiver.Core.Runs;

namespace Quiver.Cli.Learning;

/// <summary><c>quiver ising</c>: train on the Ising model.</summary>
internal static class IsingCommand
{
    public static Command Create()
    {
        var command = new Command("ising", "Train a GFlowNet on the Ising model on a torus.");
        var side = new Option<int>("--side") { Description = "Spins along each side.", DefaultValueFactory = _ => 3, HelpName = "L" };
        var coupling = new Option<double>("--coupling") { Description = "Coupling over temperature; positive aligns neighbours.", DefaultValueFactory = _ => 0.2, HelpName = "J" };
        command.Options.Add(side);
        command.Options.Add(coupling);
        var flags = new TrainingFlags();
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var settings = flags.Read(parsed);
            TrainingFlags.AtLeast(parsed.GetValue(side), 2, "--side");
            try
            {
                using var environment = DiscreteEbm.Ising(parsed.GetValue(side), parsed.GetValue(coupling), DeviceChoice.Select(settings, (parsed.GetValue(side) * parsed.GetValue(side)) + 1));
                return Task.FromResult(ExperimentReport.Run(environment, settings, cancellation));
            }
            catch (ArgumentException e)
            {
                throw new InputException(GridCommand.FirstLine(e));
            }
        });
        return command;
    }
}
