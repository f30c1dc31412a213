// SPDX-License-Identifier: Apache-2.0
// Failures as a table that can be filtered. Rows that would be too many at once come when they are asked for.
const rowsAtOnce = 500;

function choice(name, label, values) {
  const select = element("select", { id: `failure-${name}` }, element("option", { value: "" }, `all`),
    ...values.map(([value, number]) => element("option", { value }, `${shown(value)} (${count(number)})`)));
  return [element("label", {}, `${label} `, select), select];
}

function numbersOf(failures, key) {
  const numbers = new Map();
  for (const failure of failures) numbers.set(failure[key], (numbers.get(failure[key]) || 0) + 1);
  return [...numbers].sort((a, b) => b[1] - a[1]);
}

function failureRow(failure, hasLimiters) {
  const cell = (column, text, kind) => element("td", { class: kind, "data-column": column }, text);
  const long = (column, text) => cell(column, element("bdi", {}, shown(text)), "r-text r-long");
  return element("tr", {}, cell("Number", count(failure.seq)), hasLimiters ? cell("Limiter", shown(failure.limiter), "r-text") : undefined,
    long("Item", failure.name), cell("Node", shown(failure.node), "r-text"), cell("Class", failure.class, "r-text"),
    long("What was found", failure.message));
}

function showFailures() {
  const box = byId("failure-box");
  const { failures } = report;
  if (failures.length === 0) {
    box.append(element("p", { class: "r-note" }, "No item failed."));
    return;
  }
  const text = element("input", { type: "search", id: "failure-text", autocomplete: "off", spellcheck: "false" });
  const [nodeLabel, node] = choice("node", "Node", numbersOf(failures, "node"));
  const [classLabel, errorClass] = choice("class", "Class", numbersOf(failures, "class"));
  const found = element("output", { id: "failure-count" });
  const more = element("button", { type: "button", id: "failure-more" });
  const table = element("table", { class: "r-table", id: "failure-table" },
    element("caption", {}, "What failed: an item for each line, by its number."));
  const hasLimiters = Object.keys(report.limits.limiters).length > 1;
  headRow(table, [["Number"], ...(hasLimiters ? [["Limiter", true]] : []), ["Item", true], ["Node", true], ["Class", true], ["What was found", true]]);
  const body = element("tbody");
  table.append(body);
  box.append(element("div", { class: "r-filters", role: "search", "aria-label": "Failures" },
    element("label", {}, "Containing ", text), nodeLabel, classLabel, found),
  element("div", { class: "r-wide r-failures", tabindex: "0", role: "region", "aria-labelledby": "failures-h" }, table),
  element("div", { class: "r-filters" }, more));

  let chosen = [];
  const add = () => {
    const next = chosen.slice(body.rows.length, body.rows.length + rowsAtOnce);
    body.append(...next.map((failure) => failureRow(failure, hasLimiters)));
    const left = chosen.length - body.rows.length;
    more.hidden = left === 0;
    more.textContent = `Show more (${count(left)} left)`;
  };
  const filter = () => {
    const wanted = text.value.toLowerCase();
    chosen = failures.filter((failure) => (node.value === "" || failure.node === node.value)
      && (errorClass.value === "" || failure.class === errorClass.value)
      && (wanted === "" || `${failure.name}\n${failure.message}`.toLowerCase().includes(wanted)));
    found.textContent = chosen.length === failures.length ? counted(failures.length, "failure", "failures")
      : `${count(chosen.length)} of ${counted(failures.length, "failure", "failures")}`;
    body.replaceChildren();
    add();
  };
  for (const input of [text, node, errorClass]) input.addEventListener("input", filter);
  more.addEventListener("click", add);
  filter();
}
