namespace Quiver.Core.Runs;

/// <summary>
/// Units of work that do not depend on one another, done by one process, or by several that have a folder in common: each takes a unit
/// that nobody has done and nobody holds, keeps its result in the folder, and goes on until all results are there. Every process ends with
/// the same results, however many there are.
/// </summary>
/// <remarks>
/// Who works at a unit holds a lock of the operating system on a file of the unit's number. It falls with the process, however that ends,
/// and the next process that looks takes the unit up from its beginning: nothing else is lost. Lock files stay: whoever deleted one could
/// take it from under a process that waits for it.
/// </remarks>
internal sealed class SharedUnits
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly UnitJournal journal;
    private readonly string? folder;

    private SharedUnits(UnitJournal journal, string? folder) => (this.journal, this.folder) = (journal, folder);

    /// <summary>Units of one process.</summary>
    /// <param name="journal">Keeps what is done, for a run that may be stopped.</param>
    public static SharedUnits Alone(UnitJournal journal) => new(journal, null);

    /// <summary>Units of all processes that open a folder for the same run.</summary>
    /// <param name="folder">The folder; made where there is none.</param>
    /// <param name="run">The run: results of another one are refused.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static SharedUnits In(string folder, RunIdentity run)
    {
        Directory.CreateDirectory(folder);
        return new(UnitJournal.In(folder, run, TimeSpan.MaxValue), folder);
    }

    /// <summary>Does units until all are done, by this process or others.</summary>
    /// <typeparam name="T">The result of a unit.</typeparam>
    /// <param name="stage">What they are, in letters, digits and hyphens; stages of one run differ.</param>
    /// <param name="count">How many.</param>
    /// <param name="work">Does unit number i. What it gives after a cancellation is not kept.</param>
    /// <param name="write">Writes a result.</param>
    /// <param name="read">Reads what <paramref name="write"/> wrote.</param>
    /// <param name="done">Told how many are done.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The results in their order; null for those that a cancellation kept from beginning.</returns>
    /// <exception cref="InputException">A result is damaged, or belongs to another run.</exception>
    public T?[] All<T>(
        string stage, int count, Func<int, T> work, Action<BinaryWriter, T> write, Func<BinaryReader, T> read, Action<int>? done,
        CancellationToken cancellation)
        where T : class
    {
        var results = new T?[count];
        var left = Enumerable.Range(0, count).ToList();
        while (left.Count > 0 && !cancellation.IsCancellationRequested)
        {
            var before = left.Count;
            foreach (var unit in left.ToArray())
            {
                if (cancellation.IsCancellationRequested)
                {
                    break;
                }

                if (Try(Name(stage, unit), unit, () => work(unit), write, read, cancellation) is { } result)
                {
                    results[unit] = result;
                    left.Remove(unit);
                    done?.Invoke(count - left.Count);
                }
            }

            // All that is left is in other hands.
            if (left.Count == before && left.Count > 0)
            {
                cancellation.WaitHandle.WaitOne(Pause);
            }
        }

        return results;
    }

    private static string Name(string stage, int unit) => FormattableString.Invariant($"{stage}-{unit}");

    /// <summary>A unit's result; null where another process works at it.</summary>
    private T? Try<T>(
        string name, int unit, Func<T> work, Action<BinaryWriter, T> write, Func<BinaryReader, T> read, CancellationToken cancellation)
        where T : class
    {
        if (journal.Exists(name))
        {
            return journal.Read(name, read);
        }

        using var held = TryLock(unit, out var isFree);
        if (!isFree)
        {
            return null;
        }

        // Another process may have finished it between the question and the lock.
        return journal.Once(name, work, write, read, cancellation);
    }

    private FileStream? TryLock(int unit, out bool isFree)
    {
        isFree = true;
        if (folder is null)
        {
            return null;
        }

        try
        {
            return new FileStream(
                Path.Combine(folder, FormattableString.Invariant($"unit-{unit}.lock")), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                FileShare.None);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            isFree = false;
            return null;
        }
    }
}
