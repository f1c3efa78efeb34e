using System.Globalization;
using Quiver.Cli.Common;

namespace Quiver.Cli.Reports;

/// <summary>How a result came to be and how to make it again: command, configuration, inputs, versions.</summary>
/// <remarks>The names of the machine and of folders on it are nobody's business but its owner's: they stay in <c>run.json</c>.</remarks>
internal static class ReportOrigin
{
    public static void Add(HtmlWriter html, ReportSource source)
    {
        if (source.Command is { } command)
        {
            html.Add($"<h3>How to reproduce</h3><pre tabindex=\"0\"><code>{command}</code></pre>\n<p>");
            html.Add($"{(source.Version is { } version ? $"With quiver {version}" : "With the same version")}");
            html.Trusted(", from the folder that the names of files count from; the same inputs and seed give the same figures, ");
            html.Trusted("times apart.</p>\n");
        }

        if (source.Inputs.Count > 0)
        {
            html.Trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Inputs\"><table><thead><tr>");
            html.Trusted("<th scope=\"col\">input</th><th scope=\"col\">SHA-256</th></tr></thead><tbody>");
            foreach (var input in source.Inputs)
            {
                html.Add($"<tr><td>{input.Path}</td><td><code>{input.Sha256 ?? "not known"}</code></td></tr>");
            }

            html.Trusted("</tbody></table></div>\n");
        }

        if (source.Record is { } record)
        {
            AddRun(html, record);
            html.Trusted("<details><summary>Configuration</summary><pre tabindex=\"0\"><code>");
            html.Add($"{record.Configuration.ToJsonString(ConfigurationFile.Layout)}</code></pre></details>\n");
        }
    }

    private static void AddRun(HtmlWriter html, RunRecord record)
    {
        html.Trusted("<details><summary>The run</summary><dl class=\"run\">");
        void Item(string name, string value) => html.Add($"<dt>{name}</dt><dd>{value}</dd>");
        Item("started", Time(record.Started));
        Item("ended", record.Ended is { } ended ? Time(ended) : "not yet");
        Item("seconds", ReportCell.Of(record.Seconds).Text);
        Item("processes", record.Attempts.ToString(CultureInfo.InvariantCulture));
        Item("exit code", record.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "none yet");
        Item("device", record.Device);
        Item("system", $"{record.Machine.System}, {record.Machine.Processors} processors, {record.Machine.Runtime}");
        html.Trusted("</dl></details>\n");
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
