using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Finds the columns by the names of a header, and by what the user says of them.</summary>
internal static class ColumnNames
{
    private static readonly string[] Users = ["user", "user_id", "userid", "customer", "customer_id", "customerid", "reviewer",
        "reviewer_id", "reviewerid", "visitorid", "visitor_id"];

    private static readonly string[] Items =
    [
        "item", "item_id", "itemid", "iid", "movie", "movie_id", "movieid", "product", "product_id", "productid", "page", "page_id",
            "pageid", "song", "song_id",
        "track_id", "artist_id", "business_id", "book_id", "isbn", "asin", "parent_asin", "targetid", "resource_id", "post_id", "video_id",
            "subreddit", "stock_code", "stockcode", "genre",
    ];

    private static readonly string[] Sources =
    [
        "src", "source", "u", "from", "node1", "sender", "s", "from_node", "source_id", "src_id", "source_node", "src_node", "from_id",
            "fromnodeid", "from_node_id", "sourceid", "id1",
        "node_1", "node_id_1", "person1", "user1", "user_1", "rater", "head", "subject", "caller", "follower", "origin", "from_address",
            "src_ip", "initiator", "speaker", "p1", "n1", "nodea",
        "node_a", "sourcenode", "fromid", "sender_id", "senderid", "nation",
    ];

    private static readonly string[] Destinations =
    [
        "dst", "destination", "dest", "to", "v", "node2", "target", "receiver", "recipient", "d", "to_node", "target_id", "dst_id",
            "dest_id", "destination_id", "target_node", "dst_node",
        "to_id", "tonodeid", "to_node_id", "id2", "node_2", "node_id_2", "person2", "user2", "user_2", "ratee", "tail", "object", "callee",
            "followee", "to_address", "dst_ip", "responder",
        "listener", "p2", "n2", "nodeb", "node_b", "targetnode", "toid", "receiver_id", "receiverid", "recipient_id",
            "trading nation", "trading_nation",
    ];

    private static readonly string[] Times =
    [
        "timestamp", "time", "ts", "t", "unixtime", "unix_time", "unix_timestamp", "epoch", "datetime", "date_time", "time_stamp",
            "timestep", "time_step", "created_at", "event_time",
        "unixreviewtime", "unixts", "timestamps", "start_time", "starttime", "block_timestamp", "unix",
    ];

    private static readonly string[] CoarseTimes = ["snapshot", "date", "day", "week", "month", "year", "period"];

    private static readonly string[] Weights = ["weight", "w", "rating", "amount", "value", "weights"];

    /// <summary>The known names, for messages.</summary>
    public static string Known { get; } =
        $"source ({Some(Sources)}, {Some(Users)}), destination ({Some(Destinations)}, {Some(Items)}), time ({Some(Times)}, "
            + $"{Some(CoarseTimes)}), weight ({Some(Weights)})";

    /// <summary>The columns that a header and the user name.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="header">The header's cells; null where there is none.</param>
    /// <param name="said">What the user says; null for nothing.</param>
    /// <param name="notes">Receives what was assumed; null for none.</param>
    /// <param name="relation">The column of the relation; -1 for none.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="InputException">The columns cannot be told.</exception>
    public static EventColumns Find(string path, IReadOnlyList<string>? header, string? said, Notes? notes, int relation = -1)
    {
        var names = header?.Select(Normal).ToArray() ?? [];
        var (s, d, t, w) = Said(path, names, said);
        var separate = false;
        if (header is not null)
        {
            if (said is null && names.Length > 3 && names[0] is "user_id" && names[3] is "state_label")
            {
                return EventColumns.Of(EventLayout.Jodie) with { Relation = relation };
            }

            var taken = new HashSet<int>(new[] { s, d, t, w }.Where(c => c >= 0));
            int First(params string[][] lists)
            {
                foreach (var list in lists)
                {
                    var found = Enumerable.Range(0, names.Length)
                        .Where(c => !taken.Contains(c) && list.Contains(names[c], StringComparer.Ordinal)).ToArray();
                    if (found.Length > 1 && found.Select(c => names[c]).Distinct(StringComparer.Ordinal).Count() is var different)
                    {
                        var what = string.Join(" and ", found.Select(c => header[c].Trim()));
                        throw new InputException(path, 0, different == 1
                            ? $"the header names {header[found[0]].Trim()} {found.Length} times; say by option Columns which column is "
                                + $"meant, counted from 1."
                            : $"the header has {what}, which may be the same thing; say by option Columns "
                                + $"source=...,destination=...,time=... which one is meant.");
                    }

                    if (found.Length == 1)
                    {
                        taken.Add(found[0]);
                        return found[0];
                    }
                }

                return -1;
            }

            var hasJ = names.Contains("j", StringComparer.Ordinal);
            t = t >= 0 ? t : First(Times, CoarseTimes);
            s = s >= 0 ? s : First(Sources, hasJ ? ["i"] : []);
            s = s >= 0 ? s : Prefixed(header, names, taken, ["source_", "src_", "from_"], "source", notes);
            s = s >= 0 ? s : First(Users);
            d = d >= 0 ? d : First(Destinations, hasJ ? ["j"] : ["i"]);
            d = d >= 0 ? d : Prefixed(header, names, taken, ["target_", "dst_", "to_", "dest_"], "destination", notes);
            d = d >= 0 ? d : First(Items);
            w = w >= 0 ? w : First(Weights);
            separate = s >= 0 && d >= 0 && s < names.Length && d < names.Length && Users.Contains(names[s], StringComparer.Ordinal)
                && Items.Contains(names[d], StringComparer.Ordinal);
        }

        var missing = new[] { (s, "source"), (d, "destination"), (t, "time") }.Where(p => p.Item1 < 0).Select(p => p.Item2).ToArray();
        if (missing.Length > 0)
        {
            throw new InputException(path, 0, header is null
                ? $"there is no header, so option Columns must name source, destination and time, counted from 1; "
                    + $"{string.Join(" and ", missing)} is missing."
                : $"the header names {Shown(header)}, and the {string.Join(" and the ", missing)} cannot be told from it: say so by "
                    + $"option Columns source=...,destination=...,time=... "
                    + $"(names of the header, or numbers counted from 1). Known names are: {Known}.");
        }

        if (header is not null)
        {
            int[] used = [s, d, t, w, relation];
            var unused = Enumerable.Range(0, header.Count).Where(c => !used.Contains(c) && names[c].Length > 0)
                .Select(c => header[c].Trim()).ToArray();
            if (unused.Length > 0)
            {
                notes?.Add($"Columns that are not used: {Shown(unused)}.");
            }
        }

        return new EventColumns(s, d, t, w, -1, separate) { Relation = relation };
    }

    /// <summary>Whether a name is one that a header of events has.</summary>
    /// <param name="name">The cell.</param>
    /// <returns>True for names of some length; letters such as t are not enough.</returns>
    public static bool IsTelling(string name) => Normal(name) is { Length: > 1 } n
        && (Sources.Contains(n, StringComparer.Ordinal) || Destinations.Contains(n, StringComparer.Ordinal)
            || Times.Contains(n, StringComparer.Ordinal)
            || Users.Contains(n, StringComparer.Ordinal) || Items.Contains(n, StringComparer.Ordinal));

    /// <summary>Names for messages, at most ten.</summary>
    public static string Shown(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(10).Select(n => n.Length == 0 ? "(empty)" : n.Length > 40 ? n[..40] + "..." : n))
            + (names.Count > 10 ? $" and {names.Count - 10} more" : string.Empty);

    private static int Prefixed(IReadOnlyList<string> header, string[] names, HashSet<int> taken, string[] prefixes, string role,
        Notes? notes)
    {
        var found = Enumerable.Range(0, names.Length)
            .Where(c => !taken.Contains(c) && Array.Exists(prefixes, p => names[c].StartsWith(p, StringComparison.Ordinal))).ToArray();
        if (found.Length != 1)
        {
            return -1;
        }

        notes?.Add($"The column {header[found[0]].Trim()} is taken for the {role}.");
        taken.Add(found[0]);
        return found[0];
    }

    private static (int Source, int Destination, int Time, int Weight) Said(string path, string[] names, string? said)
    {
        var result = new int[] { -1, -1, -1, -1 };
        if (said is null)
        {
            return (-1, -1, -1, -1);
        }

        string[] roles = ["source", "destination", "time", "weight"];
        foreach (var part in said.Split(',', StringSplitOptions.TrimEntries))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            var role = Array.IndexOf(roles, pair[0].ToLowerInvariant());
            if (pair.Length != 2 || role < 0 || pair[1].Length == 0)
            {
                throw new InputException($"option Columns: '{part}' is not source=..., destination=..., time=... or weight=....");
            }

            var column = int.TryParse(pair[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
                out var number)
                ? number - 1
                : Array.IndexOf(names, Normal(pair[1]));
            if (column < 0 || column > 4095
                || (names.Length > 0 && column >= names.Length && !names.Contains("state_label", StringComparer.Ordinal)))
            {
                throw new InputException(path, 0, $"option Columns: there is no column "
                    + $"{pair[1]}{(names.Length > 0 ? $" in the header ({Shown(names)})" : "; without a header columns are numbers counted from 1")}.");
            }

            if (result[role] >= 0 || result.Contains(column))
            {
                throw new InputException(
                    $"option Columns: {(result[role] >= 0 ? $"{roles[role]} is named twice" : $"the column {pair[1]} is used twice")}.");
            }

            result[role] = column;
        }

        return (result[0], result[1], result[2], result[3]);
    }

    /// <summary>A name as names are compared.</summary>
    public static string Normal(string name) => name.Trim().Trim('"', '\'').Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

    private static string Some(string[] list) => string.Join(", ", list.Take(6));
}
