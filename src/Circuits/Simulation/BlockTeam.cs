namespace Quiver.Circuits.Simulation;

/// <summary>
/// Runs rounds of independent blocks on several threads with a barrier after each round. Blocks are taken from a shared
/// counter, so a helper thread that starts late, or never, costs time but not correctness.
/// </summary>
internal static class BlockTeam
{
    private const int SpinsBeforeYield = 200;

    /// <summary>Runs all rounds.</summary>
    /// <param name="rounds">Number of rounds.</param>
    /// <param name="blocks">Blocks of a round.</param>
    /// <param name="threads">Threads, the calling one included.</param>
    /// <param name="work">(round, first block, one past the last, thread).</param>
    public static void Run(int rounds, Func<int, int> blocks, int threads, Action<int, int, int, int> work)
    {
        var run = new TeamRun(rounds, blocks, threads, work);
        for (var t = 1; t < threads; t++)
        {
            var thread = t;
            ThreadPool.UnsafeQueueUserWorkItem(_ => run.Work(thread), null);
        }

        run.Work(0);
        run.ThrowIfFailed();
    }

    private sealed class TeamRun(int rounds, Func<int, int> blocks, int threads, Action<int, int, int, int> work)
    {
        private readonly int[] next = new int[rounds];
        private readonly int[] done = new int[rounds];
        private Exception? failure;

        public void Work(int thread)
        {
            for (var round = 0; round < rounds; round++)
            {
                var total = blocks(round);
                var share = Math.Max(1, total / (threads * 4));
                while (true)
                {
                    var first = Interlocked.Add(ref next[round], share) - share;
                    if (first >= total)
                    {
                        break;
                    }

                    var last = Math.Min(total, first + share);
                    try
                    {
                        work(round, first, last, thread);
                    }
                    catch (Exception e)
                    {
                        Volatile.Write(ref failure, e);
                    }

                    Interlocked.Add(ref done[round], last - first);
                }

                for (var spins = 0; Volatile.Read(ref done[round]) < total; spins++)
                {
                    if (spins < SpinsBeforeYield)
                    {
                        Thread.SpinWait(8);
                    }
                    else
                    {
                        Thread.Yield();
                    }
                }
            }
        }

        public void ThrowIfFailed()
        {
            if (failure is not null)
            {
                throw new InvalidOperationException("A block of the state vector could not be processed.", failure);
            }
        }
    }
}
