using Quiver.Circuits.QSharp;

namespace Quiver.Circuits.Tests.QSharp;

/// <summary>One Q# simulator for all tests of a class: a process takes about a second to start.</summary>
public sealed class QSharpFixture : IDisposable
{
    private QSharpSimulator? simulator;

    public QSharpSimulator Start()
    {
        QSharpInstallation.Require();
        return simulator ??= new(new QSharpPool(2, TimeSpan.FromMinutes(2)));
    }

    public void Dispose() => simulator?.Dispose();
}
