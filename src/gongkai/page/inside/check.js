// Written so that the oldest browser can read it: what is missing for this page is told at once, before anything is loaded.
(function () {
  "use strict";
  var missing = [];
  function compiles() {
    try { return Boolean(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))); } catch (fault) { return false; }
  }
  function need(there, words) { if (!there) { missing.push(words); } }
  need(typeof WebAssembly === "object" && typeof WebAssembly.instantiateStreaming === "function", "WebAssembly");
  // Before 97 Chromium knows no word in a policy that lets WebAssembly in and nothing else.
  need(compiles(), "wasm-unsafe-eval");
  need(typeof Worker === "function", "Worker");
  need(typeof BigInt64Array === "function", "BigInt");
  need(typeof DecompressionStream === "function", "DecompressionStream");
  need(typeof Blob === "function" && typeof Blob.prototype.stream === "function", "Blob.stream");
  need(typeof Element !== "undefined" && typeof Element.prototype.replaceChildren === "function", "replaceChildren");
  if (missing.length === 0) { return; }
  window.gongkaiMissing = missing;
  document.addEventListener("DOMContentLoaded", function () {
    var state = document.getElementById("gongkai-state");
    state.className = "gongkai-fault";
    state.textContent = document.getElementById("gongkai-unsupported").textContent +
      "（这个浏览器没有：" + missing.join("、") + "）";
  });
}());
