// Reads one JSON request a line on standard input, answers one JSON line on standard output.
//   {"id":1,"expr":"...","shots":1,"noise":[px,py,pz]|null}  ->  {"id":1,"states":[{"ket":[re,im]}],"results":[...]}
//   {"id":2,"qir":"Q# source with an entry point"}           ->  {"id":2,"qir":"..."}
//   a request that fails                                     ->  {"id":3,"error":"..."}
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { getCompiler, loadWasmModule, QscEventTarget } from "qsharp-lang";

const main = createRequire(import.meta.url).resolve("qsharp-lang");
const wasm = readFileSync(join(dirname(main), "..", "lib", "web", "qsc_wasm_bg.wasm"));
await loadWasmModule(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
const compiler = await getCompiler();
const library = [["Circuits.qs", readFileSync(new URL("./src/Circuits.qs", import.meta.url), "utf8")]];

async function answer(request) {
  if (request.qir !== undefined) {
    return { qir: await compiler.getQir({ sources: [["Main.qs", request.qir]], profile: "base" }) };
  }
  const states = [];
  const results = [];
  const events = new QscEventTarget(false);
  events.addEventListener("DumpMachine", (e) => states.push(e.detail.state));
  let failure = null;
  events.addEventListener("Result", (e) => {
    if (e.detail.success) results.push(e.detail.value);
    else failure ??= e.detail.value?.message ?? "the program failed";
  });
  const program = { sources: library };
  if (request.noise) await compiler.runWithNoise(program, request.expr, request.shots, request.noise, 0, events);
  else await compiler.run(program, request.expr, request.shots, events);
  if (failure !== null) throw new Error(failure);
  return { states, results };
}

for await (const line of createInterface({ input: process.stdin })) {
  let id = null;
  let reply;
  try {
    const request = JSON.parse(line);
    id = request.id;
    reply = await answer(request);
  } catch (error) {
    reply = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify({ id, ...reply }) + "\n");
}
