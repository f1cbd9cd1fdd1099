(function () {
  "use strict";
  var origins = JSON.parse(document.getElementById("origins").textContent);
  var panel = document.getElementById("panel"), body = document.body;
  var figures = Array.prototype.slice.call(document.querySelectorAll("[data-f]"));
  if (!figures.length) { return; }
  var stop = figures[0], trail = [], from = null, wide = window.matchMedia("(min-width: 75.01rem)");
  body.classList.add("live");

  function make(tag, text) {
    var node = document.createElement(tag);
    if (text !== undefined) { node.textContent = text; }
    return node;
  }
  function press(text, does) {
    var node = make("button", text);
    node.type = "button";
    node.addEventListener("click", does);
    return node;
  }
  function line(list, name, what) {
    list.appendChild(make("dt", name));
    var where = make("dd");
    if (typeof what === "string") { where.textContent = what; } else { where.appendChild(what); }
    list.appendChild(where);
  }
  function called(entry) { return entry.n + (entry.p ? "（" + entry.p + "）" : ""); }
  function places(number) { return figures.filter(function (figure) { return +figure.dataset.f === number; }); }

  function exact(text) { return parseFloat(text.replace(/[约,]/g, "")); }
  // How the printed figure was made of the exact one: in 万元, and with how many decimals.
  function rounding(entry) {
    var shown = exact(from.getAttribute("value") || ""), whole = exact(entry.v), said = [], scaled = whole;
    if (isNaN(shown) || isNaN(whole)) { return ""; }
    if (/元$/.test(entry.v) && whole !== shown && Math.abs(whole / 10000 - shown) < 1) { said.push("换算成万元"); scaled = whole / 10000; }
    if (scaled !== shown || entry.v.charAt(0) === "约") {
      var decimals = (from.getAttribute("value").split(".")[1] || "").length;
      said.push(decimals ? "四舍五入到 " + decimals + " 位小数" : "四舍五入到整数");
    }
    return said.join("，");
  }
  // Empties the panel; whoever had the focus in it keeps it there.
  function begin() {
    var inside = panel.contains(document.activeElement);
    panel.textContent = "";
    panel.hidden = false;
    if (inside) { panel.focus(); }
  }
  function hint() {
    begin();
    panel.appendChild(make("h2", "数字的来源"));
    var text = make("p", "点报告里任何一个数、比率或“增加”“减少”，这里写出它是怎样算出的、填在哪些单元格。");
    text.className = "hint";
    panel.appendChild(text);
    panel.appendChild(press("查找（/）", search));
    panel.hidden = !wide.matches;
  }
  function show(number) {
    var entry = origins[number], here = places(number), list = make("dl"), tools = make("div"), cells, how;
    begin();
    tools.className = "tools";
    if (trail.length > 1) {
      tools.appendChild(press("← " + origins[trail[trail.length - 2]].n, function () { trail.pop(); show(trail[trail.length - 1]); }));
    }
    tools.appendChild(press("查找（/）", search));
    tools.appendChild(press("关闭（Esc）", close));
    panel.appendChild(tools);
    panel.appendChild(make("h2", called(entry) || entry.s));
    if (from && trail.length === 1) { line(list, "印出", from.textContent); }
    if (entry.v) { line(list, "精确值", entry.v); }
    how = from && trail.length === 1 ? rounding(entry) : "";
    if (how) { line(list, "取整", how); }
    if (entry.i) { line(list, "就是", entry.i); }
    if ("+-*/".indexOf(entry.s) < 0) { line(list, "算法", entry.s); }
    if (entry.f) { line(list, "算式", entry.f); }
    panel.appendChild(list);
    if (entry.t) {
      panel.appendChild(make("h2", "由这些算出"));
      cells = make("ul");
      entry.t.forEach(function (term) {
        var item = make("li");
        item.appendChild(press(called(origins[term]) || origins[term].s, function () { trail.push(term); show(term); }));
        if (origins[term].v) { item.appendChild(document.createTextNode(" " + origins[term].v)); }
        cells.appendChild(item);
      });
      panel.appendChild(cells);
    }
    if (entry.c) {
      panel.appendChild(make("h2", "填报的单元格"));
      cells = make("ul");
      cells.className = "cells";
      entry.c.forEach(function (cell) {
        var parts = cell.split("："), item = make("li", parts.shift());
        item.appendChild(make("span", parts.join("：")));
        cells.appendChild(item);
      });
      if (entry.m) { cells.appendChild(make("li", "另有 " + entry.m + " 格")); }
      panel.appendChild(cells);
    }
    if (here.length > 1 || (here.length && from !== here[0])) {
      panel.appendChild(make("h2", "本文中共 " + here.length + " 处"));
      cells = make("ul");
      here.slice(0, 30).forEach(function (figure, index) {
        var item = make("li");
        item.appendChild(press("第 " + (index + 1) + " 处：" + figure.textContent, function () { open(figure); figure.scrollIntoView({ block: "center" }); }));
        cells.appendChild(item);
      });
      panel.appendChild(cells);
    }
    body.classList.add("told");
  }
  function open(figure) {
    if (from) { from.classList.remove("on"); }
    from = figure;
    from.classList.add("on");
    give(figure);
    trail = [+figure.dataset.f];
    show(trail[0]);
    if (!wide.matches) { figure.scrollIntoView({ block: "nearest" }); }
  }
  function close() {
    body.classList.remove("told");
    hint();
    (from || stop).classList.remove("on");
    (from || stop).focus();
  }
  function give(figure) {
    var folded = figure.closest("details");
    if (folded) { folded.open = true; }
    stop.tabIndex = -1;
    stop = figure;
    stop.tabIndex = 0;
  }
  function search() {
    var field = make("input"), found = make("ul"), label = make("label", "查找名称或数");
    begin();
    panel.appendChild(press("关闭（Esc）", close));
    field.type = "search";
    label.appendChild(field);
    panel.appendChild(label);
    panel.appendChild(found);
    field.addEventListener("input", function () {
      var wanted = field.value.trim().replace(/,/g, ""), count = 0;
      found.textContent = "";
      figures.forEach(function (figure) {
        var entry = origins[+figure.dataset.f];
        if (!wanted || count > 40) { return; }
        if (called(entry).indexOf(wanted) < 0 && figure.textContent.replace(/,/g, "").indexOf(wanted) < 0) { return; }
        count += 1;
        var item = make("li");
        item.appendChild(press(called(entry) + " " + figure.textContent, function () { open(figure); figure.scrollIntoView({ block: "center" }); }));
        found.appendChild(item);
      });
      if (wanted && !count) { found.appendChild(make("li", "没有找到")); }
    });
    field.addEventListener("keydown", function (event) {
      var first = found.querySelector("button");
      if (event.key === "Enter" && first) { first.click(); panel.focus(); }
    });
    body.classList.add("told");
    field.focus();
  }
  figures.forEach(function (figure) { figure.tabIndex = -1; figure.setAttribute("role", "button"); });
  stop.tabIndex = 0;
  panel.tabIndex = -1;
  hint();
  if (wide.addEventListener) { wide.addEventListener("change", function () { if (!body.classList.contains("told")) { hint(); } }); }
  document.addEventListener("click", function (event) {
    var figure = event.target.closest ? event.target.closest("[data-f]") : null;
    if (figure) { open(figure); }
  });
  document.addEventListener("keydown", function (event) {
    var inside = document.activeElement, at = figures.indexOf(inside), next;
    if (event.key === "Escape" && body.classList.contains("told")) { close(); return; }
    if (inside && inside.tagName === "INPUT") { return; }
    if (event.key === "/") { event.preventDefault(); search(); return; }
    if (at < 0) { return; }
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(inside); panel.focus(); return; }
    next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: figures.length - 1 }[event.key];
    if (next === undefined || !figures[next]) { return; }
    event.preventDefault();
    give(figures[next]);
    figures[next].focus();
  });
})();
