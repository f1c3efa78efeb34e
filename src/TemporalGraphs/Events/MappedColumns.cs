using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// Columns of events in a file that is mapped into memory and only read. The mapping stays until the process ends, because spans over
/// it do not keep it alive; what bounds the memory is that pages which were passed are given back.
/// </summary>
internal sealed unsafe partial class MappedColumns
{
    private const int AdviceWillNeed = 3;
    private const int AdviceDoNotNeed = 4;
    private static readonly List<MemoryMappedViewAccessor> Kept = [];
    private static readonly nuint PageSize = (nuint)Environment.SystemPageSize;
    private readonly byte* sources;
    private readonly byte* destinations;
    private readonly byte* times;
    private readonly byte* weights;

    /// <summary>Maps a file.</summary>
    /// <param name="path">The file; it must be as long as the columns need, and must not be made shorter while the process runs.</param>
    /// <param name="header">Where the columns begin.</param>
    public MappedColumns(string path, EventArchiveHeader header)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        using var file = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        lock (Kept)
        {
            Kept.Add(view);
        }

        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
        Count = header.Count;
        times = start + EventArchiveHeader.TimesAt;
        sources = start + header.SourcesAt;
        destinations = start + header.DestinationsAt;
        weights = header.WeightsAt == 0 ? null : start + header.WeightsAt;
    }

    /// <summary>Events.</summary>
    public int Count { get; }

    /// <summary>Source nodes.</summary>
    public ReadOnlySpan<int> Sources => new(sources, Count);

    /// <summary>Destination nodes.</summary>
    public ReadOnlySpan<int> Destinations => new(destinations, Count);

    /// <summary>Times.</summary>
    public ReadOnlySpan<double> Times => new(times, Count);

    /// <summary>Weights; empty where all are 1.</summary>
    public ReadOnlySpan<float> Weights => weights is null ? default : new(weights, Count);

    /// <summary>Whether events have weights.</summary>
    public bool IsWeighted => weights is not null;

    /// <summary>Gives the memory of events back (they are read anew when they are wanted), and asks for as many behind them.</summary>
    /// <param name="from">First event that was passed.</param>
    /// <param name="to">After the last.</param>
    public void Passed(int from, int to)
    {
        if (!OperatingSystem.IsLinux())
        {
            // Elsewhere the system takes pages of files back by itself when memory is short.
            return;
        }

        Advise(times, sizeof(double));
        Advise(sources, sizeof(int));
        Advise(destinations, sizeof(int));
        if (weights is not null)
        {
            Advise(weights, sizeof(float));
        }

        void Advise(byte* column, int size)
        {
            var next = (int)Math.Min(Count, (2L * to) - from);
            Give(column + ((long)from * size), column + ((long)to * size), AdviceDoNotNeed);
            Give(column + ((long)to * size), column + ((long)next * size), AdviceWillNeed);
        }
    }

    // Advice only, on whole pages: a refusal is no error.
    private static void Give(byte* from, byte* to, int advice)
    {
        var (first, last) = ((nuint)from / PageSize * PageSize, (nuint)to / PageSize * PageSize);
        if (last > first)
        {
            _ = Advise((void*)first, last - first, advice);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);
}
