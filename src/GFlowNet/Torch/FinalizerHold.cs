using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Quiver.GFlowNet.Torch;

/// <summary>
/// Keeps finalizers from running while libtorch is called. TorchSharp makes a native scalar for every number that meets a tensor (the 1
/// in <c>a + b</c> included) and hands over its address alone: where a garbage collection falls into the call, on whatever thread it
/// began, the managed half is garbage, and its finalizer frees what libtorch is about to read.
/// </summary>
/// <remarks>
/// While threads hold, the process's one finalizer thread stands in a finalizer of this class; objects found dead meanwhile wait behind
/// it. It goes on between two holds, a few times a second, so holds should be short: a batch, not a training. Where nobody lets go for
/// a minute it goes on all the same, for the sake of who waits for finalizers while holding. Standing there again costs a collection
/// of the youngest generation, which two holds shortly after each other share.
/// </remarks>
public static class FinalizerHold
{
    private static readonly object Gate = new();
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(1);
    private static int holders;
    private static bool stands;
    private static bool leaves;
    private static long since;
    private static long gaveWay;
    private static long failed;

    [ThreadStatic]
    private static int depth;

    /// <summary>How long finalizers wait at most.</summary>
    internal static TimeSpan Longest { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether finalizers are kept from running now.</summary>
    internal static bool Stands
    {
        get
        {
            lock (Gate)
            {
                return stands && !leaves;
            }
        }
    }

    /// <summary>Holds until the result is disposed, on the same thread. Holds may lie inside each other; the outermost counts.</summary>
    /// <returns>The hold.</returns>
    public static Scope Begin()
    {
        if (depth++ == 0)
        {
            lock (Gate)
            {
                GiveWay();
                while (leaves)
                {
                    Monitor.Wait(Gate);
                }

                if (!stands)
                {
                    Stand();
                }

                holders++;
            }
        }

        return default;
    }

    // Threads that train side by side are hardly ever all between two batches; once in a while they wait for each other there.
    private static void GiveWay()
    {
        if (!stands || holders == 0 || Stopwatch.GetElapsedTime(since) < Overdue || Stopwatch.GetElapsedTime(gaveWay) < Overdue)
        {
            return;
        }

        gaveWay = Stopwatch.GetTimestamp();
        while (stands && !leaves && Turn - Stopwatch.GetElapsedTime(gaveWay) is { Ticks: > 0 } left)
        {
            Monitor.Wait(Gate, left);
        }
    }

    private static void Stand()
    {
        if (failed != 0 && Stopwatch.GetElapsedTime(failed) < Longest)
        {
            return;
        }

        for (var generation = 0; generation <= GC.MaxGeneration && !stands; generation++)
        {
            LeaveOne();
            GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
            var start = Stopwatch.GetTimestamp();
            while (!stands && Arrival - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left)
            {
                Monitor.Wait(Gate, left);
            }
        }

        // Somebody else's finalizer blocks: then nothing is freed either.
        failed = stands ? 0 : Stopwatch.GetTimestamp();
    }

    // In a frame of its own, so that nothing on the stack keeps it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveOne() => _ = new Bar();

    /// <summary>A thread's hold.</summary>
    public readonly struct Scope : IDisposable
    {
        /// <summary>Ends the hold.</summary>
        public void Dispose()
        {
            if (--depth > 0)
            {
                return;
            }

            lock (Gate)
            {
                if (--holders == 0 && stands && Stopwatch.GetElapsedTime(since) >= Linger)
                {
                    leaves = true;
                    Monitor.PulseAll(Gate);
                }
            }
        }
    }

    private sealed class Bar
    {
        ~Bar()
        {
            lock (Gate)
            {
                if (stands)
                {
                    return;
                }

                (stands, since) = (true, Stopwatch.GetTimestamp());
                Monitor.PulseAll(Gate);
                while (!leaves && Stopwatch.GetElapsedTime(since) is var stood && stood < (holders > 0 ? Longest : Linger))
                {
                    Monitor.Wait(Gate, (holders > 0 ? Longest : Linger) - stood);
                }

                (stands, leaves) = (false, false);
                Monitor.PulseAll(Gate);
            }
        }
    }
}
