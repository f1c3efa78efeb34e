// Reads one JSON request a line on standard input, answers one JSON line on standard output. The first line written is a greeting.
//   (start)                                     ->  {"ready":true,"node":"20.1.0"}
//   {"id":1,"expr":"...","shots":1}             ->  {"id":1,"states":[{"|01⟩":[re,im]}],"results":["..."]}
//   {"id":2,"qir":"Q# source with @EntryPoint"} ->  {"id":2,"qir":"..."}
//   a request that fails                        ->  {"id":3,"error":"..."}
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { getCompiler, loadWasmModule, QscEventTarget } from "qsharp-lang";

const main = createRequire(import.meta.url).resolve("qsharp-lang");
const wasm = readFileSync(join(dirname(main), "..", "lib", "web", "qsc_wasm_bg.wasm"));
await loadWasmModule(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
const compiler = await getCompiler();
const folder = new URL("./src/", import.meta.url);
const library = readdirSync(folder).filter((name) => name.endsWith(".qs")).sort()
  .map((name) => [name, readFileSync(new URL(name, folder), "utf8")]);

// The short message of a compiler error names only its kind; the diagnostics say what and where.
function sentence(error) {
  const list = error?.diagnostics ?? [];
  const texts = list.map((e) => e.diagnostic?.message).filter((t) => t);
  return texts.length > 0 ? texts.join("; ") : String(error?.message ?? error);
}

async function answer(request) {
  if (request.qir !== undefined) {
    return { qir: await compiler.getQir({ sources: [["Main.qs", request.qir]], languageFeatures: [], profile: "base" }) };
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
  try {
    await compiler.run({ sources: library, languageFeatures: [] }, request.expr, request.shots, events);
  } catch (error) {
    failure ??= sentence(error);
  }
  if (failure !== null) throw new Error(failure);
  return { states, results };
}

process.stdout.write(JSON.stringify({ ready: true, node: process.versions.node }) + "\n");
for await (const line of createInterface({ input: process.stdin })) {
  let id = null;
  let reply;
  try {
    const request = JSON.parse(line);
    id = request.id;
    reply = await answer(request);
  } catch (error) {
    reply = { error: sentence(error) };
  }
  process.stdout.write(JSON.stringify({ id, ...reply }) + "\n");
}
