// The page: starts the worker, sends it what the browser would send to a server, and shows what it answers.
"use strict";
(() => {
  if (window.gongkaiMissing) { return; }
  const ORIGIN = "http://gongkai.invalid";
  const byId = (id) => document.getElementById(id);
  const state = byId("gongkai-state"), app = byId("gongkai-app"), working = byId("gongkai-working");
  const begun = performance.now();
  const exchanges = new Map(); // requests under way, by number
  let worker = null, count = 0, shown = 0, fromApp = false;

  const trusted = window.trustedTypes
    ? trustedTypes.createPolicy("gongkai", { createHTML: (text) => text, createScriptURL: (text) => text })
    : { createHTML: (text) => text, createScriptURL: (text) => text };

  function fail(words) {
    state.className = "gongkai-fault";
    state.textContent = words;
    state.hidden = false;
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

  /** Ask the application. `seen` is told the head and every piece as it comes; the promise gives the whole answer. */
  function visit(method, address, headers, body, seen) {
    count += 1;
    const exchange = { pieces: [], seen: seen || {}, asked: performance.now() };
    exchanges.set(count, exchange);
    worker.postMessage({ kind: "visit", number: count, method, address, headers, body });
    return new Promise((resolve, reject) => { Object.assign(exchange, { resolve, reject }); });
  }

  function told(data) {
    const exchange = exchanges.get(data.number);
    if (data.kind === "head") {
      exchange.head = data;
      if (exchange.seen.head) { exchange.seen.head(data); }
    } else if (data.kind === "piece") {
      exchange.pieces.push(data.content);
      if (exchange.seen.piece) { exchange.seen.piece(data.content); }
    } else {
      exchanges.delete(data.number);
      if (data.kind === "fault") { exchange.reject(new Error(data.text)); return; }
      exchange.resolve({ ...exchange.head, headers: new Headers(exchange.head.headers), body: new Blob(exchange.pieces) });
    }
  }

  // A counter for whatever takes its time: the page itself is never busy.
  setInterval(() => {
    const oldest = Math.min(...[...exchanges.values()].map((exchange) => exchange.asked));
    const seconds = (performance.now() - oldest) / 1000;
    working.hidden = !(seconds > 0.5 && seconds < Infinity);
    if (!working.hidden) { working.textContent = `正在处理，已用 ${seconds.toFixed(1)} 秒`; }
  }, 100);

  // What the application's own script asks for goes the same way.
  const browsersFetch = window.fetch;
  window.fetch = async (request, options) => {
    const wanted = new Request(new URL(request.url || request, ORIGIN + current()), options);
    if (!wanted.url.startsWith(`${ORIGIN}/`)) { return browsersFetch(request, options); }
    const body = new Uint8Array(await wanted.arrayBuffer());
    const found = await visit(wanted.method, wanted.url.slice(ORIGIN.length), [...wanted.headers], body);
    return new Response(found.body, { status: found.status, headers: found.headers });
  };

  window.EventSource = class extends EventTarget {
    constructor(address) {
      super();
      this.closed = false;
      let text = "";
      const decoder = new TextDecoder();
      const piece = (content) => {
        text += decoder.decode(content, { stream: true });
        const blocks = text.split("\n\n");
        text = blocks.pop();
        for (const block of blocks) { if (!this.closed) { this.tell(block); } }
      };
      const path = new URL(address, ORIGIN + current()).href.slice(ORIGIN.length);
      visit("GET", path, [["accept", "text/event-stream"]], undefined, { piece })
        .catch(() => {}).then(() => { if (!this.closed) { this.dispatchEvent(new Event("error")); } });
    }
    tell(block) {
      let name = "message";
      const data = [];
      for (const line of block.split("\n")) {
        if (line.startsWith("event:")) { name = line.slice(6).trim(); }
        if (line.startsWith("data:")) { data.push(line.slice(5).replace(/^ /, "")); }
      }
      const event = new MessageEvent(name, { data: data.join("\n") });
      this.dispatchEvent(event);
      if (name === "message" && this.onmessage) { this.onmessage(event); }
    }
    close() { this.closed = true; }
  };

  // ---- showing

  const current = () => location.hash.startsWith("#/") ? location.hash.slice(1) : "/";

  async function show(found, moved) {
    const type = found.headers.get("content-type") || "";
    if (/^attachment/i.test(found.headers.get("content-disposition") || "")) {
      save(found);
      return;
    }
    if (!type.startsWith("text/html")) { throw new Error(`no page: ${type}`); }
    const page = new DOMParser().parseFromString(trusted.createHTML(await found.body.text()), "text/html");
    page.querySelectorAll("script, meta, base, noscript, link, style").forEach((element) => element.remove());
    if (moved) { history.pushState(null, "", `#${found.address}`); }
    document.title = page.title;
    document.body.className = page.body.className;
    app.replaceChildren(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
    fromApp = true;
    state.hidden = true;
    const named = found.fragment && byId(found.fragment);
    const main = app.querySelector("main");
    if (named) { named.scrollIntoView(); } else { window.scrollTo(0, 0); }
    if (main && !app.querySelector("[autofocus]")) { main.tabIndex = -1; main.focus({ preventScroll: true }); }
    const asked = app.querySelector("[autofocus]");
    if (asked) { asked.focus(); }
    document.dispatchEvent(new CustomEvent("gongkai:shown"));
  }

  function save(found) {
    const disposition = found.headers.get("content-disposition");
    const wide = /filename\*=utf-8''([^;]+)/i.exec(disposition);
    const plain = /filename="?([^";]+)/i.exec(disposition);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([found.body], { type: found.headers.get("content-type") || "" }));
    link.download = wide ? decodeURIComponent(wide[1]) : plain ? plain[1] : "gongkai";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  /** Ask for a page and show it, unless the user has gone elsewhere meanwhile. */
  async function go(method, address, headers, body, moved) {
    shown += 1;
    const turn = shown;
    const [path, fragment] = address.split("#");
    app.setAttribute("aria-busy", "true");
    try {
      const found = await visit(method, path, headers, body);
      if (turn === shown) { await show({ ...found, fragment }, moved); }
    } catch (fault) {
      console.error(fault);
      fail("程序自身出错，与您填的内容无关。请重新打开本页再试；已下载的文件不受影响。");
    } finally {
      if (turn === shown) { app.removeAttribute("aria-busy"); }
    }
  }

  const isOurs = (url) => url.origin === ORIGIN;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    const wanted = link.getAttribute("href");
    if (!app.contains(link) || wanted.startsWith("blob:")) { return; }
    const url = new URL(wanted, ORIGIN + current());
    if (!isOurs(url)) { return; }
    event.preventDefault();
    if (wanted.startsWith("#")) {
      const target = byId(decodeURIComponent(wanted.slice(1)));
      if (target) { target.scrollIntoView(); target.focus({ preventScroll: true }); }
      return;
    }
    go("GET", url.pathname + url.search + url.hash, [], undefined, true);
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    if (event.defaultPrevented || !app.contains(form)) { return; }
    event.preventDefault();
    const said = (name) => (button && button.getAttribute(`form${name}`)) || form.getAttribute(name) || "";
    const url = new URL(said("action") || current(), ORIGIN + current());
    if (!isOurs(url)) { return; }
    const data = new FormData(form);
    if (button && button.name) { data.append(button.name, button.value); }
    if (said("method").toLowerCase() !== "post") {
      url.search = new URLSearchParams([...data].filter(([, value]) => typeof value === "string")).toString();
      go("GET", url.pathname + url.search, [], undefined, true);
      return;
    }
    const multipart = said("enctype") === "multipart/form-data";
    const sent = new Response(multipart ? data : new URLSearchParams([...data]));
    const type = sent.headers.get("content-type");
    const body = new Uint8Array(await sent.arrayBuffer());
    go("POST", url.pathname + url.search, [["content-type", type]], body, true);
  });

  window.addEventListener("popstate", () => { if (fromApp) { go("GET", current(), [], undefined, false); } });

  // ---- the beginning

  function heard({ data }) {
    if (data.kind === "progress") { state.textContent = `${data.text}……`; }
    if (data.kind === "ready") {
      byId("gongkai-ready").textContent = `准备用了 ${((performance.now() - begun) / 1000).toFixed(1)} 秒`;
      go("GET", current(), [], undefined, false);
    }
    if (data.heap) { byId("gongkai-heap").textContent = `内存 ${Math.round(data.heap / 1048576)} MB`; }
    if (data.kind === "broken") { console.error(data.text); fail("没有能启动。" + byId("gongkai-unsupported").textContent); }
    if (data.kind === "ask") { answer(data); }
    if (["head", "piece", "end", "fault"].includes(data.kind)) { told(data); }
  }

  async function start() {
    state.textContent = "正在打开……";
    await new Promise((resolve) => setTimeout(resolve, 0));
    const files = await unpacked("gongkai-parts");
    const formats = byId("gongkai-formats") ? await unpacked("gongkai-formats") : {};
    const source = ["pyodide.asm.js", "pyodide.js", "worker.js"].map((name) => files[name]);
    const blob = new Blob(source.flatMap((part) => [part, "\n;\n"]), { type: "text/javascript" });
    worker = new Worker(trusted.createScriptURL(URL.createObjectURL(blob)));
    worker.onmessage = heard;
    worker.onerror = (event) => { event.preventDefault(); fail("没有能启动。" + byId("gongkai-unsupported").textContent); };
    const kept = await records();
    const sent = Object.values(files).map((content) => content.buffer);
    worker.postMessage({ kind: "begin", files, formats, records: kept }, sent);
  }

  start().catch((fault) => {
    console.error(fault);
    fail("没有能启动。" + byId("gongkai-unsupported").textContent);
  });
})();
