"use strict";
// The pages work without this script. It swaps <main> instead of loading whole pages, tells how far a job is, and
// keeps what was typed while somebody goes back and forth.
//
// The offline page has no server: before this script runs it sets `globalThis.gongkaiHome` with
//   send(method, address, body) -> Promise<{status, address, type, name, bytes}>
//     asks the application in the worker and follows its redirects; body is null or a FormData; `address` is the one
//     that answered at last, `type` the content type, `name` the file's name of a download or "", `bytes` a Uint8Array
//   follow(address, say) -> Promise<void>   reads the words of a job to its end; say(words) for each
(() => {
  const own = globalThis.gongkaiHome || null;
  const main = document.getElementById("main");
  if (!main) return;
  const trusted = globalThis.trustedTypes
    ? trustedTypes.createPolicy("gongkai-main", { createHTML: (text) => text })
    : { createHTML: (text) => text };
  const typed = new Map(); // what was typed and not yet sent, by address and field
  let unsaved = false, written = 0;
  let writing = 0; // the timer of a draft that is to be kept
  let turn = 0; // of two answers the later question counts
  let here = own ? hashed() : location.pathname + location.search;

  function hashed() {
    const found = location.hash.slice(1);
    return found.startsWith("/") ? plain(found) : "/";
  }

  function plain(address) { // as requests have it: path and query in ASCII
    const url = new URL(address, "http://page");
    return url.pathname + url.search;
  }

  async function fetched(method, address, body) {
    const response = await fetch(address, { method, body, credentials: "same-origin" });
    const url = new URL(response.url);
    return {
      status: response.status,
      address: url.pathname + url.search,
      type: response.headers.get("content-type") || "",
      name: decodeURIComponent((response.headers.get("content-disposition") || "").split("UTF-8''")[1] || ""),
      bytes: new Uint8Array(await response.arrayBuffer()),
    };
  }

  function streamed(address, say) {
    return new Promise((resolve, reject) => {
      const source = new EventSource(address);
      source.onmessage = (event) => say(event.data);
      source.addEventListener("done", () => { source.close(); resolve(); });
      source.onerror = () => { source.close(); reject(new Error("stream")); };
    });
  }

  const send = own ? own.send : fetched;
  const follow = own ? own.follow : streamed;

  function tell(words) {
    let line = document.getElementById("told");
    if (!line) {
      line = document.createElement("p");
      line.id = "told";
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    line.textContent = words;
    line.hidden = !words;
  }

  async function ask(method, address, body) {
    const mine = ++turn;
    const slow = setTimeout(() => tell("正在处理……"), 350);
    main.setAttribute("aria-busy", "true");
    try {
      const answer = await send(method, address, body);
      return mine === turn ? answer : null;
    } catch (error) {
      if (mine === turn) lost();
      return null;
    } finally {
      clearTimeout(slow);
      if (mine === turn) { tell(""); main.removeAttribute("aria-busy"); }
    }
  }

  const lost = () => warn("没有回音：程序可能已经关闭。请重新打开；您的文件没有改动。");

  function warn(words) {
    main.querySelectorAll("[data-warning]").forEach((item) => item.remove());
    const line = document.createElement("p");
    line.className = "notice error";
    line.dataset.warning = "";
    line.setAttribute("role", "alert");
    line.textContent = words;
    main.prepend(line);
    line.scrollIntoView({ block: "nearest" });
  }

  // how: "push" for a new page, "replace" for the same one anew, "" for Back and Forward
  async function go(address, how, method = "GET", body = null) {
    const answer = await ask(method, plain(address), body);
    if (!answer) return;
    if (answer.name || !answer.type.startsWith("text/html")) {
      save(answer);
      if (method === "POST") go(here, "replace"); // what was asked for may have changed the page
      return;
    }
    const refused = method === "POST" && answer.status >= 400; // Back leads to the form again
    if (how === "push" && answer.address === here) how = "replace";
    const there = refused ? here : answer.address;
    if (how) history[how + "State"](null, "", own ? "#" + there : there);
    if (method === "POST" && !refused) {
      unsaved = false;
      for (const key of typed.keys()) if (key.startsWith(here + " ")) typed.delete(key);
    }
    here = there;
    swap(new TextDecoder().decode(answer.bytes));
  }

  function swap(text) {
    const page = new DOMParser().parseFromString(trusted.createHTML(text), "text/html");
    const fresh = page.getElementById("main");
    fresh.querySelectorAll("script, meta, base, noscript, style, iframe, object").forEach((item) => item.remove());
    main.replaceChildren(...document.importNode(fresh, true).childNodes);
    document.title = page.title;
    globalThis.scrollTo(0, 0);
    main.focus({ preventScroll: true });
    settle();
  }

  // What a page needs once it is there.
  async function settle() {
    main.querySelectorAll("textarea[name], input[type=checkbox][name]").forEach((field) => {
      const kept = typed.get(here + " " + field.name);
      if (kept !== undefined) field.type === "checkbox" ? (field.checked = kept) : (field.value = kept);
    });
    const job = main.querySelector("[data-job]");
    if (!job) return;
    const mine = turn;
    const address = here;
    const line = job.querySelector("[data-said]");
    try {
      await follow(job.dataset.job, (words) => { line.textContent = words + "……"; });
    } catch (error) {
      await new Promise((resolve) => setTimeout(resolve, 1000)); // the stream broke; the page itself may be there
    }
    if (mine === turn) go(address, "replace");
  }

  function save(answer) {
    const address = URL.createObjectURL(new Blob([answer.bytes], { type: answer.type }));
    const link = document.createElement("a");
    link.href = address;
    link.download = answer.name || "文件";
    link.hidden = true;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = link.getAttribute("href");
    if (address.startsWith("#")) {
      event.preventDefault();
      const place = document.getElementById(decodeURIComponent(address.slice(1)));
      if (place) { place.scrollIntoView(); place.tabIndex = -1; place.focus({ preventScroll: true }); }
      return;
    }
    if (!address.startsWith("/") || (link.hasAttribute("download") && !own)) return;
    event.preventDefault();
    go(address, "push");
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const action = form.getAttribute("action");
    if (event.defaultPrevented || !action || !action.startsWith("/") || "whole" in form.dataset) return;
    event.preventDefault();
    const fields = new FormData(form);
    if (event.submitter && event.submitter.name) fields.append(event.submitter.name, event.submitter.value);
    if (form.method === "get") { go(action + "?" + new URLSearchParams(fields), "push"); return; }
    clearTimeout(writing);
    for (const field of form.querySelectorAll("input[data-most]")) {
      if ([...field.files].reduce((sum, file) => sum + file.size, 0) > Number(field.dataset.most)) {
        warn("文件太大，一次最多 " + field.dataset.most / 1e6 + " MB（几个文件合计）。请看一看是不是选错了文件。");
        return;
      }
    }
    go(action, "push", "POST", fields);
  });

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.matches("input[data-all]")) { // all boxes of a form at once
      main.querySelectorAll("input[type=checkbox][form='" + field.dataset.all + "']").forEach((box) => {
        box.checked = field.checked;
        typed.set(here + " " + box.name, box.checked);
      });
      return;
    }
    if (field.matches("textarea[name], input[type=checkbox][name]")) {
      unsaved = true;
      written += 1;
      typed.set(here + " " + field.name, field.type === "checkbox" ? field.checked : field.value);
    }
    const form = field.closest("form[data-draft]");
    if (!form) return;
    clearTimeout(writing);
    writing = setTimeout(() => { // kept while it is written: then closing loses nothing
      const sent = ++written;
      send("POST", form.dataset.draft, new FormData(form)).then((answer) => {
        if (sent === written && answer.status < 400) unsaved = false;
      }, () => {});
    }, 800);
  });

  globalThis.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  globalThis.addEventListener("popstate", () => go(own ? hashed() : location.pathname + location.search, ""));

  if (own) go(here, "replace"); else settle();
})();
