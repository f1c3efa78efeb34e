using System.CommandLine;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using TorchSharp;

namespace Quiver.Cli.Common;

/// <summary>
/// <c>--device</c> of commands in which a network is one part of the work: where that part runs, said before any work begins.
/// </summary>
internal static class LearnedDevice
{
    /// <summary>The device of the network.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">Its <c>--device</c>.</param>
    /// <param name="part">What the device is for, such as "the policy's training".</param>
    /// <param name="rest">What stays on the CPU, such as "search and costs".</param>
    /// <returns>The device; <c>auto</c> is the CPU, where networks of these sizes are as fast (docs/gpu/README.md).</returns>
    /// <exception cref="TorchUnavailableException">A card was asked for that is not there.</exception>
    public static torch.Device Select(ParseResult parsed, Option<string> option, string part, string rest)
    {
        var name = parsed.GetRequiredValue(option);
        var device = TorchDevice.Select(name is "auto" ? "cpu" : name);
        if (parsed.IsGiven(option))
        {
            RunNotes.Add(device.type == DeviceType.CUDA
                ? $"{part} runs on {name}; {rest} run on the CPU."
                : name is "auto" ? $"--device auto chose cpu for {part}: networks of this size are as fast there; --device cuda " +
                    $"insists." : $"{part}, {rest} run on the CPU.");
        }

        return device;
    }

    /// <summary>The device of a command that has no code for a card.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">Its <c>--device</c>.</param>
    /// <param name="work">What would run there, in the plural.</param>
    /// <exception cref="InputException">A card was asked for.</exception>
    /// <exception cref="TorchUnavailableException">A card was asked for that is not there.</exception>
    public static void RequireCpu(ParseResult parsed, Option<string> option, string work)
    {
        var name = parsed.GetRequiredValue(option);
        if (name is not ("auto" or "cpu"))
        {
            _ = TorchDevice.Select(name);
            throw new InputException($"--device {name}: {work} have no code for a card in this version; use --device cpu or auto.");
        }

        if (parsed.IsGiven(option))
        {
            RunNotes.Add($"{work} run on the CPU.");
        }
    }
}
