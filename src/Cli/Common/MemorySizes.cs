using System.CommandLine;
using System.Globalization;

namespace Quiver.Cli.Common;

/// <summary>Amounts of memory such as <c>8GiB</c>, <c>500MB</c>, <c>4G</c>.</summary>
internal static class MemorySizes
{
    private const double FreeShare = 0.75;
    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
        ("K", 1L << 10), ("M", 1L << 20), ("G", 1L << 30), ("T", 1L << 40), ("B", 1),
    ];

    /// <summary>The option <c>--memory</c>; without it three quarters of what is free.</summary>
    public static Option<long?> Option(string description) => new("--memory")
    {
        Description = description,
        HelpName = "8GiB",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Parse(text) is { } bytes)
            {
                return bytes;
            }

            result.AddError($"'{text}' is not an amount of memory such as 8GiB or 500MB.");
            return 0;
        },
    };

    /// <summary>The bytes of a text; null where it is none, or less than a megabyte.</summary>
    public static long? Parse(string text)
    {
        var (unit, factor) = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase), (string.Empty, 1));
        return double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value * factor is >= 1e6 and <= 1e15 and var bytes ? (long)bytes : null;
    }

    /// <summary>Bytes in words of three digits.</summary>
    public static string Text(double bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1L << 30):0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1L << 20):0} MiB");

    /// <summary>Three quarters of the memory that is free now.</summary>
    public static long Default() => (long)(FreeShare * Free());

    /// <summary>
    /// The same, as it was when the run at hand began: state and tables follow from it, and a run that goes on elsewhere keeps to
    /// what it planned.
    /// </summary>
    public static long OfRun()
    {
        const string Planned = "memory";
        var journal = RunFolder.Journal;
        if (!journal.Exists(Planned))
        {
            return journal.Once(Planned, Default, static (w, bytes) => w.Write(bytes), static r => r.ReadInt64());
        }

        // How a run came to its end is no part of its result, so this is no note.
        var known = journal.Read(Planned, static r => r.ReadInt64());
        var now = Default();
        Console.Error.WriteLine($"memory: {Text(known)}, as the run was planned at its beginning; now this machine would give {Text(now)}"
            + (now < known / 2 ? ": where that is too little, begin a new run with --memory" : string.Empty));
        return known;
    }

    private static double Free()
    {
        var known = GC.GetGCMemoryInfo();
        double free = Math.Max(0, known.TotalAvailableMemoryBytes - known.MemoryLoadBytes);
        if (OperatingSystem.IsLinux())
        {
            // What the kernel would give up for us, caches included; a container's limit stands in the other figure.
            var line = File.ReadLines("/proc/meminfo").FirstOrDefault(static l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
            var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
            if (words.Length > 1 && double.TryParse(words[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var kibibytes))
            {
                free = Math.Min(known.TotalAvailableMemoryBytes, 1024 * kibibytes);
            }
        }

        return free;
    }
}
