// Runs the worker's own source, as it lies in a built page, in Node: `node in_node.cjs PAGE.html SCRIPT.py FOLDER OUTPUT`.
//
// Node 16 stands in for browsers whose WebAssembly has no `externref` (360 极速 X, QQ浏览器, Chrome 109). The source is
// run in a context that has what a worker has, and nothing of Node. Files of FOLDER lie below /given; the script's
// `result` is written to OUTPUT.
"use strict";
const fs = require("fs"), path = require("path"), vm = require("vm"), zlib = require("zlib");
const { performance } = require("perf_hooks"), { webcrypto } = require("crypto"), util = require("util");

function unpacked(html, id) {
  const found = html.split(`<script type="text/plain" id="${id}">`)[1];
  const whole = zlib.gunzipSync(Buffer.from(found.slice(0, found.indexOf("<")), "base64"));
  const length = whole.readUInt32LE(0), files = {};
  let place = 4 + length;
  for (const [name, size] of JSON.parse(whole.toString("utf8", 4, place))) {
    files[name] = new Uint8Array(whole.subarray(place, place + size));
    place += size;
  }
  return files;
}

class Response {
  constructor(content, options) { this.content = content; this.ok = !(options && options.status >= 400); }
  async arrayBuffer() { return this.content.slice().buffer; }
  async text() { return Buffer.from(this.content).toString("utf8"); }
  async json() { return JSON.parse(await this.text()); }
}

async function main([page, script, folder, output]) {
  const files = unpacked(fs.readFileSync(page, "utf8"), "gongkai-parts");
  const heard = [], waiting = [];
  const self = {
    console, setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, performance, URL, Response,
    TextDecoder: util.TextDecoder, TextEncoder: util.TextEncoder, crypto: webcrypto, MessageChannel,
    location: { href: "blob:null/0", toString: () => "blob:null/0" },
    importScripts: () => { throw new Error("nothing is loaded from elsewhere"); },
    postMessage: (data) => { heard.push(data); for (const look of waiting.splice(0)) { look(); } },
  };
  self.self = self;
  const context = vm.createContext(self);
  vm.runInContext(`WebAssembly.instantiateStreaming = async (response, imports) =>
    WebAssembly.instantiate(await (await response).arrayBuffer(), imports);`, context);
  const names = ["pyodide.asm.js", "pyodide.js", "worker.js"];
  const source = names.map((name) => Buffer.from(files[name]).toString("utf8")).join("\n;\n");
  vm.runInContext(source, context, { filename: "worker.js" });

  const until = async (kind) => {
    for (;;) {
      const found = heard.find((data) => data.kind === kind || data.kind === "broken");
      if (found && found.kind === kind) { return found; }
      if (found) { throw new Error(found.text); }
      await new Promise((resolve) => waiting.push(resolve));
    }
  };
  await until("alive");
  const began = performance.now();
  const empty = vm.runInContext("({})", context);
  self.onmessage({ data: { kind: "begin", files, formats: empty, records: empty, keeps: false } });
  await until("ready");
  const ready = performance.now() - began;
  const { heap } = await until("warm");

  const pyodide = self.gongkaiPython;
  const lay = (from, to) => {
    pyodide.FS.mkdirTree(to);
    for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
      const source = path.join(from, entry.name), target = `${to}/${entry.name}`;
      if (entry.isDirectory()) { lay(source, target); } else { pyodide.FS.writeFile(target, fs.readFileSync(source)); }
    }
  };
  lay(folder, "/given");
  await pyodide.runPythonAsync(fs.readFileSync(script, "utf8"));
  fs.writeFileSync(output, pyodide.globals.get("result"));
  const externref = WebAssembly.validate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 111, 0));
  console.log(JSON.stringify({ ready, heap, externref, node: process.version }));
  process.exit(0);
}

main(process.argv.slice(2)).catch((fault) => { console.error(fault); process.exit(1); });
