using System.Runtime.ExceptionServices;
using Quiver.Core.Runs;

namespace Quiver.Cli.Links;

/// <summary>
/// Runs of one training with several seeds. One neural model keeps a core busy and no more, for its tensors are small; so its seeds run
/// side by side, each on a core, with the results of runs one after the other.
/// </summary>
internal static class SeedRuns
{
    /// <summary>Makes the runs.</summary>
    /// <param name="count">How many.</param>
    /// <param name="sideBySide">Whether each keeps only a core busy.</param>
    /// <param name="progress">Told how far they are, all together.</param>
    /// <param name="run">Makes run number 0, 1, ... and tells how far it is.</param>
    /// <typeparam name="T">What a run gives.</typeparam>
    /// <returns>The results, in order.</returns>
    public static T[] All<T>(int count, bool sideBySide, IProgress<ProgressReport> progress, Func<int, IProgress<ProgressReport>, T> run)
    {
        var results = new T[count];
        if (count == 1 || !sideBySide || Environment.ProcessorCount == 1)
        {
            for (var i = 0; i < count; i++)
            {
                results[i] = run(i, progress);
            }

            return results;
        }

        var failures = new ExceptionDispatchInfo?[count];
        var together = new Together(progress, count);
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (i, loop) =>
        {
            try
            {
                results[i] = run(i, together.Part(i));
            }
            catch (Exception e)
            {
                // The first failure counts, as it would one after the other: runs before it still take place.
                failures[i] = ExceptionDispatchInfo.Capture(e);
                loop.Break();
            }
        });
        Array.Find(failures, f => f is not null)?.Throw();
        return results;
    }

    /// <summary>Adds up how far the runs are.</summary>
    private sealed class Together(IProgress<ProgressReport> progress, int count)
    {
        private readonly double[] done = new double[count];

        public IProgress<ProgressReport> Part(int number) => new One(this, number);

        private void Report(int number, ProgressReport value)
        {
            lock (done)
            {
                done[number] = value.Done;
                progress.Report(value with { Done = done.Sum(), Total = done.Length * value.Total });
            }
        }

        private sealed class One(Together all, int number) : IProgress<ProgressReport>
        {
            public void Report(ProgressReport value) => all.Report(number, value);
        }
    }
}
