using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using TorchSharp;

namespace Quiver.Cli.Links;

/// <summary><c>--device</c> of link models: neural ones run where they are told; the ranker's hand-derived training stays on the
/// CPU.</summary>
internal static class LinkDevice
{
    /// <summary>
    /// Numbers in the nodes' features (nodes times width) from which <c>auto</c> takes a card: below, a batch is a few hundred calls
    /// that cost a card more than their work costs a CPU. On 20,544 numbers an H200 took 2.7 times the time of 16 cores (GCN), on
    /// 960,000 it took 0.81 (TGN) and 0.64 (GraphMixer) of it.
    /// </summary>
    internal const long WorthACard = 500_000;

    /// <summary>Checks what was asked for before any work begins.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">Its <c>--device</c>.</param>
    /// <param name="models">The models to train.</param>
    /// <returns>
    /// The device of neural models; null where there are none (libtorch is then not loaded) or <c>auto</c> decides by each model's size.
    /// </returns>
    /// <exception cref="InputException">A card was asked for and only rankers are trained.</exception>
    /// <exception cref="TorchUnavailableException">A card was asked for that is not there.</exception>
    public static torch.Device? Asked(ParseResult parsed, Option<string> option, IReadOnlyList<string> models)
    {
        var name = parsed.GetRequiredValue(option);
        var rankers = models.Count(IsRanker);
        if (rankers == models.Count)
        {
            LearnedDevice.RequireCpu(parsed, option, "hand-derived rankers");
            return null;
        }

        var device = TorchDevice.Select(name);
        if (name is "auto" && device.type == DeviceType.CUDA)
        {
            return null;
        }

        if (device.type == DeviceType.CUDA)
        {
            var others = rankers > 0 ? "; the ranker is trained on the CPU, for which it was derived by hand" : string.Empty;
            RunNotes.Add(
                $"neural link models run on {name}, where sums have no fixed order: a repeated run may differ in its last digits{others}.");
        }
        else if (parsed.IsGiven(option))
        {
            RunNotes.Add("link models run on the CPU.");
        }

        return device;
    }

    /// <summary>The device of one neural model; where <c>auto</c> decides, it says how.</summary>
    /// <param name="asked">From <see cref="Asked"/>.</param>
    /// <param name="model">Its name.</param>
    /// <param name="nodes">Nodes with features.</param>
    /// <param name="width">Width of the features.</param>
    public static torch.Device Of(torch.Device? asked, string model, int nodes, int width)
    {
        if (asked is not null)
        {
            return asked;
        }

        var worth = (long)nodes * width >= WorthACard;
        RunNotes.Add(worth
            ? $"--device auto chose cuda for {model}: {nodes} nodes of width {width} are enough for it."
            : $"--device auto chose cpu for {model}: {nodes} nodes of width {width} are faster there; --device cuda insists.");
        if (worth)
        {
            RunEnvelope.On("cuda");
        }

        return worth ? torch.CUDA : torch.CPU;
    }

    private static bool IsRanker(string model) => string.Equals(model, LinkTraining.Ranker, StringComparison.Ordinal);
}
