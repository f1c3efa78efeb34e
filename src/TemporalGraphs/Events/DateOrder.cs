namespace Quiver.TemporalGraphs.Events;

/// <summary>How dates such as 03/04/2015 are meant.</summary>
public enum DateOrder
{
    /// <summary>Found from the file where a number above 12 tells; refused where none does.</summary>
    Auto,

    /// <summary>Day, month, year.</summary>
    DayFirst,

    /// <summary>Month, day, year.</summary>
    MonthFirst,
}
