namespace Quiver.Fuzz;

/// <summary>Grammars that write whole inputs: mostly right ones, so that what lies behind the first check is reached.</summary>
internal static class Grammars
{
    public static readonly Grammar Qasm = new("""
        program = <two><stmt*><stmt*><stmt*> | <three><stmt3*><stmt3*><stmt3*>
        two = OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[<n>];\nqreg r[2];\ncreg c[<n>];\ncreg d[2];\n<def*>
        three = OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[<n>] q;\nqubit[2] r;\nbit[<n>] c;\nbit d;\nconst int n = <n>;\n<def*><alias*>
        n = 1 | 2 | 3 | 5 | 1+1 | 9
        d = 0 | 1 | 2 | 3 | -1 | 7
        def = gate <name>(<p>) a,b { <body*> }\n | gate <name> a { <body1*> }\n
        p = t | t,u | 
        name = foo | bar | x | myg | h
        body = cx a,b; | rx(<e>) a; | rzz(t) a,b; | foo(t) b,a; | barrier a,b; | u3(t,<e>,0) b; | U(t,0,pi) a;
        body1 = h a; | rz(<e>) a; | s a; | bar a;
        e = pi | t | <num> | <e>+<e> | <e>*<e> | <e>/<e> | -<e> | (<e>) | sin(<e>) | sqrt(<e>) | <e>^<e> | ln(<e>) | pi/2 | 2*pi | u
        num = 0 | 1 | 0.5 | 1e-6 | 2e-06 | 3.14159 | 1e999 | .5 | 7. | 1E3
        q = q[<d>] | q | r[0] | r[1] | r | q[n-1] | q[0:1] | $0
        one = h | x | y | z | s | sdg | t | sx | id | tdg | foo | bar | reset
        rot = rx | ry | rz | p | u1 | u | u2 | u3 | cu1 | rzz | crz
        bitref = c[<d>] | c | d | d[0]
        stmt = <one> <q>;\n | <rot>(<e>) <q>;\n | cx <q>,<q>;\n | ccx <q>,<q>,<q>;\n | measure <q> -> <bitref>;\n | barrier <q>;\n | if(c==<d>) <one> <q>;\n | foo(<e>) <q>,<q>;\n | // note\n | cu3(<e>,<e>,<e>) <q>,<q>;\n | rzz(<e>) <q>,<q>;\n
        stmt3 = <stmt> | <bitref> = measure <q>;\n | if (<bitref> == <d>) { <stmt3*> } else { <stmt3*> }\n | if (<bitref>) <stmt>| for int i in [0:<n>] { <loop*> }\n | for uint i in {0,1} { <loop*> }\n | <mod*> x <q>,<q>;\n | reset <q>;\n | gphase(<e>);\n | let z<n> = q[0:1];\n | U(<e>,0,<e>) <q>;\n
        loop = h q[i]; | rx(pi/<n>*i) q[i]; | cx q[i],r[0]; | foo(i) q[i],r[1];
        mod = ctrl @ | inv @ | pow(<e>) @ | negctrl @ | ctrl(<n>) @
        alias = let a = q[<d>:<d>];\n | let b = q ++ r;\n
        """);

    public static readonly Grammar Fcidump = new("""
        file = &FCI NORB=<n>,NELEC=<n>,MS2=<m>,\n ORBSYM=1,1,1,1,\n ISYM=1,\n<flag>&END\n<line*><line*><line*><core*><end>
        n = 1 | 2 | 3 | 4 | 2 | 2
        m = 0 | 0 | 0 | 1 | 2 | -2
        flag = IUHF=1,\n | UHF=.TRUE.,\n | | | 
        i = 1 | 2 | 3 | 4 | 1 | 2 | 0 | 5
        x = 0.5 | -1.25 | 1.0D-2 | 3E-1 | 0.674493 | 1e-12 | (0.5,0.0) | 0.31-101
        line = <x> <i> <i> <i> <i>\n | <x>  1  1  1  1\n | <x> 2 2 1 1\n | <x> 2 1 2 1\n
        core = <x> <i> <i> 0 0\n | <x> 1 1 0 0\n | <x> 2 2 0 0\n | <x> 1 0 0 0\n
        end = <x> 0 0 0 0\n | | 0.0 0 0 0 0\n<line*>0.0 0 0 0 0\n
        """);

    public static readonly Grammar Pauli = new("""
        file = <line*><line*><line*>
        line = <x> <p>\n | <p> <x>\n | <p>: <x>\n | <p>\n<x>\n | <x> * <p>\n | + <x> * <p>\n | # note\n
        p = XX | ZI | IZ | YY | II | XYZ | <l><l> | X0 Y1 | Z0 | ()
        l = I | X | Y | Z
        x = 0.5 | -1.25 | 1e-9 | (0.5+0j) | (0.1-0.2j) | 0 | -0.0 | 1e308 | 3
        """);

    public static readonly Grammar OpenFermion = new("""
        file = <head><term> +\n<term> +\n<more*><term>
        head = | QubitOperator:\n | FermionOperator:\n | 
        more = <term> +\n
        term = <x> [<op>]
        op = X0 Y1 | Z0 | | X0 X0 | Z3 Z2 Z1 | 0^ 1 | 1^ 0 | 1^ 0^ 2 3 | 3^ 3 | Y<d>
        d = 0 | 1 | 5 | 11
        x = 0.5 | (0.5+0j) | -1.25 | (0.0+0.5j) | 1e-12 | -0.1
        """);

    public static readonly Grammar Json = new("""
        value = {<pair>,<pair>,<pair>} | [<value>,<value>] | {<pair>} | <leaf> | [[<leaf>,<leaf>],[<leaf>,<leaf>]]
        pair = <key>: <value> | <key>: <leaf>
        key = "pauli" | "XX" | "terms" | "qubits" | "coeff" | "t1" | "t2" | "gates" | "name" | "coupling" | "readout" | "paulis" | "ZZ" | "IX"
        leaf = 1 | 0.5 | -2 | "XX" | "ZI" | null | true | [0,1] | [0.5,0] | "a" | 1e999 | 0 | "0.5" | {"re":1,"im":0}
        """);

    public static readonly Grammar Graph = new("""
        file = <head><edge*><edge*><edge*>
        head = | p edge <d> <d>\n | <d> <d>\n | # graph\n | c note\n | source target weight\n | %%MatrixMarket matrix coordinate real symmetric\n
        edge = <d> <d>\n | <d> <d> <w>\n | e <d> <d>\n | <d>,<d>\n | <d> <d> {'weight': <w>}\n | <d>;<d>;<w>\n
        d = 0 | 1 | 2 | 3 | 4 | 7
        w = 1 | 0.5 | -2 | 1e9 | 0
        """);

    public static readonly Grammar Csv = new("""
        file = <head><row><row><row*><row*><row*>
        head = | a,b,label\n | "x 1","x 2",y\n
        row = <v>,<v>,<c>\n | <v>,<v>,<c>\n | <v>;<v>;<c>\n
        v = 1 | 0.5 | -2.25 | 1e-3 | 7 | nan | "3"
        c = 0 | 1 | a | b | "a, b" | 2
        """);

    public static readonly Grammar EventsCsv = new("""
        file = <head><row*><row*><row*><row*>
        head = source,destination,time\n | u,i,ts,label,idx\n | user_id,item_id,timestamp,state_label\n | | ,u,i,ts,label,idx\n | time,source,destination,weight\n | "src","dst","t"\n
        row = <d>,<d>,<t>\n | <d>,<d>,<t>,<w>\n | "<d>","<d>",<t>\n | <d>;<d>;<t>\n | <t>,<d>,<d>\n
        d = 0 | 1 | 2 | 3 | alice | bob | 12345678901 | -4 | a b
        t = 1 | 2 | 3.5 | 100 | 1600000000 | 1600000000000 | 2020-01-01 | 2020-01-01 10:00:00 | 2020-01-01T10:00:00Z | 1e9
        w = 1 | 0.5 | | nan
        """);

    public static readonly Grammar EventsText = new("""
        file = <head><row*><row*><row*><row*>
        head = | # snap\n | % bip unweighted\n | % sym\n% 3 4 5\n | src dst time\n
        row = <d> <d> <t>\n | <d> <d> <w> <t>\n | <t> <d> <d>\n | <d>\t<d>\t<t>\n | <t> <d> <d> BIO MP\n
        d = 1 | 2 | 3 | 4
        t = 10 | 20 | 30 | 1082040961 | 7.5
        w = 1 | -1 | 3
        """);
}
