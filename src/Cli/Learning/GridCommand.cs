using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.GFlowNet.Environments;

namespace Quiver.Cli.Learning;

/// <summary><c>quiver grid</c>: train on the hypergrid.</summary>
internal static class GridCommand
{
    public static Command Create()
    {
        var command = new Command("grid", "Train a GFlowNet on the hypergrid and compare it with the exact distribution.");
        var dimensions = new Option<int>("--dim") { Description = "Dimensions.", DefaultValueFactory = _ => 2, HelpName = "D" }
            .Between(1, Hypergrid.DimensionLimit);
        var height = new Option<int>("--height")
        {
            Description = "Cells along each dimension.",
            DefaultValueFactory = _ => 16,
            HelpName = "H"
        }.Between(2, Hypergrid.LengthLimit);
        var reward = new Option<string>("--reward")
        {
            Description = "original, cosine, deceptive, sparse or xor.",
            DefaultValueFactory = _ => "original"
        };
        var r0 = new Option<double>("--r0") { Description = "Reward of the floor.", DefaultValueFactory = _ => 0.1, HelpName = "X" }
            .Between(0, 1e9);
        var r1 = new Option<double>("--r1") { Description = "Weight of the wide plateau.", DefaultValueFactory = _ => 0.5, HelpName = "X" }
            .Between(0, 1e9);
        var r2 = new Option<double>("--r2") { Description = "Weight of the narrow modes.", DefaultValueFactory = _ => 2, HelpName = "X" }
            .Between(0, 1e9);
        foreach (var option in new Option[] { dimensions, height, reward, r0, r1, r2 })
        {
            command.Options.Add(option);
        }

        var flags = new TrainingFlags();
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var settings = flags.Read(parsed);
            var d = parsed.GetValue(dimensions);
            var h = parsed.GetValue(height);
            var options = new HypergridRewardOptions(TrainingFlags.Choice<HypergridRewardKind>(parsed.GetRequiredValue(reward), "--reward"),
                parsed.GetValue(r0), parsed.GetValue(r1), parsed.GetValue(r2));
            if (options.Kind is HypergridRewardKind.Cosine or HypergridRewardKind.Sparse)
            {
                parsed.RefuseWithoutEffect(r2, $"with --reward {parsed.GetRequiredValue(reward)}, which has no narrow modes");
            }

            return ArgumentErrors.AsInput(() =>
            {
                using var environment = new Hypergrid(d, h, options, DeviceChoice.Select(settings, (d * (h - 1)) + 1));
                return Task.FromResult(ExperimentReport.Run(environment, settings, () => flags.RefuseExactFigures(parsed), cancellation));
            });
        });
        return command;
    }
}
