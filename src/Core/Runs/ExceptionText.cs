namespace Quiver.Core.Runs;

/// <summary>Messages of exceptions as a user should see them.</summary>
internal static class ExceptionText
{
    /// <summary>A message without the name of a parameter, which means nothing outside the code.</summary>
    /// <param name="error">Any exception, most often an <see cref="ArgumentException"/>.</param>
    /// <returns>The text before " (Parameter ...".</returns>
    public static string WithoutParameter(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var text = error.Message;
        var end = text.IndexOf(" (Parameter", StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
