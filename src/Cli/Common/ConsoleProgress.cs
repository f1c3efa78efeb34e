using System.Diagnostics;
using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary>
/// Shows progress on standard error: one live line with rate and time left on a terminal, a plain line every few
/// seconds elsewhere.
/// </summary>
internal sealed class ConsoleProgress : IProgress<ProgressReport>, IDisposable
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);
    private readonly bool live = !Console.IsErrorRedirected;
    private readonly Lock gate = new();
    private readonly Stopwatch clock = new();
    private string stage = string.Empty;
    private TimeSpan lastShown;
    private int shownLength;

    public void Report(ProgressReport value)
    {
        lock (gate)
        {
            if (!string.Equals(value.Stage, stage, StringComparison.Ordinal))
            {
                stage = value.Stage;
                clock.Restart();
                lastShown = -PlainInterval;
            }

            var elapsed = clock.Elapsed;
            var finished = value.Total > 0 && value.Done >= value.Total;
            if (!finished && elapsed - lastShown < (live ? LiveInterval : PlainInterval))
            {
                return;
            }

            lastShown = elapsed;
            Show(Describe(value, elapsed));
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (live && shownLength > 0)
            {
                Console.Error.Write("\r" + new string(' ', shownLength) + "\r");
                shownLength = 0;
            }
        }
    }

    private static string Describe(ProgressReport value, TimeSpan elapsed)
    {
        var culture = CultureInfo.InvariantCulture;
        var text = value.Stage;
        if (value.Total > 0)
        {
            text += string.Create(culture, $" {value.Done:0.##}/{value.Total:0.##} ({100 * value.Done / value.Total:0} %)");
            if (value.Done > 0 && elapsed.TotalSeconds > 1)
            {
                var left = TimeSpan.FromSeconds(elapsed.TotalSeconds * Math.Max(0, value.Total - value.Done) / value.Done);
                text += string.Create(culture, $", {value.Done / elapsed.TotalSeconds:0.#}/s, "
                    + $"{(int)left.TotalMinutes}:{left.Seconds:00} left");
            }
        }

        return value.Detail is null ? text : text + "  " + value.Detail;
    }

    private void Show(string text)
    {
        if (!live)
        {
            Console.Error.WriteLine(text);
            return;
        }

        var width = Math.Max(20, Console.WindowWidth - 1);
        text = text.Length > width ? text[..width] : text;
        Console.Error.Write("\r" + text.PadRight(shownLength));
        shownLength = text.Length;
    }
}
