namespace Quiver.Circuits.Gradients;

/// <summary>
/// Many small circuits at once, each with its own gates and angles: one workspace per thread, no work shared between
/// circuits, so results do not depend on the number of threads.
/// </summary>
internal static class ProgramBatch
{
    /// <summary>Energies of circuits.</summary>
    /// <param name="programs">Circuits on as many qubits as the operator.</param>
    /// <param name="parameters">For each circuit the values of its parameters, radians.</param>
    /// <param name="observable">The operator.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="stop">Ends the work with an exception.</param>
    /// <returns>One energy per circuit, in the operator's units.</returns>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public static double[] Energies(
        IReadOnlyList<PauliProgram> programs,
        IReadOnlyList<double[]> parameters,
        CompiledObservable observable,
        int threads = 1,
        CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(programs);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(observable);
        if (programs.Count != parameters.Count)
        {
            throw new ArgumentException(
                $"{programs.Count} circuits need as many arrays of parameters, not {parameters.Count}.", nameof(parameters));
        }

        var energies = new double[programs.Count];
        ForEach(
            programs.Count, observable.Qubits, threads,
            (i, workspace) => energies[i] = workspace.Energy(programs[i], observable, parameters[i]), stop);
        return energies;
    }

    /// <summary>Does something with every index, each thread with a workspace of its own.</summary>
    /// <param name="count">Indices 0 .. count-1.</param>
    /// <param name="qubits">Size of the workspaces.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="body">Called once per index; must not depend on the order.</param>
    /// <param name="stop">Ends the work with an exception.</param>
    public static void ForEach(int count, int qubits, int threads, Action<int, AdjointWorkspace> body, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (threads == 1)
        {
            using var workspace = new AdjointWorkspace(qubits);
            for (var i = 0; i < count; i++)
            {
                stop.ThrowIfCancellationRequested();
                body(i, workspace);
            }

            return;
        }

        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop },
            () => new AdjointWorkspace(qubits),
            (i, _, workspace) =>
            {
                body(i, workspace);
                return workspace;
            },
            static workspace => workspace.Dispose());
    }
}
