using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using Quiver.Core.Runs;

namespace Quiver.Fuzz;

/// <summary>
/// Runs inputs in a process of its own and notes in a mapped file which one is at work, so that a crash or a hang names it.
/// </summary>
internal static class Worker
{
    public const int HangCode = 70;
    public const int MemoryCode = 71;
    public const int ExceptionCode = 72;

    private const long FreeAllocation = 64L << 20;
    private const int MemoryPerByte = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Runs inputs <paramref name="from"/> to <paramref name="to"/>; ends at the first fault with a code of its own.</summary>
    public static int Run(FuzzTarget target, int seed, long from, long to, string folder, TimeSpan budget)
    {
        using var map = MemoryMappedFile.CreateFromFile(Path.Combine(folder, "at"), FileMode.OpenOrCreate, null, 16);
        using var at = map.CreateViewAccessor();
        var source = new InputSource(target, seed);
        var path = Path.Combine(folder, target.FileName);
        var clock = Stopwatch.StartNew();
        var began = Environment.CpuUsage.TotalTime;
        var beganWall = clock.Elapsed;
        var running = false;
        var watch = new Thread(() =>
        {
            while (true)
            {
                Thread.Sleep(200);
                if (Volatile.Read(ref running) && (Environment.CpuUsage.TotalTime - began > Limit || clock.Elapsed - beganWall > 24 * Limit))
                {
                    Environment.Exit(HangCode);
                }
            }
        })
        { IsBackground = true };
        watch.Start();

        var i = from;
        for (; i < to && clock.Elapsed < budget; i++)
        {
            at.Write(0, i);
            var input = source.Make(i);
            File.WriteAllBytes(path, input);
            var allocated = GC.GetTotalAllocatedBytes();
            began = Environment.CpuUsage.TotalTime;
            beganWall = clock.Elapsed;
            Volatile.Write(ref running, true);
            try
            {
                target.Read(path);
                at.Write(8, at.ReadInt64(8) + 1);
            }
            catch (InputException)
            {
            }
            catch (Exception e)
            {
                File.WriteAllText(Path.Combine(folder, "error"), e.ToString());
                return ExceptionCode;
            }

            Volatile.Write(ref running, false);
            if (GC.GetTotalAllocatedBytes() - allocated > FreeAllocation + (MemoryPerByte * (long)input.Length) && PeakOf(target, path) is var peak
                && peak > FreeAllocation + (MemoryPerByte * (long)input.Length))
            {
                File.WriteAllText(Path.Combine(folder, "error"), $"{peak >> 20} MB for {input.Length} bytes");
                return MemoryCode;
            }
        }

        at.Write(0, i);
        return 0;
    }

    // Allocation is not use: read again while another thread looks at what is alive.
    private static long PeakOf(FuzzTarget target, string path)
    {
        long Now() => target.Resident ? Environment.WorkingSet : GC.GetTotalMemory(forceFullCollection: true);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var before = Now();
        var peak = 0L;
        var done = false;
        var sampler = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                peak = Math.Max(peak, Now() - before);
                Thread.Sleep(2);
            }
        });
        sampler.Start();
        try
        {
            target.Read(path);
        }
        catch (InputException)
        {
        }
        finally
        {
            Volatile.Write(ref done, true);
            sampler.Join();
        }

        return peak;
    }
}
