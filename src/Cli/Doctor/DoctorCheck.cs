namespace Quiver.Cli.Doctor;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="State">How it stands.</param>
/// <param name="Found">What was found, or what is missing.</param>
/// <param name="Use">Which commands need it.</param>
/// <param name="Cure">How to mend it; null where it works.</param>
internal sealed record DoctorCheck(string Name, CheckState State, string Found, string Use, string? Cure);
