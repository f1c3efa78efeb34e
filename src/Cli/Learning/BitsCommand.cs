using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.GFlowNet.Environments;

namespace Quiver.Cli.Learning;

/// <summary><c>quiver bits</c>: train on bit sequences.</summary>
internal static class BitsCommand
{
    public static Command Create()
    {
        var command = new Command("bits", "Train a GFlowNet on bit sequences with hidden modes.");
        var bits = new Option<int>("--bits")
        {
            Description = "Length of a sequence in bits.",
            DefaultValueFactory = _ => 16,
            HelpName = "N"
        }.Between(1, BitSequenceEnvironment.BitLimit);
        var word = new Option<int>("--word")
        {
            Description = "Bits written by one action; divides --bits.",
            DefaultValueFactory = _ => 4,
            HelpName = "K"
        }.Between(1, 16);
        var modes = new Option<int>("--modes") { Description = "Hidden modes.", DefaultValueFactory = _ => 8, HelpName = "N" }
            .Between(1, BitSequenceReward.ModeLimit);
        var beta = new Option<double>("--beta")
        {
            Description = "Sharpness: log R = -beta * distance / bits.",
            DefaultValueFactory = _ => 3,
            HelpName = "X"
        }.Between(0, BitSequenceReward.SharpnessLimit);
        var radius = new Option<int>("--mode-radius")
        {
            Description = "Distance at which a mode counts as found.",
            DefaultValueFactory = _ => 0,
            HelpName = "N"
        }.Between(0, BitSequenceEnvironment.BitLimit);
        var unordered = new Option<bool>("--unordered") { Description = "Write words in any order (non-autoregressive)." };
        foreach (var option in new Option[] { bits, word, modes, beta, radius, unordered })
        {
            command.Options.Add(option);
        }

        var flags = new TrainingFlags();
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var settings = flags.Read(parsed);
            var reward = new BitSequenceRewardOptions(parsed.GetValue(modes), parsed.GetValue(beta), 0, parsed.GetValue(radius));
            return ArgumentErrors.AsInput(() =>
            {
                var device = DeviceChoice.Select(settings, (parsed.GetValue(bits) / Math.Max(1, parsed.GetValue(word))) + 1);
                using DiscreteEnvironment environment = parsed.GetValue(unordered)
                    ? new UnorderedBitSequence(parsed.GetValue(bits), parsed.GetValue(word), reward, device)
                    : new BitSequence(parsed.GetValue(bits), parsed.GetValue(word), reward, device);
                return Task.FromResult(ExperimentReport.Run(environment, settings, () => flags.RefuseExactFigures(parsed), cancellation));
            });
        });
        return command;
    }
}
