using System.Text;

namespace Quiver.Fuzz;

/// <summary>
/// A small context-free grammar that writes inputs. A rule stands on a line, <c>name = one &lt;part&gt; | another</c>;
/// <c>\n</c> is a line break, <c>&lt;part*&gt;</c> is none to six of a part, and the first rule is where it starts.
/// </summary>
internal sealed class Grammar
{
    private const int Depth = 24;
    private const int LongestText = 20_000;
    private readonly Dictionary<string, string[]> rules = new(StringComparer.Ordinal);
    private readonly string start;

    public Grammar(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = line.IndexOf(" = ", StringComparison.Ordinal);
            rules.Add(line[..at], line[(at + 3)..].Replace("\\n", "\n", StringComparison.Ordinal).Split(" | "));
        }

        start = rules.Keys.First();
    }

    public string Write(Random random)
    {
        var text = new StringBuilder();
        Expand(start, random, Depth, text);
        return text.ToString();
    }

    private void Expand(string name, Random random, int depth, StringBuilder text)
    {
        if (depth == 0 || text.Length > LongestText)
        {
            text.Append('0');
            return;
        }

        var choices = rules[name];
        var choice = choices[random.Next(choices.Length)];
        for (var i = 0; i < choice.Length; i++)
        {
            var end = choice[i] == '<' ? choice.IndexOf('>', i) : -1;
            var part = end < 0 ? string.Empty : choice[(i + 1)..end];
            var many = part.EndsWith('*');
            part = many ? part[..^1] : part;
            if (end < 0 || !rules.ContainsKey(part))
            {
                text.Append(choice[i]);
                continue;
            }

            for (var times = many ? random.Next(7) : 1; times > 0; times--)
            {
                Expand(part, random, depth - 1, text);
            }

            i = end;
        }
    }
}
