// The page: starts the worker and is, for the application's own script, what a server is elsewhere (`gongkaiHome`).
"use strict";
(() => {
  if (window.gongkaiMissing) { return; }
  const byId = (id) => document.getElementById(id);
  const state = byId("gongkai-state"), working = byId("gongkai-working"), unsupported = byId("gongkai-unsupported");
  const begun = performance.now();
  const exchanges = new Map(); // requests under way, by number
  let worker = null, count = 0, opened = null;
  const ready = new Promise((resolve) => { opened = resolve; });

  const trusted = window.trustedTypes
    ? trustedTypes.createPolicy("gongkai", { createScriptURL: (address) => address })
    : { createScriptURL: (address) => address };

  function fail(words) {
    state.className = "gongkai-fault";
    state.textContent = words;
    document.body.prepend(state); // wherever it stood, it may have been swapped away
  }

  function notice(words) {
    byId("gongkai-notice").textContent = words;
    byId("gongkai-notice").hidden = false;
  }

  // ---- what is in the page

  function bytesOf(text) {
    const raw = atob(text);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i += 1) { bytes[i] = raw.charCodeAt(i); }
    return bytes;
  }

  async function unpacked(id) {
    const element = byId(id);
    const packed = bytesOf(element.textContent.trim());
    element.remove();
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const whole = await new Response(stream).arrayBuffer();
    const length = new DataView(whole).getUint32(0, true);
    const listed = JSON.parse(new TextDecoder().decode(new Uint8Array(whole, 4, length)));
    const files = {};
    let place = 4 + length;
    for (const [name, size] of listed) {
      files[name] = new Uint8Array(whole.slice(place, place + size));
      place += size;
    }
    return files;
  }

  // ---- keeping, after consent, in this browser on this computer

  const KEPT = "gongkai", SHELF = "records";

  function database(make) {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open(KEPT, 1);
      opening.onupgradeneeded = () => {
        if (make) { opening.result.createObjectStore(SHELF); } else { opening.transaction.abort(); }
      };
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = (event) => {
        event.preventDefault();
        if (make) { reject(opening.error); } else { resolve(null); } // nothing was kept, and nothing is made
      };
    });
  }

  async function onShelf(make, mode, work) {
    const opened = await database(make);
    if (!opened) { return undefined; }
    return new Promise((resolve, reject) => {
      const changing = opened.transaction(SHELF, mode);
      const result = work(changing.objectStore(SHELF));
      changing.oncomplete = () => { opened.close(); resolve(result); };
      changing.onabort = changing.onerror = () => { opened.close(); reject(changing.error); };
    });
  }

  /** Of pages that are open at once one keeps: two would write over each other's records. */
  function mayKeep() {
    if (!navigator.locks) { return Promise.resolve(true); }
    return new Promise((resolve) => {
      const held = (lock) => { resolve(lock !== null); return lock && new Promise(() => {}); }; // until it is closed
      navigator.locks.request(KEPT, { ifAvailable: true }, held).catch(() => resolve(true));
    });
  }

  async function records() {
    const found = {};
    try {
      await onShelf(false, "readonly", (shelf) => {
        shelf.openCursor().onsuccess = ({ target }) => {
          if (target.result) { found[target.result.key] = target.result.value; target.result.continue(); }
        };
      });
    } catch (fault) {
      return {}; // a browser that keeps nothing (private window): the page works without
    }
    return found;
  }

  function forgotten() {
    return new Promise((resolve, reject) => {
      const removing = indexedDB.deleteDatabase(KEPT);
      removing.onsuccess = () => resolve();
      removing.onerror = () => reject(removing.error);
      removing.onblocked = () => reject(new Error("another page has it open"));
    });
  }

  async function answer({ number, what, key, content }) {
    try {
      if (what === "put") { await onShelf(true, "readwrite", (shelf) => { shelf.put(content, key); }); }
      if (what === "remove") { await onShelf(false, "readwrite", (shelf) => { shelf.delete(key); }); }
      if (what === "clear") { await forgotten(); }
      worker.postMessage({ kind: "answer", number });
    } catch (fault) {
      worker.postMessage({ kind: "answer", number, fault: String(fault) });
    }
  }

  // ---- requests

  /** Ask the application. `piece` is told every part of the answer as it comes; the promise gives the whole. */
  async function visit(method, address, headers, body, piece) {
    await ready;
    count += 1;
    const exchange = { pieces: [], piece, asked: performance.now() };
    exchanges.set(count, exchange);
    worker.postMessage({ kind: "visit", number: count, method, address, headers, body });
    return new Promise((resolve, reject) => { Object.assign(exchange, { resolve, reject }); });
  }

  function told(data) {
    const exchange = exchanges.get(data.number);
    if (data.kind === "head") { exchange.head = data; }
    if (data.kind === "piece") {
      if (exchange.piece) { exchange.piece(data.content); } else { exchange.pieces.push(data.content); }
    }
    if (data.kind === "fault" || data.kind === "end") { exchanges.delete(data.number); }
    if (data.kind === "fault") { console.error(data.text); exchange.reject(new Error(data.text)); }
    if (data.kind === "end") { exchange.resolve(exchange); }
  }

  // A counter for whatever takes its time: the page itself is never busy.
  setInterval(() => {
    const oldest = Math.min(...[...exchanges.values()].map((exchange) => exchange.asked));
    const seconds = (performance.now() - oldest) / 1000;
    working.hidden = !(seconds > 0.5 && seconds < Infinity);
    if (!working.hidden) { working.textContent = `正在处理，已用 ${seconds.toFixed(1)} 秒`; }
  }, 100);

  async function send(method, address, body) {
    const form = body ? new Response(body) : null;
    const headers = form ? [["content-type", form.headers.get("content-type")]] : [];
    const { head, pieces } = await visit(method, address, headers, form && new Uint8Array(await form.arrayBuffer()));
    const said = new Headers(head.headers);
    const name = /filename\*=utf-8''([^;]+)/i.exec(said.get("content-disposition") || "");
    return {
      status: head.status,
      address: head.address,
      type: said.get("content-type") || "",
      name: name ? decodeURIComponent(name[1]) : "",
      bytes: new Uint8Array(await new Blob(pieces).arrayBuffer()),
    };
  }

  async function follow(address, say) {
    const decoder = new TextDecoder();
    let text = "";
    await visit("GET", address, [["accept", "text/event-stream"]], null, (content) => {
      text += decoder.decode(content, { stream: true });
      const events = text.split("\n\n");
      text = events.pop();
      for (const event of events) {
        const words = /^data: (.+)$/m.exec(event);
        if (words) { say(words[1]); }
      }
    });
  }

  globalThis.gongkaiHome = { send, follow };

  // A file that misses its field would be opened in place of the page, and everything in it be lost.
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      if (!event.target.closest("input[type=file]")) { event.preventDefault(); }
    });
  }

  // ---- the beginning

  function broken(fault) {
    console.error(fault);
    fail(`没有能启动。${unsupported.textContent}`);
  }

  function heard({ data }) {
    if (data.kind === "progress") { state.textContent = `${data.text}……`; }
    if (data.kind === "ready") {
      byId("gongkai-ready").textContent = `准备用了 ${((performance.now() - begun) / 1000).toFixed(1)} 秒`;
      if (data.unreadable) { notice("以前保留的内容这一版读不出来：用保留时的网页打开，或者在“保留在这台电脑上”里全部清除。"); }
      opened();
    }
    if (data.heap) { byId("gongkai-heap").textContent = `内存 ${Math.round(data.heap / 1048576)} MB`; }
    if (data.kind === "broken") { broken(data.text); }
    if (data.kind === "ask") { answer(data); }
    if (["head", "piece", "end", "fault"].includes(data.kind)) { told(data); }
  }

  async function start() {
    await new Promise((resolve) => setTimeout(resolve, 0)); // the words are shown before the long decoding
    const files = await unpacked("gongkai-parts");
    const formats = byId("gongkai-formats") ? await unpacked("gongkai-formats") : {};
    const source = ["pyodide.asm.js", "pyodide.js", "worker.js"].map((name) => files[name]);
    const blob = new Blob(source.flatMap((part) => [part, "\n;\n"]), { type: "text/javascript" });
    worker = new Worker(trusted.createScriptURL(URL.createObjectURL(blob)));
    worker.onmessage = heard;
    worker.onerror = (event) => { event.preventDefault(); broken(event.message); };
    const keeps = await mayKeep();
    if (!keeps) { notice("另有一个打开的本页：保留的内容在那一页里，这一页不保留。"); }
    const kept = keeps ? await records() : {};
    const sent = Object.values(files).map((content) => content.buffer);
    worker.postMessage({ kind: "begin", files, formats, records: kept, keeps }, sent);
  }

  start().catch(broken);
})();
