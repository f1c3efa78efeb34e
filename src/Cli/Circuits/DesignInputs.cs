using System.CommandLine;
using Quiver.Circuits.Design;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Circuits;

/// <summary>What searches for circuits take from files: libraries of gadgets and policies of proposals.</summary>
internal static class DesignInputs
{
    public static GadgetLibrary? Library(string? path)
    {
        if (path is null)
        {
            return null;
        }

        RequireName(path, "--gadgets");
        var library = GadgetLibraryFile.Read(path);
        RunEnvelope.Read(path);
        return library;
    }

    public static Option<string?> Policy() => new("--policy")
    {
        Description =
            "A policy of circuits train that chooses among the proposals of the gflownet search, in place of the built-in one; none to " +
            "fit every proposal.",
        HelpName = "FILE|none",
    };

    public static ProposalPolicy? Proposals(string? path)
    {
        if (path is null or "none")
        {
            return path is null ? ProposalPolicy.BuiltIn : null;
        }

        RequireName(path, "--policy");
        var policy = ProposalPolicyFile.Read(path);
        RunEnvelope.Read(path);
        return policy;
    }

    private static void RequireName(string path, string option)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new InputException($"{option} names no file.");
        }
    }
}
