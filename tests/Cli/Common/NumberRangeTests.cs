using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Cli.Learning;
using Quiver.Core.Runs;

namespace Quiver.Cli.Tests.Common;

/// <summary>Every numeric option of the whole command is tried with what does not belong there; nothing is run.</summary>
public sealed class NumberRangeTests
{
    private static readonly string[] Never = ["NaN", "1e400", "-1e400", "Infinity", "1e999999", "ten", ""];

    public static TheoryData<string, string> Ranged
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (path, option) in Numeric().Where(p => NumberRanges.Of(p.Option) is not null))
            {
                data.Add(string.Join(' ', path), option.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ranged))]
    public void Option_OutsideItsRange_IsRefusedInASentence(string command, string name)
    {
        var (path, option) = Numeric().Single(p => string.Join(' ', p.Path) == command && p.Option.Name == name);
        var range = NumberRanges.Of(option)!;
        var least = range.Least - (range.Whole ? 1 : Math.Max(1e-3, Math.Abs(range.Least) * 1e-3));
        var beyond = range.Most + (range.Whole ? 1 : Math.Max(1e-3, Math.Abs(range.Most) * 1e-3));
        string[] outside = [Text(least), Text(beyond), range.Whole ? "2.5" : Text(least), range.AboveLeast ? Text(range.Least) : Text(least), "1" + new string('0', 300), .. Never];
        foreach (var value in outside)
        {
            var messages = Errors(path, name, value);
            Assert.True(messages.Exists(m => m.Contains(name, StringComparison.Ordinal)), $"{command} {name} {value} was accepted");
            Assert.DoesNotContain(messages, m => m.Contains("System.", StringComparison.Ordinal));
        }

        foreach (var value in new[] { range.AboveLeast ? range.Most : range.Least, range.Most })
        {
            Assert.DoesNotContain(Errors(path, name, Text(value)), m => m.Contains(name + " must", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void EveryNumericOption_OfLearningLinksAndGrouping_HasARange()
    {
        string[] heads = ["grid", "bits", "ising", "tfbind8", "qm9", "dag", "phylo", "phylo-evidence", "links", "group", "train-grouping", "bench gflownet", "bench links"];
        var bare = Numeric()
            .Where(p => NumberRanges.Of(p.Option) is null && Array.Exists(heads, h => (string.Join(' ', p.Path) + " ").StartsWith(h + " ", StringComparison.Ordinal)))
            .Select(p => $"{string.Join(' ', p.Path)} {p.Option.Name}")
            .Except(["links predict --at", "group --time", "group --memory", "train-grouping --time"])
            .Where(o => !o.EndsWith("--frozen", StringComparison.Ordinal) && !o.EndsWith("--active", StringComparison.Ordinal));
        Assert.Empty(bare);
    }

    [Theory]
    [InlineData("--lr", "-0.001")]
    [InlineData("--lr", "linear:0.1:-1")]
    [InlineData("--lr", "1e31")]
    [InlineData("--lr", "NaN")]
    [InlineData("--lr", "1e400")]
    [InlineData("--lr", "")]
    [InlineData("--lr", "cosine:1:0:-5")]
    [InlineData("--lr-logz", "-1")]
    [InlineData("--epsilon", "-0.5")]
    [InlineData("--epsilon", "2")]
    [InlineData("--epsilon", "linear:0.5:1.5:100")]
    [InlineData("--prefix-noise", "1.01")]
    [InlineData("--temperature", "0")]
    [InlineData("--temperature", "-1")]
    [InlineData("--objective", "vargrad", "--batch", "1")]
    [InlineData("--replay-capacity", "5")]
    [InlineData("--local-search-depth", "5")]
    [InlineData("--prefix-length", "5")]
    public void Schedule_OutsideItsRange_OrOptionWithoutEffect_IsRefused(params string[] arguments)
    {
        var (command, flags) = (new Command("grid"), new TrainingFlags());
        flags.AddTo(command);
        var parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        var error = Assert.Throws<InputException>(() => { flags.Read(parsed); });
        Assert.Contains(arguments is ["--objective", ..] ? "--batch" : arguments[0], error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cannot parse argument '1e400' for option '--shots' as expected type 'System.Int32'.", "--shots must be a whole number within its range (got 1e400).")]
    [InlineData("Cannot parse argument 'x' for option '--at' as expected type 'System.Nullable`1[System.Double]'.", "--at must be a number within its range (got x).")]
    [InlineData("Unrecognized command or argument 'x'.", "Unrecognized command or argument 'x'.")]
    public void Complaint_NamesNoType(string message, string plain) => Assert.Equal(plain, NumberRanges.Plain(message));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture) is var text && text.Contains('E', StringComparison.Ordinal) && Math.Abs(value) < 1e15
        ? value.ToString("F12", CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static List<string> Errors(string[] path, string name, string value) =>
        [.. Root().Parse([.. path, name, value]).Errors.Select(e => NumberRanges.Plain(e.Message))];

    private static List<(string[] Path, Option Option)> Numeric()
    {
        var found = new List<(string[], Option)>();
        Walk(Root(), []);
        return found;

        void Walk(Command command, string[] path)
        {
            found.AddRange(command.Options.Where(o => IsNumber(o.ValueType)).Select(o => (path, o)));
            foreach (var child in command.Subcommands)
            {
                Walk(child, [.. path, child.Name]);
            }
        }
    }

    private static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var t && (t == typeof(int) || t == typeof(long) || t == typeof(double));

    private static RootCommand Root() => QuiverCommands.Root();
}
