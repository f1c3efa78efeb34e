using System.Diagnostics;
using System.Runtime.CompilerServices;
using Quiver.GFlowNet.Torch;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Torch;

[Collection(TorchCollection.Name)]
public sealed class FinalizerHoldTests
{
    private static int freed;

    [Fact]
    public void Begin_WhatDiesMeanwhile_IsFinalizedAfterwardsAlone()
    {
        freed = 0;
        using (FinalizerHold.Begin())
        {
            using (FinalizerHold.Begin())
            {
                Die();
            }

            Assert.True(FinalizerHold.Stands);
            GC.Collect();
            Thread.Sleep(300);
            Assert.Equal(0, Volatile.Read(ref freed));
        }

        GC.WaitForPendingFinalizers();
        Assert.Equal(1, Volatile.Read(ref freed));
    }

    [Fact]
    public void Begin_TwoThreads_HoldUntilTheLastEnds()
    {
        freed = 0;
        using var begun = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        var other = new Thread(() =>
        {
            using var hold = FinalizerHold.Begin();
            begun.Set();
            end.Wait(TestContext.Current.CancellationToken);
        });
        using (FinalizerHold.Begin())
        {
            other.Start();
            begun.Wait(TestContext.Current.CancellationToken);
            Die();
        }

        GC.Collect();
        Thread.Sleep(300);
        Assert.Equal(0, Volatile.Read(ref freed));
        end.Set();
        other.Join();
        GC.WaitForPendingFinalizers();
        Assert.Equal(1, Volatile.Read(ref freed));
    }

    [Fact]
    public void Begin_ManyShortHolds_LetFinalizersRunBetweenThem()
    {
        freed = 0;
        var clock = Stopwatch.StartNew();
        for (var k = 0; Volatile.Read(ref freed) == 0 && clock.Elapsed < TimeSpan.FromSeconds(30); k++)
        {
            using var hold = FinalizerHold.Begin();
            if (k == 0)
            {
                Die();
            }

            Thread.Sleep(1);
        }

        Assert.Equal(1, Volatile.Read(ref freed));
    }

    [Fact]
    public void Begin_WhoWaitsForFinalizersWhileHolding_IsLetGo()
    {
        var longest = FinalizerHold.Longest;
        FinalizerHold.Longest = TimeSpan.FromSeconds(1);
        try
        {
            using var hold = FinalizerHold.Begin();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            FinalizerHold.Longest = longest;
        }
    }

    // Without the hold two runs of three end in "Expected false to be true".
    [Fact]
    public void Sums_BesideThreadsThatCollectGarbage_AreRight()
    {
        var stop = false;
        var threads = Enumerable.Range(0, 6).Select(_ => new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                GC.Collect(0);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        try
        {
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < TimeSpan.FromSeconds(2))
            {
                using var scope = TorchScope.Begin();
                var x = ones(100);
                for (var k = 0; k < 100; k++)
                {
                    x = (x + 1) + (x * -1.0);
                }

                Assert.Equal(100, x.sum().item<float>());
            }
        }
        finally
        {
            Volatile.Write(ref stop, true);
            threads.ForEach(t => t.Join());
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Die() => _ = new Counted();

    private sealed class Counted
    {
        ~Counted() => Interlocked.Increment(ref freed);
    }
}
