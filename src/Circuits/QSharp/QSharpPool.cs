using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Quiver.Core.Runs;

namespace Quiver.Circuits.QSharp;

/// <summary>Several Node processes that answer Q# requests side by side. Each starts with its first request.</summary>
public sealed class QSharpPool : IDisposable
{
    private readonly SemaphoreSlim free;
    private readonly ConcurrentBag<QSharpHost> idle;
    private readonly QSharpHost[] hosts;

    /// <summary>Creates a pool.</summary>
    /// <param name="workers">Processes, 1 to 64.</param>
    /// <param name="timeLimit">Longest time for one request.</param>
    /// <param name="node">The Node executable, by name or path.</param>
    public QSharpPool(int workers, TimeSpan timeLimit, string node = "node")
    {
        if (workers is < 1 or > 64)
        {
            throw new ArgumentOutOfRangeException(nameof(workers), workers, "A pool has 1 to 64 workers.");
        }

        hosts = [.. Enumerable.Range(0, workers).Select(_ => new QSharpHost(timeLimit, node))];
        idle = new(hosts);
        free = new(workers, workers);
    }

    /// <summary>Number of workers.</summary>
    public int Workers => hosts.Length;

    /// <summary>How many processes were started so far; more than the workers after a crash or a passed time limit.</summary>
    public int Starts => hosts.Sum(static h => h.Starts);

    /// <summary>Process ids of the workers that run now.</summary>
    /// <returns>Their ids.</returns>
    public int[] ProcessIds() => [.. hosts.Select(static h => h.ProcessId).OfType<int>()];

    /// <summary>Sends one request to a free worker and waits for its answer.</summary>
    /// <param name="request">The request without its id.</param>
    /// <param name="cancellationToken">Ends the wait, and the worker's process with it.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="InputException">Node or the npm package is missing, or Node is too old.</exception>
    /// <exception cref="QSharpException">The program failed, the process stopped twice, or the time limit passed.</exception>
    public async Task<JsonObject> SendAsync(JsonObject request, CancellationToken cancellationToken = default)
    {
        await free.WaitAsync(cancellationToken).ConfigureAwait(false);
        idle.TryTake(out var host);
        try
        {
            return await host!.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            idle.Add(host!);
            free.Release();
        }
    }

    /// <summary>Ends all processes.</summary>
    public void Dispose()
    {
        foreach (var host in hosts)
        {
            host.Dispose();
        }

        free.Dispose();
    }
}
