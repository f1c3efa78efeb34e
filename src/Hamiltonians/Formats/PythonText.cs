using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Parses one Python expression of strings, numbers, lists, tuples and calls, as operators are printed: nothing is run.
/// Numbers may be sums and products; nesting is bounded.
/// </summary>
internal sealed class PythonText
{
    private const int MaxDepth = 64;
    private readonly string path;
    private readonly string text;
    private int at;
    private long line = 1;
    private int depth;

    private PythonText(string path, string text)
    {
        this.path = path;
        this.text = text;
    }

    /// <summary>The expression that a file holds, after an optional <c>name =</c>.</summary>
    /// <exception cref="InputException">It is no such expression, or it is cut off.</exception>
    public static PythonNode Parse(string path, string text)
    {
        var parser = new PythonText(path, text);
        var node = parser.Sum();
        parser.Skip();
        if (node.Kind == PythonNode.Type.Name && parser.Peek() == '=')
        {
            parser.at++;
            node = parser.Sum();
            parser.Skip();
        }

        return parser.at >= text.Length ? node
            : throw parser.Error($"'{SumCollector.Short(text.AsSpan(parser.at, Math.Min(40, text.Length - parser.at)))}' is not "
            + $"expected after the operator.");
    }

    private PythonNode Sum()
    {
        var left = Product();
        while (true)
        {
            Skip();
            if (left.Kind != PythonNode.Type.Number || Peek() is not ('+' or '-'))
            {
                return left;
            }

            var minus = text[at++] == '-';
            var right = Product();
            RequireNumber(right);
            left = left with { Value = minus ? left.Value - right.Value : left.Value + right.Value };
        }
    }

    private PythonNode Product()
    {
        var left = Unary();
        while (true)
        {
            Skip();
            if (left.Kind != PythonNode.Type.Number || Peek() is not ('*' or '/'))
            {
                return left;
            }

            var divide = text[at++] == '/';
            var right = Unary();
            RequireNumber(right);
            left = left with { Value = divide ? left.Value / right.Value : left.Value * right.Value };
        }
    }

    private PythonNode Unary()
    {
        Skip();
        if (Peek() is not ('+' or '-'))
        {
            return Atom();
        }

        var minus = text[at++] == '-';
        Enter();
        var node = Unary();
        depth--;
        RequireNumber(node);
        return minus ? node with { Value = -node.Value } : node;
    }

    private PythonNode Atom()
    {
        Skip();
        var c = Peek();
        if (c is '\'' or '"')
        {
            return String(c);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
        {
            return Number();
        }

        if (c is '[' or '(')
        {
            at++;
            var (items, _, comma) = Members(c == '[' ? ']' : ')', calls: false);
            return c == '(' && items.Count == 1 && !comma ? items[0] : new PythonNode(PythonNode.Type.List, line) { Items = items };
        }

        if (char.IsAsciiLetter(c) || c == '_')
        {
            return Word();
        }

        if (text.AsSpan(at).StartsWith("..."))
        {
            throw Error("the printed operator was shortened with '...'; save its to_list() instead.");
        }

        throw Error(c == '\0' ? "the brackets do not close: the file looks cut off."
            : $"'{SumCollector.Short([c])}' is not expected in a list of labels and coefficients.");
    }

    private PythonNode String(char quote)
    {
        var end = text.IndexOf(quote, at + 1);
        var stop = text.AsSpan(at).IndexOf('\n');
        if (end < 0 || (stop >= 0 && at + stop < end))
        {
            throw Error("a label has no closing quote: the file looks cut off.");
        }

        var node = new PythonNode(PythonNode.Type.Text, line) { Text = text[(at + 1)..end] };
        at = end + 1;
        return node;
    }

    private PythonNode Number()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or '_'
            || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E')))
        {
            at++;
        }

        return NumberText.TryParse(text.AsSpan(start, at - start), out var value)
            ? new PythonNode(PythonNode.Type.Number, line) { Value = value }
            : throw Error($"'{SumCollector.Short(text.AsSpan(start, at - start))}' is not a finite number.");
    }

    private PythonNode Word()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '.'))
        {
            at++;
        }

        var word = text[start..at];
        if (word is "nan" or "inf" or "NaN" or "Infinity" or "nanj" or "infj" or "np.nan" or "np.inf")
        {
            return new PythonNode(PythonNode.Type.Number, line) { Value = double.NaN };
        }

        Skip();
        if (Peek() != '(')
        {
            return new PythonNode(PythonNode.Type.Name, line) { Text = word };
        }

        at++;
        var (items, named, _) = Members(')', calls: true);
        return new PythonNode(PythonNode.Type.Call, line) { Text = word, Items = items, Named = named };
    }

    private (List<PythonNode> Items, Dictionary<string, PythonNode> Named, bool Comma) Members(char close, bool calls)
    {
        Enter();
        var items = new List<PythonNode>();
        var named = new Dictionary<string, PythonNode>(StringComparer.Ordinal);
        var comma = false;
        while (true)
        {
            Skip();
            if (Peek() == close)
            {
                at++;
                depth--;
                return (items, named, comma);
            }

            if (items.Count + named.Count > 0 && !comma)
            {
                throw Error(at >= text.Length ? "the brackets do not close: the file looks cut off."
                    : $"expected a comma or '{close}' here: the list is broken or cut off.");
            }

            var node = Sum();
            Skip();
            if (calls && node.Kind == PythonNode.Type.Name && Peek() == '=')
            {
                at++;
                named[node.Text] = Sum();
                Skip();
            }
            else
            {
                items.Add(node);
            }

            comma = Peek() == ',';
            at += comma ? 1 : 0;
        }
    }

    private void Enter()
    {
        if (++depth > MaxDepth)
        {
            throw Error($"brackets are nested more than {MaxDepth} deep.");
        }
    }

    private void RequireNumber(PythonNode node)
    {
        if (node.Kind != PythonNode.Type.Number)
        {
            throw Error("a number was expected here.");
        }
    }

    private char Peek() => at < text.Length ? text[at] : '\0';

    private void Skip()
    {
        while (at < text.Length)
        {
            var c = text[at];
            if (c == '#')
            {
                var end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end;
            }
            else if (c is ' ' or '\t' or '\r' or '\n' or '\f' or '\\' || c == ';' && depth == 0)
            {
                line += c == '\n' ? 1 : 0;
                at++;
            }
            else
            {
                return;
            }
        }
    }

    private InputException Error(string message) => new(path, line, message);
}
