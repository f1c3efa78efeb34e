using System.Diagnostics;
using System.Text.Json.Nodes;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.QSharp;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Tests.QSharp;

public sealed class QSharpHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_AfterACrash_GoesOnWithANewProcess()
    {
        QSharpInstallation.Require();
        using var pool = new QSharpPool(1, TimeSpan.FromMinutes(2));
        await pool.SendAsync(Expression("1 + 1"), Token);
        var first = Assert.Single(pool.ProcessIds());
        using (var process = Process.GetProcessById(first))
        {
            process.Kill();
            await process.WaitForExitAsync(Token);
        }

        var answer = await pool.SendAsync(Expression("20 + 22"), Token);
        Assert.Equal("42", (string?)answer["results"]![0]);
        Assert.NotEqual(first, Assert.Single(pool.ProcessIds()));
        Assert.Equal(2, pool.Starts);
    }

    [Fact]
    public async Task Send_BadProgram_SaysSoAndGoesOn()
    {
        QSharpInstallation.Require();
        using var host = new QSharpHost(TimeSpan.FromMinutes(2));
        var error = await Assert.ThrowsAsync<QSharpException>(() => host.SendAsync(Expression("Foo(1)"), Token));
        Assert.Contains("Foo", error.Message, StringComparison.Ordinal);
        Assert.NotNull((await host.SendAsync(Expression("1 + 1"), Token))["results"]);
        Assert.Equal(1, host.Starts);
    }

    [Fact]
    public async Task Send_PastTheTimeLimit_EndsTheProcessAndSaysSo()
    {
        QSharpInstallation.Require();
        using var host = new QSharpHost(TimeSpan.FromSeconds(3));
        var error = await Assert.ThrowsAsync<QSharpException>(() => host.SendAsync(Expression("{ mutable i = 0; while i >= 0 { set i = 1; } }"), Token));
        Assert.Contains("within 3 s", error.Message, StringComparison.Ordinal);
        Assert.Null(host.ProcessId);
    }

    [Fact]
    public async Task Send_Cancelled_EndsTheProcess()
    {
        QSharpInstallation.Require();
        using var host = new QSharpHost(TimeSpan.FromMinutes(2));
        await host.SendAsync(Expression("1"), Token);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.SendAsync(Expression("{ mutable i = 0; while i >= 0 { set i = 1; } }"), source.Token));
        Assert.Null(host.ProcessId);
    }

    [Fact]
    public async Task Send_NodeMissing_IsOneSentenceForTheUser()
    {
        QSharpInstallation.Require();
        using var missing = new QSharpHost(TimeSpan.FromSeconds(5), "no-such-node");
        var error = await Assert.ThrowsAsync<InputException>(() => missing.SendAsync(Expression("1"), Token));
        Assert.Contains("no-such-node", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pool_NoWorkers_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new QSharpPool(0, TimeSpan.FromSeconds(1)));

    [Fact]
    public void Create_UnknownName_ListsTheKnown()
    {
        var error = Assert.Throws<InputException>(() => SimulatorFactory.Create("qpu"));
        Assert.Contains("native or qsharp", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_FreeParameters_AreRefused()
    {
        var circuit = new CircuitBuilder(1);
        circuit.RX(circuit.NewParameter(), 0);
        Assert.Throws<ArgumentException>(() => QSharpSource.Arguments(circuit.Build()));
        using var native = new NativeSimulator();
        await Assert.ThrowsAsync<ArgumentException>(() => native.StatesAsync([circuit.Build()], Token));
    }

    private static JsonObject Expression(string text) => new() { ["expr"] = text, ["shots"] = 1 };
}
