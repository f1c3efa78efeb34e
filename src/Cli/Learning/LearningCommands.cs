using System.CommandLine;
using Quiver.Cli.Common;

namespace Quiver.Cli.Learning;

/// <summary>Commands of the GFlowNet core: grid, bits, ising, tfbind8, qm9, dag, phylo, phylo-evidence, bench.</summary>
internal static class LearningCommands
{
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        root.Subcommands.Add(GridCommand.Create());
        root.Subcommands.Add(BitsCommand.Create());
        root.Subcommands.Add(IsingCommand.Create());
        root.Subcommands.Add(WordCommands.TfBind8());
        root.Subcommands.Add(WordCommands.Qm9());
        root.Subcommands.Add(DagCommand.Create());
        root.Subcommands.Add(PhyloCommand.Create());
        root.Subcommands.Add(PhyloEvidenceCommand.Create());
        BenchCommand.In(root).Subcommands.Add(BenchGFlowNetCommand.Create());
    }
}
