// SPDX-License-Identifier: Apache-2.0
// Charts as SVG, drawn anew for each width, so that text keeps its size.
const margin = { left: 58, right: 10, top: 8, bottom: 22 };

// `draw(width)` gives an SVG.
function figure(title, draw, keys = []) {
  const place = element("div");
  const readout = element("p", { class: "r-readout" });
  const made = element("figure", { class: "r-chart" }, element("h3", { dir: "auto" }, title), readout, place);
  if (keys.length > 0)
    made.append(element("ul", { class: "r-keys", "aria-hidden": "true" },
      ...keys.map(([kind, text]) => element("li", {}, keyMark(kind), text))));
  let width = 0;
  new ResizeObserver(() => {
    const now = Math.round(Math.min(Math.max(place.clientWidth, 240), 900));
    if (place.clientWidth === 0 || now === width) return;
    width = now;
    place.replaceChildren(draw(width, readout));
  }).observe(place);
  return made;
}

function keyMark(kind) {
  const mark = kind.endsWith("area") || kind === "r-column" ? svg("rect", { class: kind, width: 20, height: 10 })
    : svg("line", { class: kind, x1: 0, x2: 20, y1: 5, y2: 5 });
  return svg("svg", { viewBox: "0 0 20 10" }, mark);
}

function frame(width, height, label) {
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
}

function addValueAxis(picture, width, height, most, values, text) {
  const y = (value) => height - margin.bottom - (value / most) * (height - margin.top - margin.bottom);
  for (const value of values) {
    picture.append(svg("line", { class: "r-grid", x1: margin.left, x2: width - margin.right, y1: y(value), y2: y(value) }));
    picture.append(svg("text", { class: "r-chart-text", x: margin.left - 6, y: y(value) + 4, "text-anchor": "end" }, text(value)));
  }
  return y;
}

function addTimeAxis(picture, width, height, end) {
  const x = (time) => margin.left + (time / end) * (width - margin.left - margin.right);
  const bottom = height - margin.bottom;
  picture.append(svg("line", { class: "r-axis", x1: margin.left, x2: width - margin.right, y1: bottom, y2: bottom }));
  for (const time of roundValues(0, end, width / 90)) {
    picture.append(svg("line", { class: "r-axis", x1: x(time), x2: x(time), y1: bottom, y2: bottom + 4 }));
    picture.append(svg("text", { class: "r-chart-text", x: x(time), y: bottom + 16, "text-anchor": "middle" },
      duration(Number(time.toPrecision(6)))));
  }
  return x;
}

// Follows the pointer: `tell(time)` says what there was, and where the cross is to stand.
function addReadout(picture, width, height, end, x, readout, usual, tell) {
  readout.textContent = usual;
  const cross = svg("line", { class: "r-cross", y1: margin.top, y2: height - margin.bottom, visibility: "hidden" });
  picture.append(cross);
  picture.addEventListener("pointermove", (event) => {
    const box = picture.getBoundingClientRect();
    const at = (event.clientX - box.left) * width / box.width;
    const time = (at - margin.left) / (width - margin.left - margin.right) * end;
    const [text, where] = tell(Math.min(Math.max(time, 0), end));
    readout.textContent = text;
    for (const name of ["x1", "x2"]) cross.setAttribute(name, x(where));
    cross.setAttribute("visibility", "visible");
  });
  picture.addEventListener("pointerleave", () => {
    readout.textContent = usual;
    cross.setAttribute("visibility", "hidden");
  });
}

// Index of the last of ascending values that is not above `value`; 0 where all are.
function lastNotAbove(values, value) {
  let low = 0;
  for (let high = values.length; low + 1 < high;) {
    const middle = (low + high) >> 1;
    if (values[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}

// Values over time. `lines`: [{name, values, kind}], kinds are classes; those that end in "area" are filled.
function timeChart({ title, times, end, lines, limit, text, ticks, usual }) {
  const height = 190;
  const highest = Math.max(...lines.map((line) => line.values.reduce((most, value) => Math.max(most, value), 0)), 1);
  const showsLimit = limit !== undefined && limit <= highest * 5;
  const most = Math.max(highest, showsLimit ? limit : 0) * 1.05;
  const keys = lines.map((line) => [line.kind, line.name]);
  if (limit !== undefined) keys.push(["r-limit", `limit: ${text(limit)}${showsLimit ? "" : ", above the chart"}`]);
  return figure(title, (width, readout) => {
    const picture = frame(width, height, `${title}: ${usual}`);
    const y = addValueAxis(picture, width, height, most, ticks(0, most, 4), text);
    const x = addTimeAxis(picture, width, height, end);
    for (const { values, kind } of lines) {
      const isArea = kind.endsWith("area");
      const points = values.map((value, i) => `${x(times[i]).toFixed(1)} ${y(value).toFixed(1)}`);
      if (isArea) points.unshift(`${x(times[0]).toFixed(1)} ${y(0)}`), points.push(`${x(times[times.length - 1]).toFixed(1)} ${y(0)}`);
      picture.append(svg("path", { class: kind, d: `M${points.join("L")}${isArea ? "Z" : ""}` }));
    }
    if (showsLimit)
      picture.append(svg("line", { class: "r-limit", x1: margin.left, x2: width - margin.right, y1: y(limit), y2: y(limit) }));
    addReadout(picture, width, height, end, x, readout, usual, (time) => {
      const i = lastNotAbove(times, time);
      return [`at ${duration(times[i])}: ${lines.map((line) => `${line.name} ${text(line.values[i])}`).join(", ")}`, times[i]];
    });
    return picture;
  }, keys);
}

// Columns over time, one upon another: `columns` are [{from, to, parts: [value for each kind]}].
function columnChart({ title, columns, end, kinds, text, usual, tell }) {
  const height = 190;
  const most = Math.max(...columns.map((column) => column.parts.reduce((sum, part) => sum + part, 0)), 1e-9) * 1.05;
  return figure(title, (width, readout) => {
    const picture = frame(width, height, `${title}: ${usual}`);
    const y = addValueAxis(picture, width, height, most, roundValues(0, most, 5), text);
    const x = addTimeAxis(picture, width, height, end);
    for (const { from, to, parts } of columns) {
      let below = 0;
      parts.forEach((part, i) => {
        if (part > 0)
          picture.append(svg("rect", { class: kinds[i][0], x: x(from), width: Math.max(x(to) - x(from) - 0.7, 0.5),
            y: y(below + part), height: y(below) - y(below + part) }));
        below += part;
      });
    }
    addReadout(picture, width, height, end, x, readout, usual, (time) => {
      const column = columns[lastNotAbove(columns.map((one) => one.from), time)];
      return [tell(column), (column.from + column.to) / 2];
    });
    return picture;
  }, kinds);
}

// Calls by their duration, on a logarithmic scale. `buckets`: [[from, to, count]], in milliseconds.
function latencyChart({ title, buckets, marks, usual }) {
  const height = 150;
  const least = Math.max(buckets[0][0], buckets[0][1] / 2);
  const low = Math.log10(least) - 0.05;
  const high = Math.max(Math.log10(buckets[buckets.length - 1][1]) + 0.05, low + 0.6);
  const most = Math.max(...buckets.map((bucket) => bucket[2])) * 1.05;
  return figure(title, (width, readout) => {
    const picture = frame(width, height, `${title}: ${usual}`);
    const y = addValueAxis(picture, width, height, most, roundValues(0, most, 3).filter(Number.isInteger), count);
    const x = (ms) => margin.left + (Math.log10(ms) - low) / (high - low) * (width - margin.left - margin.right);
    const bottom = height - margin.bottom;
    picture.append(svg("line", { class: "r-axis", x1: margin.left, x2: width - margin.right, y1: bottom, y2: bottom }));
    const isNarrow = high - low < 1.3;
    for (let power = Math.floor(low); power <= high; ++power)
      for (const factor of isNarrow ? [1, 2, 5] : [1]) {
        const ms = factor * 10 ** power;
        if (x(ms) < margin.left || x(ms) > width - margin.right) continue;
        picture.append(svg("line", { class: "r-axis", x1: x(ms), x2: x(ms), y1: bottom, y2: bottom + 4 }));
        picture.append(svg("text", { class: "r-chart-text", x: x(ms), y: bottom + 16, "text-anchor": "middle" },
          duration(Number((ms / 1e3).toPrecision(3))).replace(/\.0+ /, " ")));
      }
    for (const [from, to, calls] of buckets) {
      const left = x(Math.max(from, least));
      const column = svg("rect", { class: "r-column", x: left, width: Math.max(x(to) - left - 0.5, 0.7),
        y: Math.min(y(calls), bottom - 1), height: Math.max(bottom - y(calls), 1) });
      column.addEventListener("pointerenter", () => {
        readout.textContent = `${counted(calls, "call", "calls")} of ${duration(from / 1e3)} to ${duration(to / 1e3)}`;
      });
      picture.append(column);
    }
    for (const [ms, name] of marks) {
      if (!(ms > 0)) continue;
      const at = Math.min(Math.max(x(ms), margin.left), width - margin.right);
      picture.append(svg("line", { class: "r-mark", x1: at, x2: at, y1: margin.top + 6, y2: bottom }));
      const isLast = name === marks[marks.length - 1][1];
      picture.append(svg("text", { class: "r-chart-text", x: at + (isLast ? 3 : -3), y: margin.top + 6,
        "text-anchor": isLast ? "start" : "end" }, name));
    }
    readout.textContent = usual;
    picture.addEventListener("pointerleave", () => { readout.textContent = usual; });
    return picture;
  });
}
