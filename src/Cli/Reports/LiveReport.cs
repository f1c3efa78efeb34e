using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Quiver.Core.Runs;

namespace Quiver.Cli.Reports;

/// <summary>Serves the report of growing runs to this machine alone; the page asks every two seconds whether anything is new.</summary>
internal sealed class LiveReport : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly IReadOnlyList<string> places;
    private readonly string[] hosts;

    /// <summary>Begins to listen on the loopback address.</summary>
    /// <param name="places">What the page shows.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <exception cref="InputException">The port is taken.</exception>
    public LiveReport(IReadOnlyList<string> places, int port)
    {
        this.places = places;
        Port = port == 0 ? FreePort() : port;
        hosts = [$"127.0.0.1:{Port}", $"localhost:{Port}"];
        listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        listener.Prefixes.Add($"http://localhost:{Port}/");
        try
        {
            listener.Start();
        }
        catch (Exception e) when (e is HttpListenerException or SocketException)
        {
            throw new InputException($"--port {Port} cannot be used: {e.Message}. Name another one, or 0 for a free one.");
        }
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Answers until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = cancellation.Register(listener.Stop);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                Answer(await listener.GetContextAsync().ConfigureAwait(false));
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpListenerException or IOException)
            {
                // A reader that is gone before its answer: the next one.
            }
        }
    }

    public void Dispose() => ((IDisposable)listener).Dispose();

    private void Answer(HttpListenerContext context)
    {
        var (code, type, text) = Content(context.Request);
        var response = context.Response;
        response.StatusCode = code;
        response.ContentType = type + "; charset=utf-8";
        response.Headers["Cache-Control"] = "no-store";
        response.Headers["X-Content-Type-Options"] = "nosniff";
        response.Headers["X-Frame-Options"] = "DENY";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Content-Security-Policy"] = ReportAssets.Policy(live: true) + "; frame-ancestors 'none'";

        // Not by Dispose, which would cut the connection under what is on its way.
        var bytes = Encoding.UTF8.GetBytes(text);
        response.ContentLength64 = bytes.Length;
        response.OutputStream.Write(bytes);
        response.Close();
    }

    private (int Code, string Type, string Text) Content(HttpListenerRequest request)
    {
        // A page from elsewhere whose name was pointed at this machine comes with that name.
        if (!IPAddress.IsLoopback(request.RemoteEndPoint.Address)
            || !hosts.Contains(request.UserHostName, StringComparer.OrdinalIgnoreCase))
        {
            return (403, "text/plain", "This report is served to this machine only.\n");
        }

        if (request.HttpMethod is not "GET")
        {
            return (405, "text/plain", "Nothing can be changed here.\n");
        }

        try
        {
            return request.Url?.AbsolutePath switch
            {
                "/" => (200, "text/html", HtmlReport.Write(ReportReader.Read(places), live: true)),
                "/version" => (200, "text/plain", Version()),
                _ => (404, "text/plain", "There is nothing here.\n"),
            };
        }
        catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
        {
            // A file in the middle of being replaced, or a folder that is gone: the page shows the sentence and asks again.
            return (503, "text/plain", e.Message);
        }
    }

    // Changes whenever a file does.
    private string Version()
    {
        var text = new StringBuilder();
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 7 };
        foreach (var place in places)
        {
            var files = Directory.Exists(place) ? new DirectoryInfo(place).EnumerateFiles("*", options) : [new FileInfo(place)];
            foreach (var file in files.Where(static f => f.Exists).OrderBy(static f => f.FullName, StringComparer.Ordinal))
            {
                text.Append(file.FullName).Append(' ').Append(file.Length).Append(' ').Append(file.LastWriteTimeUtc.Ticks).Append('\n');
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
