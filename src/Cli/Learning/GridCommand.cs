using System.CommandLine;
using Quiver.GFlowNet.Environments;
using Quiver.Core.Runs;

namespace Quiver.Cli.Learning;

/// <summary><c>quiver grid</c>: train on the hypergrid.</summary>
internal static class GridCommand
{
    public static Command Create()
    {
        var command = new Command("grid", "Train a GFlowNet on the hypergrid and compare it with the exact distribution.");
        var dimensions = new Option<int>("--dim") { Description = "Dimensions.", DefaultValueFactory = _ => 2, HelpName = "D" };
        var height = new Option<int>("--height") { Description = "Cells along each dimension.", DefaultValueFactory = _ => 16, HelpName = "H" };
        var reward = new Option<string>("--reward") { Description = "original, cosine, deceptive, sparse or xor.", DefaultValueFactory = _ => "original" };
        var r0 = new Option<double>("--r0") { Description = "Reward of the floor.", DefaultValueFactory = _ => 0.1, HelpName = "X" };
        var r1 = new Option<double>("--r1") { Description = "Weight of the wide plateau.", DefaultValueFactory = _ => 0.5, HelpName = "X" };
        var r2 = new Option<double>("--r2") { Description = "Weight of the narrow modes.", DefaultValueFactory = _ => 2, HelpName = "X" };
        foreach (var option in new Option[] { dimensions, height, reward, r0, r1, r2 })
        {
            command.Options.Add(option);
        }

        var flags = new TrainingFlags();
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var settings = flags.Read(parsed);
            var d = (int)TrainingFlags.AtLeast(parsed.GetValue(dimensions), 1, "--dim");
            var h = (int)TrainingFlags.AtLeast(parsed.GetValue(height), 2, "--height");
            var options = new HypergridRewardOptions(TrainingFlags.Choice<HypergridRewardKind>(parsed.GetRequiredValue(reward), "--reward"), parsed.GetValue(r0), parsed.GetValue(r1), parsed.GetValue(r2));
            try
            {
                using var environment = new Hypergrid(d, h, options, DeviceChoice.Select(settings, (d * (h - 1)) + 1));
                return Task.FromResult(ExperimentReport.Run(environment, settings, cancellation));
            }
            catch (ArgumentException e)
            {
                throw new InputException(FirstLine(e));
            }
        });
        return command;
    }

    /// <summary>An argument error without the parameter's name.</summary>
    internal static string FirstLine(ArgumentException e)
    {
        var text = e.Message;
        var end = text.IndexOf(" (Parameter", StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
