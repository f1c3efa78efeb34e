using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quiver.GFlowNet.Runs;

namespace Quiver.Circuits.QSharp;

/// <summary>
/// One Node process that compiles and simulates Q#. Requests and answers are JSON lines. A process that stops or runs past the
/// time limit is ended and a new one is started for the next request. One request at a time.
/// </summary>
/// <param name="timeLimit">Longest time for one request.</param>
/// <param name="node">The Node executable, by name or path.</param>
public sealed class QSharpHost(TimeSpan timeLimit, string node = "node") : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private Process? process;
    private long lastId;

    /// <summary>The process id of the running host, or null when none runs.</summary>
    public int? ProcessId => process is { HasExited: false } ? process.Id : null;

    /// <summary>
    /// The folder with host.mjs: what QUIVER_QUANTUM names, or <c>quantum</c> beside the program or in a folder above it.
    /// </summary>
    /// <exception cref="InputException">There is none, or its npm package is not installed.</exception>
    public static string Folder()
    {
        var named = Environment.GetEnvironmentVariable("QUIVER_QUANTUM");
        var candidates = new List<string>();
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            candidates.Add(Path.Combine(d.FullName, "quantum"));
        }

        var folder = string.IsNullOrEmpty(named) ? candidates.Find(c => File.Exists(Path.Combine(c, "host.mjs"))) : named;
        if (folder is null || !File.Exists(Path.Combine(folder, "host.mjs")))
        {
            throw new InputException("The folder 'quantum' with host.mjs was not found: set QUIVER_QUANTUM to it.");
        }

        return Directory.Exists(Path.Combine(folder, "node_modules", "qsharp-lang"))
            ? folder
            : throw new InputException($"The Q# compiler is not installed in {folder}: run 'npm ci' there (needs Node 18 or newer).");
    }

    /// <summary>Sends one request and waits for its answer.</summary>
    /// <param name="request">The request without its id.</param>
    /// <param name="cancellation">Ends the wait, and the process with it.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="InputException">Node is missing.</exception>
    /// <exception cref="QSharpException">The program failed, the host stopped, or the time limit passed.</exception>
    public async Task<JsonObject> SendAsync(JsonObject request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var running = process is { HasExited: false } ? process : Start();
            request["id"] = ++lastId;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(timeLimit);
            string? line;
            try
            {
                await running.StandardInput.WriteLineAsync(request.ToJsonString().AsMemory(), limit.Token).ConfigureAwait(false);
                await running.StandardInput.FlushAsync(limit.Token).ConfigureAwait(false);
                line = await running.StandardOutput.ReadLineAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                Stop();
                cancellation.ThrowIfCancellationRequested();
                throw new QSharpException($"Q# gave no answer within {timeLimit.TotalSeconds:0.#} s: use fewer circuits, qubits or shots, or a longer limit.");
            }
            catch (IOException)
            {
                line = null;
            }

            return Parse(line);
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

    private JsonObject Parse(string? line)
    {
        JsonObject? answer = null;
        try
        {
            answer = line is null ? null : JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            // Falls through: whatever wrote this line is not the host.
        }

        if (answer is null || (long?)answer["id"] != lastId)
        {
            Stop();
            throw new QSharpException("The Q# host stopped or answered out of turn; the next request starts a new one.");
        }

        return (string?)answer["error"] is { } error ? throw new QSharpException("Q#: " + error) : answer;
    }

    private Process Start()
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
                UseShellExecute = false,
            });
        }
        catch (Win32Exception)
        {
            throw new InputException($"The Q# simulator needs Node 18 or newer, but '{node}' cannot be started: install Node.");
        }

        return process ?? throw new QSharpException("Node did not start.");
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
