using System.Diagnostics;
using Quiver.Core.Runs;
using Xunit;

namespace Quiver.Tests;

/// <summary>Stops work that keeps a journal, at many places and in two ways, and expects the bytes of work that nobody disturbed.</summary>
internal static class StoppedWork
{
    private const int Copies = 4;
    private const int Snapshots = 40;
    private static readonly RunIdentity Run = RunIdentity.Create("test", [], new { });
    private static readonly RunIdentity Other = RunIdentity.Create("other", [], new { });

    /// <summary>Does the work undisturbed, from copies of a journal in the middle (what a kill leaves), and cancelled again and again.</summary>
    /// <param name="work">The work: takes a journal, gives its result as bytes, and null or an exception once it is cancelled.</param>
    public static async Task EndsTheSame(Func<UnitJournal, CancellationToken, byte[]?> work)
    {
        var clock = Stopwatch.StartNew();
        var whole = work(UnitJournal.None, CancellationToken.None)!;
        var lasted = clock.Elapsed;
        Assert.NotEmpty(whole);

        using var folder = new TemporaryFolder();
        var first = Path.Combine(folder.Path, "first");
        var running = Task.Run(() => work(Open(first, Run, lasted / Snapshots), CancellationToken.None));
        var copies = new List<string>();
        while (!running.IsCompleted && copies.Count < Copies)
        {
            await Task.WhenAny(running, Task.Delay(lasted / Copies));
            if (Directory.Exists(first))
            {
                copies.Add(Copy(first, Path.Combine(folder.Path, $"copy-{copies.Count}")));
            }
        }

        Assert.Equal(whole, await running);
        Assert.NotEmpty(copies);
        foreach (var copy in copies.Append(first))
        {
            Assert.Equal(whole, work(Open(copy, Run, TimeSpan.MaxValue), CancellationToken.None));
        }

        // What is kept is read: that of another run is refused.
        var refused = Record.Exception(() => work(Open(first, Other, TimeSpan.MaxValue), CancellationToken.None));
        Assert.IsType<InputException>(refused is AggregateException several ? several.Flatten().InnerExceptions[0] : refused);

        var stopped = Path.Combine(folder.Path, "stopped");
        byte[]? found = null;
        for (var wait = lasted / 8; found is null; wait *= 1.4)
        {
            using var stop = new CancellationTokenSource(wait);
            try
            {
                found = work(Open(stopped, Run, TimeSpan.MaxValue), stop.Token);
            }
            catch (OperationCanceledException)
            {
                // The next attempt goes on.
            }
        }

        Assert.Equal(whole, found);
    }

    private static UnitJournal Open(string folder, RunIdentity run, TimeSpan interval) => UnitJournal.In(folder, run, interval);

    private static string Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*.unit"))
        {
            try
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }
            catch (FileNotFoundException)
            {
                // It has just been removed.
            }
        }

        return to;
    }
}
