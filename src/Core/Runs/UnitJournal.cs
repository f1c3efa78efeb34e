using System.Diagnostics;

namespace Quiver.Core.Runs;

/// <summary>
/// What a long command has behind it: the results of its finished units of work (a method, a stage of a search, a repetition) and how far
/// the unit at hand has come. A run that goes on after an end in the middle takes these from there and does only the rest.
/// </summary>
/// <remarks>
/// Every entry is a file of its own, <c>NAME.unit</c>, written in one step, with a checksum and the identity of its run. What is read back
/// is bit for bit what was written, so the result is that of a run that nobody disturbed. Safe for use by several threads under
/// different names.
/// </remarks>
public sealed class UnitJournal
{
    private const string Kind = "unit of a run";
    private const int Layout = 1;
    private readonly string? folder;
    private readonly RunIdentity? run;
    private readonly string prefix;
    private readonly TimeSpan interval;

    private UnitJournal(string? folder, RunIdentity? run, TimeSpan interval, string prefix)
    {
        (this.folder, this.run, this.interval, this.prefix) = (folder, run, interval, prefix);
    }

    /// <summary>Keeps nothing: every unit is worked out.</summary>
    public static UnitJournal None { get; } = new(null, null, TimeSpan.MaxValue, string.Empty);

    /// <summary>Whether anything is kept.</summary>
    public bool IsKept => folder is not null;

    /// <summary>Opens the journal of a run.</summary>
    /// <param name="folder">Its folder; made when the first entry is written.</param>
    /// <param name="run">The run: entries of another one are refused.</param>
    /// <param name="interval">The least time between two snapshots of one unit.</param>
    /// <returns>The journal.</returns>
    public static UnitJournal In(string folder, RunIdentity run, TimeSpan interval)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(run);
        return new UnitJournal(folder, run, interval, string.Empty);
    }

    /// <summary>The part of the journal that belongs to a piece of the work.</summary>
    /// <param name="name">The piece, in letters, digits and hyphens.</param>
    /// <returns>A journal whose names all begin with it.</returns>
    public UnitJournal Part(string name) => folder is null ? this : new UnitJournal(folder, run, interval, prefix + Checked(name) + ".");

    /// <summary>The result of a unit: read where it was finished before, else worked out and kept.</summary>
    /// <typeparam name="T">What the unit gives.</typeparam>
    /// <param name="name">The unit, in letters, digits and hyphens; no other of this part may have the name.</param>
    /// <param name="work">Does it.</param>
    /// <param name="write">Writes the result.</param>
    /// <param name="read">Reads what <paramref name="write"/> wrote.</param>
    /// <param name="cancellation">A unit that ends after this was cancelled may be cut short: it is not kept.</param>
    /// <returns>The result.</returns>
    /// <exception cref="InputException">The entry is damaged, or belongs to another run.</exception>
    public T Once<T>(
        string name, Func<T> work, Action<BinaryWriter, T> write, Func<BinaryReader, T> read, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(read);
        if (folder is null)
        {
            return work();
        }

        if (Exists(name))
        {
            return Read(name, read);
        }

        var result = work();
        if (!cancellation.IsCancellationRequested)
        {
            Write(name, w => write(w, result));
        }

        return result;
    }

    /// <summary>Whether there is an entry.</summary>
    /// <param name="name">Its name.</param>
    public bool Exists(string name) => folder is not null && File.Exists(PathOf(name));

    /// <summary>Reads an entry.</summary>
    /// <typeparam name="T">What it becomes.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="read">Reads it.</param>
    /// <returns>What <paramref name="read"/> made of it.</returns>
    /// <exception cref="InputException">It is damaged, or belongs to another run.</exception>
    public T Read<T>(string name, Func<BinaryReader, T> read) => CheckpointFrame.Load(PathOf(name), Kind, Layout, run!, read);

    /// <summary>Writes or replaces an entry.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string name, Action<BinaryWriter> write)
    {
        if (folder is not null)
        {
            CheckpointFrame.Save(PathOf(name), Kind, Layout, run!, write);
        }
    }

    /// <summary>Removes an entry that later ones have made useless.</summary>
    /// <param name="name">Its name; it need not be there.</param>
    public void Forget(string name)
    {
        if (Exists(name))
        {
            File.Delete(PathOf(name));
        }
    }

    /// <summary>Removes all entries of this part: one that stands for all of them is written.</summary>
    public void Clear()
    {
        if (folder is null || prefix.Length == 0 || !Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder, prefix + "*.unit"))
        {
            File.Delete(file);
        }
    }

    /// <summary>Measures the time until the next snapshot of a unit is due.</summary>
    /// <returns>Says, when asked, whether the interval has passed since the last time it said so.</returns>
    public Func<bool> Clock()
    {
        var clock = Stopwatch.StartNew();
        return () =>
        {
            if (folder is null || clock.Elapsed < interval)
            {
                return false;
            }

            clock.Restart();
            return true;
        };
    }

    private static string Checked(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-')
        ? name
        : throw new ArgumentException($"'{name}' names no unit: letters, digits and hyphens do.", nameof(name));

    private string PathOf(string name) => Path.Combine(folder!, prefix + Checked(name) + ".unit");
}
