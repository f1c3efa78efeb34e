namespace Quiver.Circuits.QSharp;

/// <summary>The Q# compiler or simulator refused a program, ran past its time limit or stopped.</summary>
/// <param name="message">What happened.</param>
public sealed class QSharpException(string message) : Exception(message);
