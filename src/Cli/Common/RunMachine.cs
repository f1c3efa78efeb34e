using System.Runtime.InteropServices;

namespace Quiver.Cli.Common;

/// <summary>Where a run was made.</summary>
/// <param name="Host">The machine's name.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="System">The operating system and its kind of processor.</param>
/// <param name="Processors">How many of them the process may use.</param>
internal sealed record RunMachine(string Host, string Runtime, string System, int Processors)
{
    /// <summary>This machine.</summary>
    public static RunMachine Current { get; } = new(
        Environment.MachineName, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier, Environment.ProcessorCount);
}
