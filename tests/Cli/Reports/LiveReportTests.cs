using System.Net;
using System.Net.Sockets;
using System.Text;
using Quiver.Cli.Reports;

namespace Quiver.Cli.Tests.Reports;

/// <summary>The page of a growing run, over the loopback address.</summary>
public sealed class LiveReportTests
{
    [Fact]
    public async Task GrowingRun_ChangesItsVersionAndItsPage()
    {
        using var inputs = new ReportInputs();
        var run = inputs.Run("a", "{ \"x\": 1 }", ReportInputs.Metrics(3));
        await ServeAsync(run, async (client, _) =>
        {
            var version = await client.GetStringAsync("version", TestContext.Current.CancellationToken);
            Assert.Equal(version, await client.GetStringAsync("version", TestContext.Current.CancellationToken));
            Assert.Contains("\"data\":[[1,2,3],", await client.GetStringAsync(string.Empty, TestContext.Current.CancellationToken), StringComparison.Ordinal);
            File.AppendAllText(Path.Combine(run, "metrics.jsonl"), "{\"iteration\":4,\"loss\":0.5}\n");
            Assert.NotEqual(version, await client.GetStringAsync("version", TestContext.Current.CancellationToken));
            var page = await client.GetStringAsync(string.Empty, TestContext.Current.CancellationToken);
            Assert.Contains("\"data\":[[1,2,3,4],", page, StringComparison.Ordinal);
            Assert.Contains(" data-live=\"1\"", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task FolderThatIsGone_IsASentence_AndNoEnd()
    {
        using var inputs = new ReportInputs();
        var run = inputs.Run("a", "{ \"x\": 1 }");
        await ServeAsync(run, async (client, _) =>
        {
            Directory.Delete(run, recursive: true);
            using var gone = await client.GetAsync(string.Empty, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, gone.StatusCode);
            Assert.Contains("There is no", await gone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            inputs.Run("a", "{ \"x\": 2 }");
            Assert.Contains("<dd>2</dd>", await client.GetStringAsync(string.Empty, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: quiver.example", "40[034]")]
    [InlineData("GET / HTTP/1.1\r\nHost: 127.0.0.1:1", "40[034]")]
    [InlineData("GET / HTTP/1.0\r\nAccept: */*", "40[034]")]
    [InlineData("GET /../../etc/passwd HTTP/1.1\r\nHost: HERE", "40[04]")]
    [InlineData("GET /run.json HTTP/1.1\r\nHost: HERE", "404")]
    [InlineData("POST / HTTP/1.1\r\nHost: HERE\r\nContent-Length: 0", "405")]
    [InlineData("GET /version HTTP/1.1\r\nHost: HERE", "200")]
    public async Task OnlyThisMachine_AndOnlyThePage(string request, string status)
    {
        using var inputs = new ReportInputs();
        await ServeAsync(inputs.Run("a", "{ \"x\": 1 }"), async (_, port) =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            var stream = client.GetStream();
            var text = request.Replace("HERE", $"127.0.0.1:{port}", StringComparison.Ordinal) + "\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream);
            Assert.Matches("^HTTP/1.[01] " + status, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        });
    }

    [Fact]
    public async Task AddressOfTheNetwork_IsNotListenedTo()
    {
        var own = Dns.GetHostAddresses(Dns.GetHostName()).Where(static a => !IPAddress.IsLoopback(a) && a.AddressFamily == AddressFamily.InterNetwork)
            .ToArray();
        Assert.SkipWhen(own.Length == 0, "this machine has no address but loopback");
        using var inputs = new ReportInputs();
        await ServeAsync(inputs.Run("a", "{ \"x\": 1 }"), async (_, port) =>
        {
            using var client = new TcpClient();
            await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(own[0], port, TestContext.Current.CancellationToken));
        });
    }

    [Fact]
    public void PortThatIsTaken_IsRefusedByName()
    {
        using var inputs = new ReportInputs();
        var run = inputs.Run("a", "{ \"x\": 1 }");
        using var first = new LiveReport([run], 0);
        Assert.Contains($"--port {first.Port}", QuiverInProcess.Refused("report", run, "--live", "--port", $"{first.Port}"), StringComparison.Ordinal);
        Assert.Contains("--port has no effect", QuiverInProcess.Refused("report", run, "--port", "8000"), StringComparison.Ordinal);
        Assert.Contains("--out has no effect", QuiverInProcess.Refused("report", run, "--live", "--out", "x.html"), StringComparison.Ordinal);
    }

    private static async Task ServeAsync(string run, Func<HttpClient, int, Task> use)
    {
        using var stop = new CancellationTokenSource();
        using var server = new LiveReport([run], 0);
        var serving = server.RunAsync(stop.Token);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}/") };
        await use(client, server.Port);
        await stop.CancelAsync();
        await serving;
    }
}
