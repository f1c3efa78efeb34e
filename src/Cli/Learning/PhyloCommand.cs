using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Phylogenetics;

namespace Quiver.Cli.Learning;

/// <summary><c>quiver phylo</c>: train on the trees of aligned DNA.</summary>
internal static class PhyloCommand
{
    public static Command Create()
    {
        var command = new Command("phylo", "Train a GFlowNet on the evolutionary trees of aligned DNA.");
        var (data, taxa) = (Data(), Taxa());
        var reward = new Option<string>("--reward")
        {
            Description = "likelihood (Jukes-Cantor; branch lengths integrated out approximately, by Laplace's method) or parsimony.",
            DefaultValueFactory = _ => "likelihood",
        };
        var sharpness = new Option<double>("--sharpness")
        {
            Description = "Parsimony: log R falls by this with every change.",
            DefaultValueFactory = _ => 1,
            HelpName = "X",
        }.Above(0, 1e6);
        foreach (var option in new Option[] { data, taxa, reward, sharpness })
        {
            command.Options.Add(option);
        }

        // Without exploration training on few trees can end at the best one: where it has all the probability and log Z is its log R, its
        // residual is 0, and the others, which are no longer drawn, raise none.
        var flags = new TrainingFlags(new TrainingDefaults
        {
            Batch = 32,
            Table = true,
            Hidden = 64,
            LearningRate = "cosine:1e-2:1e-5",
            Epsilon = "linear:0.3:0",
        });
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var settings = flags.Read(parsed);
            var kind = TrainingFlags.Choice<TreeRewardKind>(parsed.GetRequiredValue(reward), "--reward");
            if (kind != TreeRewardKind.Parsimony)
            {
                parsed.RefuseWithoutEffect(sharpness, "with --reward likelihood");
            }

            var alignment = Read(parsed, data, taxa);
            return ArgumentErrors.AsInput(() =>
            {
                var device = DeviceChoice.Select(settings, alignment.Taxa.Length - 2);
                var value = new TreeReward(alignment, kind, parsed.GetValue(sharpness));
                using var environment = new TreeTopologies(alignment.Taxa, value, device);
                if (settings.Training.Policy.Table && environment.RowCount == 0 && !flags.TableIsGiven(parsed))
                {
                    settings = settings with
                    {
                        Training = settings.Training with { Policy = settings.Training.Policy with { Table = false } },
                    };
                    RunNotes.Add($"{environment.Name} are too many for a table of scores; the network alone is the policy.");
                }

                var evidence = value.Offset - environment.LogCount;
                var least = -value.Offset / parsed.GetValue(sharpness);
                RunNotes.Add(kind == TreeRewardKind.Likelihood
                    ? string.Create(CultureInfo.InvariantCulture, $"log R is a tree's log likelihood plus {-value.Offset:F1}, with branch "
                        + $"lengths integrated by Laplace's method, an approximation (off by tenths of a nat, by about 1 "
                        + $"where taxa are many); log Z is of that approximation and puts log p(alignment) near log Z "
                        + $"{(evidence < 0 ? "-" : "+")} {Math.Abs(evidence):F1}: "
                        + $"'{ProgramName.Value} phylo-evidence' estimates it by sampling, with a standard error.")
                    : string.Create(CultureInfo.InvariantCulture,
                        $"log R counts changes beyond the {least:F0} that the sites need on any tree."));
                return Task.FromResult(ExperimentReport.Run(environment, settings, () => flags.RefuseExactFigures(parsed), cancellation));
            });
        });
        return command;
    }

    public static Option<string> Data() => new("--data")
    {
        Description = "Aligned DNA: FASTA, NEXUS or PHYLIP, plain or .gz.",
        Required = true,
        HelpName = "FILE",
    };

    public static Option<int> Taxa() => new Option<int>("--taxa")
    {
        Description = "Take the first N taxa alone; 0 for all. Up to 8 have exact figures.",
        DefaultValueFactory = _ => 0,
        HelpName = "N",
    }.Between(0, BranchPosterior.TaxonLimit);

    /// <summary>The alignment that the options name.</summary>
    public static Alignment Read(ParseResult parsed, Option<string> data, Option<int> taxa)
    {
        var path = parsed.GetRequiredValue(data);
        var alignment = Alignment.Read(path);
        RunEnvelope.Read(path);
        var count = parsed.GetValue(taxa) == 0 ? alignment.Taxa.Length : parsed.GetValue(taxa);
        if (count is < 4 or > BranchPosterior.TaxonLimit || count > alignment.Taxa.Length)
        {
            throw new InputException(path, 0, $"4 to {BranchPosterior.TaxonLimit} taxa are needed (the file has {alignment.Taxa.Length}"
                + $"{(parsed.GetValue(taxa) == 0 ? ")" : $", --taxa asks for {count})")}.");
        }

        return alignment.First(count);
    }
}
