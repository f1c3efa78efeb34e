using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using TorchSharp;

namespace Quiver.Cli.Grouping;

/// <summary><c>--device</c> of the annealing search, said and checked before any work begins.</summary>
internal static class SearchDevice
{
    /// <summary>Where annealing runs.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="device">Its <c>--device</c>.</param>
    /// <param name="maxGroups">Its cap on groups.</param>
    /// <param name="blocks">Its folder of shared blocks.</param>
    /// <param name="anneals">Whether it anneals at all.</param>
    /// <returns>A card, where one was asked for by name; null for the CPU.</returns>
    /// <exception cref="InputException">The options ask for a search that only the CPU has.</exception>
    /// <exception cref="TorchUnavailableException">A card was asked for that is not there.</exception>
    public static torch.Device? Select(
        ParseResult parsed, Option<string> device, Option<int?> maxGroups, Option<string?> blocks, bool anneals)
    {
        if (!anneals || !parsed.IsGiven(device))
        {
            return null;
        }

        var name = parsed.GetRequiredValue(device);
        if (name is "auto" or "cpu")
        {
            RunNotes.Add(name is "auto"
                ? "--device auto chose cpu for annealing: --device cuda insists on a card." : "annealing runs on the CPU.");
            return null;
        }

        var card = TorchDevice.Select(name);
        foreach (var option in new Option[] { maxGroups, blocks })
        {
            if (parsed.IsGiven(option))
            {
                throw new InputException($"--device {name}: annealing on a card does not know {option.Name}; leave out one of them.");
            }
        }

        RunNotes.Add($"annealing runs on {name}; state, covariances and its start on the CPU.");
        return card;
    }
}
