using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.GFlowNet.Environments;

namespace Quiver.Cli.Learning;

/// <summary><c>quiver ising</c>: train on the Ising model.</summary>
internal static class IsingCommand
{
    public static Command Create()
    {
        var command = new Command("ising", "Train a GFlowNet on the Ising model on a torus.");
        var side = new Option<int>("--side") { Description = "Spins along each side.", DefaultValueFactory = _ => 3, HelpName = "L" }
            .Between(2, 64);
        var coupling = new Option<double>("--coupling")
        {
            Description = "Coupling over temperature; positive aligns neighbours.",
            DefaultValueFactory = _ => 0.2,
            HelpName = "J"
        }.Between(-1e6, 1e6);
        command.Options.Add(side);
        command.Options.Add(coupling);
        var flags = new TrainingFlags();
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var settings = flags.Read(parsed);
            return ArgumentErrors.AsInput(() =>
            {
                var n = parsed.GetValue(side);
                using var environment = DiscreteEbm.Ising(n, parsed.GetValue(coupling), DeviceChoice.Select(settings, (n * n) + 1));
                return Task.FromResult(ExperimentReport.Run(environment, settings, () => flags.RefuseExactFigures(parsed), cancellation));
            });
        });
        return command;
    }
}
