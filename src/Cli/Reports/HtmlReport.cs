using System.Globalization;
using System.Text.Json;

namespace Quiver.Cli.Reports;

/// <summary>
/// One page that needs nothing beside itself: style, script, plots and pictures stand in it. The same sources give the same bytes.
/// </summary>
internal static class HtmlReport
{
    private const int MostRows = 2000;

    /// <summary>Writes the page.</summary>
    /// <param name="sources">What it shows, at least one.</param>
    /// <param name="live">Whether the page asks its server for news.</param>
    public static string Write(IReadOnlyList<ReportSource> sources, bool live)
    {
        var title = sources.Count == 1 ? $"{Heading(sources[0])} · Quiver" : $"{sources.Count} results · Quiver";
        var html = new HtmlWriter();
        html.Trusted("<!doctype html>\n<html lang=\"en\"").Trusted(live ? " data-live=\"1\"" : string.Empty).Trusted(">\n<head>\n");
        html.Trusted("<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Trusted("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        html.Trusted($"<meta http-equiv=\"Content-Security-Policy\" content=\"{ReportAssets.Policy(live)}\">\n");
        html.Add($"<title>{title}</title>\n<style>").Trusted(ReportAssets.Style).Trusted("</style>\n</head>\n<body>\n");
        html.Trusted("<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<div id=\"page\">\n");
        html.Trusted("<header><h1>");
        foreach (var word in (sources.Count == 1 ? Heading(sources[0]) : $"{sources.Count} results").Split(' '))
        {
            // A line does not end inside --an-option.
            html.Add($"<span{(word.Length < 30 ? " class=w" : string.Empty)}>{word}</span> ");
        }

        html.Trusted("</h1>");
        html.Trusted(live ? "<p id=\"live\" role=\"status\">live</p>" : string.Empty).Trusted("</header>\n<main id=\"content\">\n");
        if (sources.Count > 1)
        {
            AddOverview(html, sources);
        }

        foreach (var (i, source) in sources.Index())
        {
            AddSource(html, source, i + 1, sources.Count > 1);
        }

        html.Trusted("</main>\n<footer><p>Made by <code>quiver report</code>; curves by uPlot (MIT). ");
        html.Trusted("This page loads nothing from anywhere.</p></footer>\n");
        return html.Trusted("</div>\n<script>").Trusted(ReportAssets.Script).Trusted("</script>\n</body>\n</html>\n").ToString();
    }

    private static string Heading(ReportSource source) => source.Command ?? source.Name;

    private static void AddOverview(HtmlWriter html, IReadOnlyList<ReportSource> sources)
    {
        html.Trusted("<section><h2 id=\"overview\">Overview</h2>\n");
        string[] columns = ["result", "state", "command", "seed", "seconds"];
        AddTableStart(html, "results", columns);
        foreach (var (i, source) in sources.Index())
        {
            html.Add($"<tr><td><a href=\"#r{i + 1}\">{source.Name}</a></td><td>{State(source)}</td>");
            html.Add($"<td class=t><code>{source.Command ?? "–"}</code></td>");
            var seconds = source.Record is { } record ? ReportCell.Of(record.Seconds) : new ReportCell("–");
            html.Add($"<td class=\"n\" data-v=\"{source.Seed}\">{source.Seed?.ToString(CultureInfo.InvariantCulture) ?? "–"}</td>");
            html.Add($"<td class=\"n\" data-v=\"{seconds.Number}\">{seconds.Text}</td></tr>\n");
        }

        html.Trusted("</tbody></table></div>\n");
        var files = sources.SelectMany(static s => s.Metrics.Select(m => (Name(s, m), m))).ToArray();
        if (sources.Count(static s => s.Metrics.Count > 0) > 1)
        {
            html.Trusted("<div class=\"charts\">\n");
            AddCurves(html, CurveChart.Of(files));
            html.Trusted("</div>\n");
        }

        html.Trusted("</section>\n");

        static string Name(ReportSource source, MetricTable metrics) =>
            source.Metrics.Count == 1 ? source.Name : $"{source.Name} {metrics.Name}";
    }

    private static void AddSource(HtmlWriter html, ReportSource source, int number, bool several)
    {
        html.Add($"<section aria-labelledby=\"r{number}\"><h2 id=\"r{number}\">{(several ? source.Name : "Summary")}</h2>\n");
        if (several && source.Command is { } command)
        {
            html.Add($"<p class=\"command\"><code>{command}</code></p>\n");
        }

        AddSummary(html, source);
        if (source.Notes.Count > 0)
        {
            html.Trusted("<div class=\"notes\"><h3>Notes</h3><ul>");
            foreach (var note in source.Notes)
            {
                html.Add($"<li>{note}</li>");
            }

            html.Trusted("</ul></div>\n");
        }

        html.Trusted("<div class=\"charts\">\n");
        AddCurves(html, CurveChart.Of([.. source.Metrics.Select(static m => (m.Name, m))]));
        foreach (var chart in ReportCharts.Points(source.Content))
        {
            html.Add($"<figure><figcaption>{chart.Title}</figcaption>").Trusted(PointSvg.Draw(chart)).Trusted("</figure>\n");
        }

        foreach (var chart in ReportCharts.Bars(source.Content))
        {
            html.Add($"<figure><figcaption>{chart.Title}</figcaption>").Trusted(BarSvg.Draw(chart)).Trusted("</figure>\n");
        }

        // The circuit that was looked for stands beside the charts, others below the tables.
        var found = source.Pictures.Where(static p => p.Name.StartsWith("best.", StringComparison.Ordinal)).ToArray();
        AddPictures(html, found);
        html.Trusted("</div>\n");
        foreach (var table in source.Content.Tables)
        {
            AddTable(html, table);
        }

        html.Trusted("<div class=\"charts\">\n");
        AddPictures(html, source.Pictures.Except(found));
        html.Trusted("</div>\n");
        ReportOrigin.Add(html, source);
        html.Trusted("</section>\n");
    }

    private static void AddSummary(HtmlWriter html, ReportSource source)
    {
        var items = new List<(string, string)>();
        if (source.State is not null)
        {
            items.Add(("run", State(source)));
        }

        if (source.Seed is { } seed)
        {
            items.Add(("seed", seed.ToString(CultureInfo.InvariantCulture)));
        }

        AddFigures(html, items.Concat(source.Content.Figures.Select(static f => (ReportNames.Of(f.Path), f.Value.Text))));
    }

    private static void AddFigures(HtmlWriter html, IEnumerable<(string Name, string Value)> figures)
    {
        html.Trusted("<dl class=\"figures\">");
        foreach (var (name, value) in figures)
        {
            html.Add($"<div{(value.Length > 28 ? " class=wide" : string.Empty)}><dt>{name}</dt><dd>{value}</dd></div>");
        }

        html.Trusted("</dl>\n");
    }

    private static void AddCurves(HtmlWriter html, IReadOnlyList<CurveChart> charts)
    {
        foreach (var chart in charts)
        {
            html.Add($"<figure class=\"curves\"><figcaption>{ReportNames.Of(chart.Title)}</figcaption>");
            html.Trusted("<div class=\"plot\"></div><p class=\"readout\" aria-live=\"polite\"></p><script type=\"application/json\">");
            html.Trusted(Json(chart)).Trusted("</script></figure>\n");
        }
    }

    // The serializer's own encoder escapes what could end a script: <, >, &, quotes, and all that is not ASCII.
    private static string Json(CurveChart chart)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("title", ReportNames.Of(chart.Title));
            json.WriteString("x", chart.XLabel);
            json.WriteBoolean("log", chart.Logarithmic);
            json.WriteStartArray("names");
            foreach (var (name, _) in chart.Series)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.WriteStartArray("data");
            Values(chart.X.Select(static v => (double?)v));
            foreach (var (_, values) in chart.Series)
            {
                Values(values);
            }

            json.WriteEndArray();
            json.WriteEndObject();

            void Values(IEnumerable<double?> values)
            {
                json.WriteStartArray();
                foreach (var value in values)
                {
                    if (value is { } v)
                    {
                        json.WriteNumberValue(v);
                    }
                    else
                    {
                        json.WriteNullValue();
                    }
                }

                json.WriteEndArray();
            }
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void AddTable(HtmlWriter html, ReportTable table)
    {
        if (table.Rows.Count == 1 && table.Columns.Count > 3)
        {
            html.Add($"<h3>{ReportNames.Of(table.Name)}</h3>");
            AddFigures(html, table.Columns.Zip(table.Rows[0], static (c, v) => (ReportNames.Of(c), v.Text)));
            return;
        }

        AddTableStart(html, ReportNames.Of(table.Name), [.. table.Columns.Select(ReportNames.Of)]);
        var numbers = table.Columns.Select((_, i) => table.Rows.Any(r => r[i].Number is not null)).ToArray();
        foreach (var row in table.Rows.Take(MostRows))
        {
            html.Trusted("<tr>");
            foreach (var (i, cell) in row.Index())
            {
                if (numbers[i])
                {
                    html.Add($"<td class=\"n\" data-v=\"{cell.Number}\">{cell.Text}</td>");
                }
                else
                {
                    html.Add($"<td{(cell.Text.Length > 40 ? " class=t" : string.Empty)}>{cell.Text}</td>");
                }
            }

            html.Trusted("</tr>\n");
        }

        html.Trusted("</tbody></table></div>\n");
        if (table.Rows.Count > MostRows)
        {
            html.Add($"<p class=\"more\">{MostRows} of {table.Rows.Count} rows are shown; the file of the result holds all.</p>\n");
        }
    }

    private static void AddTableStart(HtmlWriter html, string name, IReadOnlyList<string> columns)
    {
        html.Add($"<h3>{name}</h3><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table: {name}\">");
        html.Trusted("<table><thead><tr>");
        foreach (var column in columns)
        {
            html.Add($"<th scope=\"col\"><button type=\"button\">{column}</button></th>");
        }

        html.Trusted("</tr></thead><tbody>\n");
    }

    private static void AddPictures(HtmlWriter html, IEnumerable<ReportPicture> pictures)
    {
        foreach (var picture in pictures)
        {
            html.Add($"<figure class=\"{(picture.Svg is null ? "picture" : "circuit")}\"><figcaption>{picture.Name}</figcaption>");
            if (picture.Svg is { } svg)
            {
                html.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Circuit {picture.Name}\">");
                html.Trusted(svg).Trusted("</div>");
            }
            else
            {
                html.Add($"<img alt=\"{picture.Name}\" src=\"{picture.Source}\">");
            }

            html.Trusted("</figure>\n");
        }
    }

    private static string State(ReportSource source) => source.State?.ToString().ToLowerInvariant() ?? "–";
}
