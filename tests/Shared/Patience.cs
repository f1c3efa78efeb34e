using System.Runtime.CompilerServices;

namespace Quiver.Tests;

/// <summary>Searches of these tests are counted in work alone: how busy the machine is must not decide what they find.</summary>
internal static class Patience
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("QUIVER_PATIENCE", "10000");
}
