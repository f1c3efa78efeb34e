using System.ComponentModel;
using System.Diagnostics;
using Quiver.Circuits.QSharp;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Tests.QSharp;

/// <summary>Whether the Q# simulator can run here; tests that need it skip with the reason otherwise.</summary>
internal static class QSharpInstallation
{
    public static void Require()
    {
        try
        {
            QSharpHost.Folder();
            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            node.WaitForExit();
        }
        catch (Exception e) when (e is InputException or Win32Exception)
        {
            Assert.Skip(e is Win32Exception ? "Node is not installed." : e.Message);
        }
    }
}
