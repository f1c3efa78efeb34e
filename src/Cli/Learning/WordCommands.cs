using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.GFlowNet.Environments;
using TorchSharp;

namespace Quiver.Cli.Learning;

/// <summary><c>quiver tfbind8</c> and <c>quiver qm9</c>: train on complete tables of words.</summary>
internal static class WordCommands
{
    public static Command TfBind8() => Create(
        "tfbind8", "Train a GFlowNet on the 65,536 DNA words of TFBind8 and compare it with the exact distribution.",
        "Table of all words, CSV or CSV.gz: the word first, and a column 'normalised' with values from 0 to 1.",
        (path, device) => WordBenchmarks.TfBind8(WordTable.Read(path, WordBenchmarks.Nucleotides, 8, "normalised"), device), 9);

    public static Command Qm9() => Create(
        "qm9", "Train a GFlowNet on the 161,051 chains of QM9 blocks, grown at both ends, and compare it with the exact distribution.",
        "Table of all chains, CSV or CSV.gz: the five blocks first, as digits 0 to 9 and a, and a column 'reward'.",
        (path, device) => WordBenchmarks.Qm9Strings(WordTable.Read(path, WordBenchmarks.BlockDigits, 5, "reward"), device), 6);

    private static Command Create(
        string name, string description, string table, Func<string, torch.Device, WordSequence> environment, int steps)
    {
        var command = new Command(name, description);
        var data = new Option<string>("--data") { Description = table, Required = true, HelpName = "FILE" };
        command.Options.Add(data);
        var flags = new TrainingFlags(new TrainingDefaults
        {
            Batch = 128,
            Hidden = 64,
            Iterations = 15_000,
            Table = true,
            LearningRate = "cosine:1.2e-2:1e-5",
        });
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var settings = flags.Read(parsed);
            var path = parsed.GetRequiredValue(data);
            return ArgumentErrors.AsInput(() =>
            {
                using var words = environment(path, DeviceChoice.Select(settings, steps));
                RunEnvelope.Read(path);
                return Task.FromResult(ExperimentReport.Run(words, settings, () => flags.RefuseExactFigures(parsed), cancellation));
            });
        });
        return command;
    }
}
