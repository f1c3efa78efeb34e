using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Noise;

/// <summary>What is measured instead of an operator when qubits are read with errors.</summary>
internal static class ReadoutObservable
{
    private const int MostTerms = 1 << 22;

    // Each letter L becomes a L + b, with a = 1 - p01 - p10 and b = p10 - p01; a term becomes the product.
    public static PauliSum Of(PauliSum observable, DeviceProfile profile)
    {
        var a = 1 - profile.ReadOneFromZero - profile.ReadZeroFromOne;
        var b = profile.ReadZeroFromOne - profile.ReadOneFromZero;
        if (a == 1 && b == 0)
        {
            return observable;
        }

        var terms = Enumerable.Range(0, observable.Count).Sum(t => b == 0 ? 1L : 1L << Math.Min(40, observable.String(t).Weight));
        if (terms > MostTerms)
        {
            throw new ArgumentException(
                $"Readout errors that differ for 0 and 1 split this operator into {terms} terms, more than {MostTerms}: use equal ones, "
                    + $"or leave readout out.", nameof(profile));
        }

        var builder = new PauliSumBuilder(observable.Qubits);
        for (var t = 0; t < observable.Count; t++)
        {
            var letters = observable.String(t).ToString().ToCharArray();
            Expand(letters, 0, observable.Coefficients[t]);
        }

        return builder.Build();

        void Expand(char[] letters, int from, double coefficient)
        {
            var q = Array.FindIndex(letters, from, static l => l != 'I');
            if (q < 0)
            {
                builder.Add(PauliString.Parse(letters), coefficient);
                return;
            }

            Expand(letters, q + 1, coefficient * a);
            if (b != 0)
            {
                var letter = letters[q];
                letters[q] = 'I';
                Expand(letters, q + 1, coefficient * b);
                letters[q] = letter;
            }
        }
    }
}
