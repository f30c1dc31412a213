// SPDX-License-Identifier: Apache-2.0
// What stands at the top: how the run ended, what limited it, its totals; and a line for each node.
const endings = {
  finished: "finished",
  interrupted: "interrupted: what was begun was finished",
  exhausted: "stopped: it could not go on",
  over_budget: "stopped: more items failed than the error budget allows",
  cancelled: "cancelled: what was in flight has failed",
};

function showHead() {
  byId("title").textContent = shown(report.name || "a run");
  byId("about").textContent = shown(data.graph.description);
  byId("about").hidden = data.graph.description === "";
  const when = history && history.began_at > 0
    ? `begun ${new Date(history.began_at * 1000).toISOString().replace("T", " ").replace(/:\d\d\..*/, " UTC")}, ` : "";
  byId("when").textContent = `${when}${duration(report.wall_seconds)}, config ${report.config}`;
  byId("footer").textContent = `Made by penstock ${data.penstock}. All of it is in this file; it fetches nothing.`;
}

// What went over an edge is said where the pointer rests on it.
function nameEdges() {
  if (!history) return;
  const { nodes, from, to } = data.graph;
  for (const edge of document.querySelectorAll("#drawing [data-from]")) {
    const ours = from.map((_, i) => i).filter((i) => nodes[from[i]] === edge.dataset.from && nodes[to[i]] === edge.dataset.to);
    const sum = (numbers) => ours.reduce((all, i) => all + numbers[i], 0);
    const bytes = sum(history.edges.bytes);
    edge.append(svg("title", {}, `${shown(edge.dataset.from)} to ${shown(edge.dataset.to)}: `
      + `${counted(sum(history.edges.items), "item", "items")}${bytes > 0 ? `, ${size(bytes)}` : ""}`));
  }
}

// As wide as the page where that leaves it legible; else it is scrolled.
function fitDrawing() {
  const drawing = document.querySelector("#drawing > svg");
  drawing.style.minWidth = `${Math.round(drawing.viewBox.baseVal.width * 0.75)}px`;
}

function showVerdict() {
  const verdict = byId("verdict");
  if (report.end !== "finished")
    verdict.append(element("p", { class: "r-stopped" },
      `The run was ${endings[report.end] || report.end}${report.end_reason ? `: ${shown(report.end_reason)}` : ""}`));
  if (!report.balanced)
    verdict.append(element("p", { class: "r-stopped" }, "The items do not add up: a bug of penstock. Please report it with the config."));
  const limit = report.limited_by;
  const isKnown = limit.resource !== "none";
  verdict.classList.toggle("r-calm", !isKnown && report.end === "finished" && report.balanced);
  verdict.append(element("p", {}, element("strong", {}, "Limited by: "), shown(limit.sentence)));
  if (limit.remedy) verdict.append(element("p", {}, element("strong", {}, "Would help: "), shown(limit.remedy)));
}

function addTotal(name, value, more, isBad) {
  byId("totals").append(element("div", { class: isBad ? "r-bad" : undefined }, element("dt", {}, name),
    element("dd", {}, value, more ? element("small", {}, more) : undefined)));
}

function showTotals() {
  const items = report.items;
  const done = items.written + items.failed + items.skipped + items.dropped;
  addTotal("Items", count(items.discovered), report.balanced ? "balanced" : "NOT BALANCED", !report.balanced);
  addTotal("Written", count(items.written), counted(report.outputs, "output", "outputs"));
  addTotal("Failed", count(items.failed), done > 0 ? percent(items.failed / done) : "", items.failed > 0);
  for (const [name, number] of [["Skipped", items.skipped], ["Dropped", items.dropped], ["Not started", items.not_started]])
    if (number > 0) addTotal(name, count(number));
  addTotal("Time", duration(report.wall_seconds), report.wall_seconds > 0 ? rate(done / report.wall_seconds) : "");
  addTotal("CPU time", duration(report.cpu_seconds), report.wall_seconds > 0
    ? `${digits(report.cpu_seconds / report.wall_seconds)} of ${counted(report.limits.processors, "processor", "processors")}` : "");
  const limiters = Object.values(report.limits.limiters);
  const sum = (key) => limiters.reduce((all, limiter) => all + limiter[key], 0);
  addTotal("Most images", count(report.peak.images), `of ${count(sum("max_images"))}`);
  addTotal("Most bytes", size(report.peak.bytes), `of ${size(sum("max_bytes"))}`);
  addTotal("Most memory", size(report.peak.rss_bytes), `${size(report.rss_start_bytes)} before the first item`);
  addTotal("Threads", count(report.limits.threads), `and ${count(report.limits.io_threads)} for input and output`);
  addTotal("Open files", count(report.peak.open_files), `of ${count(report.limits.open_files)}`);
}

function bar(share) {
  const inner = element("i");
  inner.style.width = `${Math.min(share, 1) * 100}%`;
  return element("span", { class: "r-bar", "aria-hidden": "true" }, inner);
}

function headRow(table, columns) {
  table.append(element("thead", {}, element("tr", {}, ...columns.map(([name, isText, about]) =>
    element("th", { scope: "col", class: isText ? "r-text" : undefined, title: about }, name)))));
}

function showNodes() {
  const table = byId("node-table");
  table.append(element("caption", {}, "What each node did"));
  headRow(table, [["Node", true], ["Type", true], ["Concurrency", true], ["Calls"], ["Failed"], ["Busy"], ["CPU time"], ["Waited"],
    ["p50"], ["p99"], ["At once"]]);
  const body = element("tbody");
  for (const { name, busy } of data.nodes) {
    const node = report.nodes[name];
    const perCall = (ms) => (node.count === 0 ? "-" : duration(ms / 1e3));
    const cell = (text, kind) => element("td", { class: kind }, text);
    body.append(element("tr", {}, element("th", { scope: "row", class: "r-text" }, shown(name)), cell(shown(node.type), "r-text"),
      cell(node.concurrency, "r-text"), cell(count(node.count)), cell(count(node.failed), node.failed > 0 ? "r-bad" : undefined),
      busy === undefined ? cell("-") : element("td", {}, bar(busy), percent(busy)), cell(duration(node.cpu_seconds)),
      cell(perCall(node.waiting_seconds * 1e3 / node.count)), cell(perCall(node.p50_ms)), cell(perCall(node.p99_ms)),
      cell(count(node.peak_concurrency))));
  }
  table.append(body);
}

// Where the time of each node went: what the columns are, in the words of the summary.
const timeKinds = [["cpu", "computing"], ["io", "waiting for a disk or the like"], ["thread", "waiting for a thread"],
  ["room", "waiting for room in memory"], ["downstream", "waiting for nodes further on"], ["starved", "waiting for items"]];

function showTimes() {
  const list = byId("time-list");
  for (const { name } of data.nodes) {
    const { times } = report.nodes[name];
    const text = timeKinds.filter(([kind]) => times[kind] >= 0.005).map(([kind, words]) => `${words} ${percent(times[kind])}`).join(", ");
    const bar = element("div", { class: "r-times", role: "img", "aria-label": `${shown(name)}: ${text}`, title: text });
    timeKinds.forEach(([kind], i) => {
      const part = element("i");
      part.style.width = `${times[kind] * 100}%`;
      part.style.background = `var(--t${i})`;
      bar.append(part);
    });
    list.append(element("div", {}, element("span", { class: "r-time-name" }, shown(name)), bar));
  }
  byId("time-legend").append(...timeKinds.map(([, words], i) => {
    const chip = element("span", { class: "r-chip", "aria-hidden": "true" });
    chip.style.background = `var(--t${i})`;
    return element("li", {}, chip, words);
  }));
}

function showNotes() {
  byId("notes").hidden = report.notes.length === 0;
  byId("note-list").append(...report.notes.map((note) => element("li", {}, shown(note))));
}

function showConfig() {
  byId("config").hidden = data.config === "";
  byId("config-text").textContent = data.config.split("\n").map(shown).join("\n");
}
