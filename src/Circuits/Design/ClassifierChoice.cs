namespace Quiver.Circuits.Design;

/// <summary>How the size of a classifier was chosen.</summary>
/// <param name="Circuit">The circuit: the fewest CX of those found whose training cost is at most that of the size chosen.</param>
/// <param name="Angles">The number of angles that cross-validation chose.</param>
/// <param name="Folds">Parts of the training rows that it was chosen by; 0 where there were too few rows: then it is the most
/// allowed.</param>
/// <param name="Accuracy">Mean accuracy on the part left out, at that size; null without parts.</param>
/// <param name="Deviation">Standard error of that mean; null without parts.</param>
public sealed record ClassifierChoice(DesignResult Circuit, int Angles, int Folds, double? Accuracy, double? Deviation);
