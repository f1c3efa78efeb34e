using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// Verifies measurement circuits exactly, at any number of qubits: every member is carried through the circuit gate by gate, with images
/// that come from the gates' matrices. It shares nothing with the methods that build the circuits.
/// </summary>
public static class DiagonalizationVerifier
{
    /// <summary>Looks for a member that the circuit does not turn into the signed Z string that is claimed.</summary>
    /// <param name="group">The members.</param>
    /// <param name="result">What the circuit is said to do.</param>
    /// <returns>A sentence that names the first failure, or null where there is none.</returns>
    public static string? Failure(IReadOnlyList<PauliString> group, DiagonalizedGroup result)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(result);
        if (result.Diagonal.Length != group.Count || result.Negative.Length != group.Count)
        {
            return $"{group.Count} members have {result.Diagonal.Length} images and {result.Negative.Length} signs.";
        }

        for (var m = 0; m < group.Count; m++)
        {
            var (image, negative) = Conjugate(group[m], result);
            if (image.X.ContainsAnyExcept(0UL))
            {
                return $"{group[m]} becomes {image}, which is no string of Z.";
            }

            if (image != result.Diagonal[m] || negative != result.Negative[m])
            {
                return $"{group[m]} becomes {(negative ? "-" : "+")}{image}, not {(result.Negative[m] ? "-" : "+")}{result.Diagonal[m]}.";
            }
        }

        return null;
    }

    private static (PauliString Image, bool Negative) Conjugate(PauliString member, DiagonalizedGroup result)
    {
        var (x, z, negative) = (member.X.ToArray(), member.Z.ToArray(), false);
        foreach (var gate in result.Circuit.Operations)
        {
            var index = 0;
            for (var k = 0; k < gate.Qubits.Length; k++)
            {
                var (word, bit) = (gate.Qubits[k] >> 6, gate.Qubits[k] & 63);
                index |= (int)(((x[word] >> bit) & 1) | (((z[word] >> bit) & 1) << 1)) << (2 * k);
            }

            var (image, minus) = CliffordImages.Of(gate.Kind)[index];
            negative ^= minus;
            for (var k = 0; k < gate.Qubits.Length; k++)
            {
                var (word, bit) = (gate.Qubits[k] >> 6, gate.Qubits[k] & 63);
                x[word] = (x[word] & ~(1UL << bit)) | (((image.X[0] >> k) & 1) << bit);
                z[word] = (z[word] & ~(1UL << bit)) | (((image.Z[0] >> k) & 1) << bit);
            }
        }

        return (new PauliString(x, z, member.Qubits), negative);
    }
}
