(function () {
  "use strict";
  var origins = JSON.parse(document.getElementById("origins").textContent);
  var panel = document.getElementById("panel"), body = document.body;
  var figures = Array.prototype.slice.call(document.querySelectorAll("[data-f]"));
  if (!figures.length) { return; }
  var stop = figures[0], trail = [], from = null;
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

  function show(number) {
    var entry = origins[number], here = places(number), list = make("dl"), tools = make("div"), cells;
    panel.textContent = "";
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
    if (from && trail.length === 1 && from.hasAttribute("value") && entry.v) { line(list, "取整", "按印出的位数四舍五入"); }
    if (entry.i) { line(list, "就是", entry.i); }
    line(list, "算法", entry.s);
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
      entry.c.forEach(function (cell) { cells.appendChild(make("li", cell)); });
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
    panel.hidden = false;
    body.classList.add("told");
  }
  function open(figure) {
    if (from) { from.classList.remove("on"); }
    from = figure;
    from.classList.add("on");
    give(figure);
    trail = [+figure.dataset.f];
    show(trail[0]);
  }
  function close() {
    panel.hidden = true;
    body.classList.remove("told");
    if (from) { from.classList.remove("on"); from.focus(); }
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
    panel.textContent = "";
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
    panel.hidden = false;
    body.classList.add("told");
    field.focus();
  }
  figures.forEach(function (figure) { figure.tabIndex = -1; figure.setAttribute("role", "button"); });
  stop.tabIndex = 0;
  document.addEventListener("click", function (event) {
    var figure = event.target.closest ? event.target.closest("[data-f]") : null;
    if (figure) { open(figure); }
  });
  document.addEventListener("keydown", function (event) {
    var inside = document.activeElement, at = figures.indexOf(inside), next;
    if (event.key === "Escape" && !panel.hidden) { close(); return; }
    if (inside && inside.tagName === "INPUT") { return; }
    if (event.key === "/") { event.preventDefault(); search(); return; }
    if (at < 0) { return; }
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(inside); return; }
    next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: figures.length - 1 }[event.key];
    if (next === undefined || !figures[next]) { return; }
    event.preventDefault();
    give(figures[next]);
    figures[next].focus();
  });
})();
