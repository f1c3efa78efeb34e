using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quiver.Core.Runs;

namespace Quiver.Circuits.QSharp;

/// <summary>
/// One Node process that compiles and simulates Q#. Requests and answers are JSON lines. A process that has stopped is replaced and
/// its request sent once more; one that runs past the time limit is ended, and the next request starts a new one. One request at a
/// time; see <see cref="QSharpPool"/> for several.
/// </summary>
/// <param name="timeLimit">Longest time for one request, the start of the process included.</param>
/// <param name="node">The Node executable, by name or path.</param>
internal sealed class QSharpHost(TimeSpan timeLimit, string node = "node") : IDisposable
{
    private const int OldestNode = 18;
    private readonly SemaphoreSlim gate = new(1, 1);
    private Process? process;
    private string lastError = string.Empty;
    private long lastId;

    /// <summary>The process id of the running host, or null when none runs.</summary>
    public int? ProcessId => process is { HasExited: false } ? process.Id : null;

    /// <summary>How many processes were started so far.</summary>
    public int Starts { get; private set; }

    /// <summary>
    /// The folder with host.mjs: what QUIVER_QUANTUM names, or <c>quantum</c> beside the program, in the current folder, or in a folder
    /// above either.
    /// </summary>
    /// <returns>The folder's full path.</returns>
    /// <exception cref="InputException">There is none, or its npm package is not installed.</exception>
    public static string Folder()
    {
        var named = Environment.GetEnvironmentVariable("QUIVER_QUANTUM");
        var candidates = new List<string>();
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (var d = new DirectoryInfo(start); d is not null; d = d.Parent)
            {
                candidates.Add(Path.Combine(d.FullName, "quantum"));
            }
        }

        var folder = string.IsNullOrEmpty(named) ? candidates.Find(static c => File.Exists(Path.Combine(c, "host.mjs"))) : named;
        if (folder is null || !File.Exists(Path.Combine(folder, "host.mjs")))
        {
            throw new InputException("The Q# simulator's folder 'quantum' with host.mjs was not found: set QUIVER_QUANTUM to it.");
        }

        return Directory.Exists(Path.Combine(folder, "node_modules", "qsharp-lang"))
            ? folder
            : throw new InputException($"The Q# compiler is not installed in {folder}: run 'npm ci' there (it needs Node {OldestNode} "
                + $"or newer).");
    }

    /// <summary>Sends one request and waits for its answer.</summary>
    /// <param name="request">The request without its id.</param>
    /// <param name="cancellationToken">Ends the wait, and the process with it.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="InputException">Node or the npm package is missing, or Node is too old.</exception>
    /// <exception cref="QSharpException">The program failed, the process stopped twice, or the time limit passed.</exception>
    public async Task<JsonObject> SendAsync(JsonObject request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(timeLimit);
            request["id"] = ++lastId;
            var text = request.ToJsonString();
            try
            {
                var answer = await ExchangeAsync(text, limit.Token).ConfigureAwait(false)
                    ?? await ExchangeAsync(text, limit.Token).ConfigureAwait(false);
                return answer is null
                    ? throw new QSharpException($"The Q# process stopped twice on one "
                        + $"request{(lastError.Length > 0 ? ": " + lastError : ".")}")
                    : (string?)answer["error"] is { } error ? throw new QSharpException("Q#: " + error) : answer;
            }
            catch (OperationCanceledException)
            {
                Stop();
                cancellationToken.ThrowIfCancellationRequested();
                throw new QSharpException($"Q# gave no answer within {timeLimit.TotalSeconds:0.#} s: use fewer circuits, qubits or "
                    + $"shots, or a longer limit.");
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        Stop();
        gate.Dispose();
    }

    // Null when the process stopped or wrote something that is no answer to this request; it is ended then.
    private async Task<JsonObject?> ExchangeAsync(string request, CancellationToken cancellationToken)
    {
        try
        {
            var running = process is { HasExited: false } ? process : await StartAsync(cancellationToken).ConfigureAwait(false);
            await running.StandardInput.WriteLineAsync(request.AsMemory(), cancellationToken).ConfigureAwait(false);
            await running.StandardInput.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (await running.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line
                && JsonNode.Parse(line) is JsonObject answer && (long?)answer["id"] == lastId)
            {
                return answer;
            }
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            lastError = e.Message;
        }

        Stop();
        return null;
    }

    private async Task<Process> StartAsync(CancellationToken cancellationToken)
    {
        Stop();
        var folder = Folder();
        try
        {
            process = Process.Start(new ProcessStartInfo(node, ["host.mjs"])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }) ?? throw new QSharpException("Node did not start.");
        }
        catch (Win32Exception)
        {
            throw new InputException($"The Q# simulator needs Node {OldestNode} or newer, but '{node}' cannot be started: install Node, "
                + $"or use the native simulator.");
        }

        Starts++;
        process.ErrorDataReceived += (_, e) => lastError = string.IsNullOrWhiteSpace(e.Data) ? lastError : e.Data.Trim();
        process.BeginErrorReadLine();
        var started = process;
        var greeting = await started.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        var version = greeting is null ? null : (string?)(JsonNode.Parse(greeting) as JsonObject)?["node"];
        if (version is null)
        {
            Stop();
            throw new QSharpException($"The Q# process did not start in {folder}: "
                + $"{(lastError.Length > 0 ? lastError : "it ended at once")}. Run 'npm ci' there.");
        }

        if (int.Parse(version.Split('.')[0], CultureInfo.InvariantCulture) < OldestNode)
        {
            Stop();
            throw new InputException($"The Q# simulator needs Node {OldestNode} or newer; '{node}' is version {version}.");
        }

        return started;
    }

    private void Stop()
    {
        if (process is null)
        {
            return;
        }

        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
        process = null;
    }
}
