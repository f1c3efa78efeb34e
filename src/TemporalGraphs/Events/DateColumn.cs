using System.Text;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// Reads the dates of a file, which all have one order of day and month. Where the user does not name it, the first date that can be
/// meant one way only decides; where dates that can be meant two ways come before it, the file is read for that date and then again.
/// </summary>
internal sealed class DateColumn
{
    private readonly string path;
    private readonly DateOrder said;
    private DateOrder order;
    private string? witness;
    private bool matters;
    private (string Text, long Line)? ambiguous;

    /// <param name="path">The file, for messages.</param>
    /// <param name="said">The order that the user names.</param>
    public DateColumn(string path, DateOrder said) => (this.path, this.said, order) = (path, said, said);

    /// <summary>Whether a date was met that only a later one can decide: rows are looked through until then and none is taken.</summary>
    public bool IsSearching => ambiguous is not null;

    /// <summary>Whether what was searched for is found.</summary>
    public bool HasFound => IsSearching && order != DateOrder.Auto;

    /// <summary>The column with which the file is read again; null where it need not be.</summary>
    /// <exception cref="InputException">No date of the file tells the order.</exception>
    public DateColumn? Again() => ambiguous is not { } first ? null
        : order != DateOrder.Auto ? new DateColumn(path, said) { order = order, witness = witness }
        : throw new InputException(
            path, first.Line,
            $"the date '{first.Text}' may be day/month or month/day, and no date of the file tells: say so by option DateOrder dayFirst " +
            $"or monthFirst.");

    /// <summary>Refuses an order that the user names where no date depends on it; to be called when all is read.</summary>
    /// <exception cref="InputException">None does.</exception>
    public void RefuseWithoutEffect()
    {
        if (said != DateOrder.Auto && !matters)
        {
            throw new InputException(
                "option DateOrder has no effect on this file, whose times are no dates such as 03/04/2015: leave it out.");
        }
    }

    /// <summary>Reads a date.</summary>
    /// <param name="cell">The text.</param>
    /// <param name="line">Its line, for messages.</param>
    /// <param name="date">The moment.</param>
    /// <returns>Whether the text is a date.</returns>
    /// <exception cref="InputException">The date contradicts the order of the dates before.</exception>
    public bool TryRead(ReadOnlySpan<byte> cell, long line, out DateMoment date)
    {
        if (order != DateOrder.Auto)
        {
            matters = matters || DependsOnOrder(cell);
            if (DateText.TryParse(cell, order, out date))
            {
                return true;
            }

            return said == DateOrder.Auto && DateText.TryParse(cell, Other(order), out date)
                ? throw new InputException(
                    path, line,
                    $"the date '{EventTable.Show(cell)}' can only be {Name(Other(order))}, and '{witness}' only {Name(order)}: mend one " +
                    $"of them, or say by option DateOrder which is right.")
                : false;
        }

        if (DateText.TryParse(cell, DateOrder.Auto, out date))
        {
            Decide(cell);
            return true;
        }

        if (!DateText.IsAmbiguous(cell))
        {
            return false;
        }

        ambiguous ??= (EventTable.Show(cell), line);
        return true;
    }

    // Only dates that begin with a day or month can tell: one or two digits.
    private static bool MayTell(ReadOnlySpan<byte> cell) =>
        cell.Length > 2 && char.IsAsciiDigit((char)cell[0]) && (cell[1] is (byte)'/' or (byte)'-' || cell[2] is (byte)'/' or (byte)'-');

    private static bool DependsOnOrder(ReadOnlySpan<byte> cell) => MayTell(cell)
        && (DateText.TryParse(cell, DateOrder.DayFirst, out var day) != DateText.TryParse(cell, DateOrder.MonthFirst, out var month)
        || day != month);

    private void Decide(ReadOnlySpan<byte> cell)
    {
        if (!MayTell(cell))
        {
            return;
        }

        var day = DateText.TryParse(cell, DateOrder.DayFirst, out _);
        if (day != DateText.TryParse(cell, DateOrder.MonthFirst, out _))
        {
            (order, witness) = (day ? DateOrder.DayFirst : DateOrder.MonthFirst, Encoding.UTF8.GetString(cell));
        }
    }

    private static DateOrder Other(DateOrder order) => order == DateOrder.DayFirst ? DateOrder.MonthFirst : DateOrder.DayFirst;

    private static string Name(DateOrder order) => order == DateOrder.DayFirst ? "day/month" : "month/day";
}
