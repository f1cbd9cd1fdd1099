// The last part of the worker's source, after pyodide's own two files: Python without the network, and messages both ways.
"use strict";
(() => {
  const say = (kind, rest, transfer) => postMessage({ kind, ...rest }, transfer || []);
  const waiting = new Map(); // questions to the page, by number
  let python = null, asked = 0, busy = 0, heap = () => 0;

  /** What pyodide asks for by address lies in the page already; nothing else is answered. */
  function answerFrom(files) {
    const types = { wasm: "application/wasm", json: "application/json" };
    self.fetch = async (address) => {
      const name = String(address && address.url || address).split("/").pop();
      if (!(name in files)) { return new Response("", { status: 404 }); }
      const type = types[name.split(".").pop()] || "application/octet-stream";
      return new Response(files[name], { headers: { "Content-Type": type } });
    };
  }

  async function begin({ files, formats, records, keeps }) {
    answerFrom(files);
    say("progress", { text: "正在启动" });
    const pyodide = await loadPyodide({ indexURL: "https://gongkai.invalid/", stdout: () => {}, stderr: () => {} });
    self.fetch = async () => new Response("", { status: 404 });
    self.gongkaiPython = pyodide; // the tests ask it more than the page does
    say("progress", { text: "正在装入程序和格式" });
    const place = pyodide.runPython("import site; site.getsitepackages()[0]");
    pyodide.unpackArchive(files["site.zip"], "zip", { extractDir: place });
    for (const name of Object.keys(files)) { delete files[name]; }
    say("progress", { text: "正在准备页面" });
    const inside = pyodide.pyimport("gongkai.page.inside.worker_side");
    python = inside.begin(formats, records, keeps ? ask : null);
    heap = () => pyodide._module.HEAPU8.length;
    say("ready", { heap: heap(), unreadable: python.unreadable });
    warm();
  }

  /** What the first workbook needs is read while the user looks for it, and only while he asks for nothing. */
  async function warm() {
    for (let more = true; more;) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (busy === 0) { more = python.warm(); }
    }
    say("warm", { heap: heap() });
  }

  /** A question that only the page can answer, such as keeping something: a promise of its answer. */
  function ask(what, key, content) {
    asked += 1;
    const bytes = content === undefined ? undefined : content.slice();
    say("ask", { number: asked, what, key, content: bytes });
    return new Promise((resolve, reject) => waiting.set(asked, { resolve, reject }));
  }

  async function visit({ number, method, address, headers, body }) {
    const head = (status, list, at) => say("head", { number, status, headers: list, address: at });
    const piece = (content) => say("piece", { number, content }, [content.buffer]);
    busy += 1;
    try {
      await python.visit(method, address, headers, body || new Uint8Array(0), head, piece);
      say("end", { number, heap: heap() });
    } catch (fault) {
      say("fault", { number, text: String(fault) });
    } finally {
      busy -= 1;
    }
  }

  self.onmessage = ({ data }) => {
    if (data.kind === "begin") {
      begin(data).catch((fault) => say("broken", { text: String(fault) }));
    } else if (data.kind === "visit") {
      visit(data);
    } else if (data.kind === "answer") {
      const { resolve, reject } = waiting.get(data.number);
      waiting.delete(data.number);
      if (data.fault) { reject(new Error(data.fault)); } else { resolve(data.content); }
    }
  };
  say("alive", {});
})();
