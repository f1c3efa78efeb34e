namespace Quiver.Fuzz;

/// <summary>Words of the formats, thrown in by the mutator.</summary>
internal static class Words
{
    public static readonly string[] Fcidump = ["&FCI", "NORB=4", "NELEC=", "MS2=1", "ORBSYM=1,1,1,1,", "ISYM=1", "&END", "/", "IUHF=1", "UHF=.TRUE.", ".TRUE.", ".F.", " 0 0 0 0", " 1 1 1 1", " 1 1 0 0", "0.5D+00", "NPROP=1,1,1", "NORB=999999"];
    public static readonly string[] Pauli = ["XYZ", "IIII", "ZZ", "X0 Y1", "(0.5+0.1j)", "constant", "+", "-", "*", "[]", "()", "qubits", "I", "Q", "x", "1.5e-8", "\t", "# "];
    public static readonly string[] OpenFermion = ["[X0 Y1]", "[]", "[0^ 1]", "[3^ 2^ 1 0]", "(0.5+0j)", "QubitOperator:", "FermionOperator:", "+\n", "[Z999999]", "[X0 X0]", "1j", "^"];
    public static readonly string[] Qiskit = ["SparsePauliOp(", "['XX', 'ZZ']", "coeffs=", "('Z',[0],1.0)", "PauliSumOp", "[0.5+0.j]", "from_list", ")", "dtype=complex", "'XYZ'", "[0, 1]", "num_qubits=3", "1.0 * XX\n"];
    public static readonly string[] Json = ["{", "}", "[", "]", ":", ",", "null", "\"pauli\"", "\"coeff\"", "\"terms\"", "\"XX\"", "true", "1e999", "\"\\u0000\"", "[[[[[[[[", "{\"a\":", "\"paulis\"", "\"re\""];
    public static readonly string[] Yaml = ["- ", ": ", "\n  ", "&a", "*a", "<<: *a", "!!binary", "[", "]", "{", "}", "|", ">", "---", "coulomb_repulsion", "two_electron_integrals", "n_electrons: 2", "n_orbitals: 4", "problem_description:", "value:", "0.3", "0.1"];
    public static readonly string[] Liquid = ["[0,0]", "=", "nuc=", "[0,0,0,0]", "info=", "tst", "[9999,9999]", "nuc=1e999", "[-1,0]"];
    public static readonly string[] Graph = ["p edge 3 3", "e 1 2", "c ", "#", "%%MatrixMarket", "{'weight': 2.0}", "nan", "-1", "1;2", "0 0 1", "1j", "(0.5+0.5j)", "sqrt(2)"];
    public static readonly string[] Csv = ["\"a\"", "\"\"", "\"", ",", ";", "label", "x", "nan", "1e999", "-1", "\r\n"];
    public static readonly string[] Device = ["\"qubits\"", "\"t1\"", "\"t2\"", "\"gates\"", "\"readout\"", "\"error\"", "null", "-1", "1e999", "[", "]", "{", "}", "\"coupling\"", "[0,1]", "\"cx\"", "\"duration\""];
    public static readonly string[] Expressions = [":", ">", ",", "-", "x", "=", "window", "edgebank", "recency", "popularity", "lp", "cn", "gp", "decay", "interval", "batch", "event", "1h", "2d", "0", "1e99", "grid", "ring", "linear"];
    public static readonly string[] Events = ["source", "destination", "time", ",", "\t", ";", " ", "\"", "2024-01-01", "2024-01-01T00:00:00Z", "nan", "1e42", "user", "item", "label", "weight", "-5", "#", "%", "\r\n", "9223372036854775807", "1,5"];

    public static readonly string[] Qasm =
    [
        "OPENQASM 3.0;", "include \"stdgates.inc\";", "qreg q[2];", "creg c[2];", "qubit[3] r;", "bit[2] b;", "h q[0];", "cx q[0],q[1];", "measure q -> c;",
        "c[0] = measure q[0];", "if (c == 1) x q[0];", "if (c[0]) { x q[0]; } else { z q[0]; }", "for int i in [0:2] { h q[i]; }", "gate g(a) x { rx(a) x; }", "g(pi/2) q[0];",
        "ctrl @ x q[0],q[1];", "inv @ s q[0];", "pow(2) @ x q[0];", "negctrl(2) @ x q[0],q[1],r[0];", "reset q;", "barrier q;", "const int n = 3;", "let a = q[0:1];", "input float[64] t;",
        "q[-1]", "[0:2:4]", "{0,1}", "pi", "tau", "euler", "sin(", "ln(", "sqrt(", "^", "**", "U(0,0,pi) q[0];", "gphase(pi);", "opaque o a;", "$0", "while (true) {}", "def f() {}", "1e999", "#pragma x", "@a",
    ];
}
