using System.Globalization;
using System.Numerics;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Collects labelled terms of a file and turns every fault into a sentence with file and line. One rule for all formats: a
/// string that stands twice is summed; zero and cancelled terms are no terms; imaginary parts that are rounding remainders
/// are dropped; each of these is a note.
/// </summary>
internal sealed class SumCollector(string path)
{
    /// <summary>The most qubits a file may have.</summary>
    public const int MaxQubits = 4096;

    /// <summary>Packed terms may take this many bytes, or ten times the file.</summary>
    public const long FreeBytes = 32L << 20;

    // Imaginary parts up to this share of the operator's scale are what rounding left. The scale is the largest coefficient,
    // but at most a thousand times the median, so that one huge coefficient does not hide the others.
    private const double ImaginaryShare = 5e-10;
    private const double ScaleOfMedian = 1e3;

    // A sum of several coefficients that is this small a share of them is a zero.
    private const double CancellationShare = 4e-15;

    private readonly Dictionary<PauliString, double> repeated = [];
    private readonly List<Complex> waiting = [];
    private readonly Notes notes = new();
    private PauliSumBuilder? builder;
    private int added;
    private int repeats;

    /// <summary>What the reader wants to add to the file's notes.</summary>
    public Notes Notes => notes;

    public void Add(ReadOnlySpan<char> label, ReadOnlySpan<char> coefficient, long line)
    {
        if (!NumberText.TryParse(coefficient, out var value))
        {
            throw new InputException(path, line, $"'{Short(coefficient)}' is not a finite number.");
        }

        Add(label, value, line);
    }

    public void Add(ReadOnlySpan<char> label, Complex value, long line)
    {
        if (label.Length is 0 or > MaxQubits)
        {
            throw new InputException(path, line, $"a label has {label.Length} letters: 1 to {MaxQubits} qubits are supported.");
        }

        if (!double.IsFinite(value.Real) || !double.IsFinite(value.Imaginary))
        {
            throw new InputException(path, line, $"the coefficient of {Short(label)} is not a finite number.");
        }

        if (!PauliString.TryParse(label, out var pauli, out var bad))
        {
            throw new InputException(path, line, $"'{Short(label[bad..(bad + 1)])}' in '{Short(label)}' is not a Pauli letter (I, X, Y, "
                + $"Z).");
        }

        Start(pauli.Qubits);
        if (pauli.Qubits != builder!.Qubits)
        {
            throw new InputException(path, line, $"label '{Short(label)}' has {pauli.Qubits} letters, earlier ones have {builder.Qubits}.");
        }

        Put(pauli, value);
    }

    /// <summary>A constant in words: the identity's coefficient, on as many qubits as the labels have.</summary>
    public void AddConstant(Complex value)
    {
        if (builder is not null)
        {
            Put(PauliString.Identity(builder.Qubits), value);
            return;
        }

        waiting.Add(value);
    }

    /// <summary>Notes that a format marks no end, so that a cut file can look whole.</summary>
    /// <param name="unit">What the file consists of: lines or terms.</param>
    /// <param name="closed">Whether the last line has a line end.</param>
    /// <param name="promised">How many terms the header promises, if it does.</param>
    public void NoteEnd(string unit, bool closed, int? promised)
    {
        if (promised is null)
        {
            notes.Add($"Files of this format mark no end: one that is cut off after a whole {unit} would look the same.");
        }

        if (!closed)
        {
            notes.Add("The last line has no line end: if the file is cut off there, what it says last is too short.");
        }
    }

    /// <summary>Refuses a number of terms and qubits that would take far more memory than the file itself.</summary>
    /// <param name="terms">Number of terms.</param>
    /// <param name="qubits">Number of qubits.</param>
    public void RequireMemory(long terms, int qubits)
    {
        var bytes = terms * PauliWords.Count(qubits) * 32;
        if (bytes > Math.Max(FreeBytes, 10 * new FileInfo(path).Length))
        {
            throw new InputException(path, 0, $"{terms} terms on {qubits} qubits would take {bytes >> 20} MB, more than ten times the "
                + $"file: number the qubits without gaps.");
        }
    }

    /// <summary>The file as read; terms keep the file's order.</summary>
    /// <param name="format">The format's name.</param>
    /// <param name="promised">How many terms the file's header promises, if it does.</param>
    /// <param name="qubits">Number of qubits where no label shows it.</param>
    /// <exception cref="InputException">There is no term, or not the number promised.</exception>
    public HamiltonianFile File(string format, int? promised = null, int qubits = 1)
    {
        if (waiting.Count > 0)
        {
            Start(qubits);
        }

        if (builder is null)
        {
            throw new InputException(path, 0, "the file holds no term.");
        }

        if (promised is { } count && count != builder.Count && count != added)
        {
            throw new InputException(path, 0, $"the header promises {count} terms, the file has {builder.Count}: it looks cut off or "
                + $"edited.");
        }

        var (sum, zeros) = Build();
        if (repeats > 0)
        {
            notes.Add($"{Count(repeats, "term stands", "terms stand")} in the file a second time and {(repeats == 1 ? "was" : "were")} "
                + $"added up.");
        }

        if (zeros.Count > 0)
        {
            notes.Add($"{Count(zeros.Count, "term with coefficient 0 is", "terms with coefficient 0 are")} no "
                + $"term{(zeros.Count == 1 ? string.Empty : "s")} and {(zeros.Count == 1 ? "was" : "were")} left "
                + $"out{(sum.Count == 0 ? "; nothing is left: the operator is 0" : string.Empty)}.");
        }

        return new HamiltonianFile { Sum = sum, Format = format, Notes = notes.Sentences, ZeroTerms = zeros };
    }

    /// <summary>At most 40 characters of a text without control characters, for messages.</summary>
    public static string Short(ReadOnlySpan<char> text) =>
        TextLines.Printable(text.Length > 40 ? text[..37].ToString() + "..." : text.ToString());

    private static string Count(int n, string one, string many) => n.ToString(CultureInfo.InvariantCulture) + " " + (n == 1 ? one : many);

    /// <summary>Constants that came before the number of qubits was known keep their place.</summary>
    private void Start(int qubits)
    {
        if (builder is not null)
        {
            return;
        }

        builder = new PauliSumBuilder(qubits);
        foreach (var value in waiting)
        {
            Put(PauliString.Identity(qubits), value);
        }

        waiting.Clear();
    }

    private void Put(PauliString pauli, Complex value)
    {
        added++;
        if (!builder!.Add(pauli, value))
        {
            repeats++;
            var before = repeated.TryGetValue(pauli, out var weight) ? weight : (builder.Coefficient(pauli) - value).Magnitude;
            repeated[pauli] = before + value.Magnitude;
        }
    }

    private (PauliSum Sum, List<PauliString> Zeros) Build()
    {
        var all = builder!.Build(-1, 0);
        var zeros = new List<PauliString>();
        var keep = new List<int>(all.Count);
        double imaginary = 0;
        for (var i = 0; i < all.Count; i++)
        {
            var floor = repeated.Count > 0 && repeated.TryGetValue(all.String(i), out var weight) ? CancellationShare * weight : 0;
            if (all.Coefficient(i).Magnitude <= floor)
            {
                zeros.Add(all.String(i));
                continue;
            }

            keep.Add(i);
            imaginary = Math.Max(imaginary, Math.Abs(all.Coefficient(i).Imaginary));
        }

        if (!all.IsReal && imaginary <= ImaginaryShare * Scale(all))
        {
            if (imaginary > 0)
            {
                notes.Add(FormattableString.Invariant(
                    $"Imaginary parts of at most {imaginary:G3} were taken for rounding remainders and left out."));
            }

            var real = new PauliSumBuilder(all.Qubits);
            foreach (var i in keep)
            {
                if (all.Coefficients[i] != 0)
                {
                    real.Add(all.String(i), all.Coefficients[i]);
                }
                else
                {
                    zeros.Add(all.String(i));
                }
            }

            return (real.Build(-1), zeros);
        }

        return (keep.Count == all.Count ? all : all.Select([.. keep]), zeros);
    }

    private static double Scale(PauliSum sum)
    {
        var identity = sum.Count > 1 ? sum.IndexOfIdentity() : -1;
        var sizes = Enumerable.Range(0, sum.Count).Where(i => i != identity).Select(i => sum.Coefficient(i).Magnitude).Order().ToArray();
        return sizes.Length == 0 ? 0 : Math.Min(sizes[^1], ScaleOfMedian * sizes[(sizes.Length - 1) / 2]);
    }
}
