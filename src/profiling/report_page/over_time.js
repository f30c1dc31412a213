// SPDX-License-Identifier: Apache-2.0
// Throughput, what was in flight, and memory, over time; and how long calls took.
function noHistory(place) {
  place.append(element("p", { class: "r-note" }, "This run kept no history."));
}

// What had ended at a moment, between two looks as if evenly.
function at(times, values, time) {
  const i = lastNotAbove(times, time);
  if (i + 1 >= times.length || time <= times[i]) return values[i];
  return values[i] + (values[i + 1] - values[i]) * (time - times[i]) / (times[i + 1] - times[i]);
}

function showThroughput(samples, times, end) {
  const place = byId("throughput-charts");
  const done = samples.ended[samples.ended.length - 1];
  if (done === 0 || !(end > 0)) {
    place.append(element("p", { class: "r-note" }, "No item has ended."));
    return;
  }
  const number = Math.max(1, Math.min(80, times.length - 1, Math.max(8, Math.ceil(done / 3))));
  const columns = [];
  for (let i = 0; i < number; ++i) {
    const [from, to] = [end * i / number, end * (i + 1) / number];
    const per = (values) => Math.max(0, (at(times, values, to) - at(times, values, from)) / (to - from));
    const failed = per(samples.failed);
    columns.push({ from, to, parts: [Math.max(0, per(samples.ended) - failed), failed] });
  }
  place.append(columnChart({
    title: "Items that ended, per second", columns, end,
    kinds: [["r-column", "written, skipped or dropped"], ["r-failed-area", "failed"]],
    text: (value) => (value >= 10 ? count(Math.round(value)) : digits(value)),
    usual: `${rate(done / end)} on average; ${counted(done, "item", "items")} in ${duration(end)}`,
    tell: ({ from, to, parts }) => `${duration(from)} to ${duration(to)}: ${rate(parts[0] + parts[1])}`
      + (parts[1] > 0 ? `, of which ${rate(parts[1])} failed` : ""),
  }));
}

function showInFlight(samples, times, end) {
  const place = byId("in-flight-charts");
  const most = (values) => values.reduce((highest, value) => Math.max(highest, value), 0);
  for (const used of samples.limiters) {
    const { name } = used;
    const limiter = report.limits.limiters[name];
    place.append(timeChart({
      title: `${shown(name)}: images`, times, end, limit: limiter.max_images, text: count,
      ticks: (from, to, about) => roundValues(from, to, about).filter(Number.isInteger),
      lines: [{ name: "exist", values: used.images, kind: "r-area" }, { name: "claimed", values: used.claimed_images, kind: "r-claimed" }],
      usual: `at most ${count(limiter.peak_images)} of ${count(limiter.max_images)} existed`,
    }));
    place.append(timeChart({
      title: `${shown(name)}: bytes`, times, end, limit: limiter.max_bytes, text: size, ticks: roundSizes,
      lines: [{ name: "exist", values: used.bytes, kind: "r-area" }, { name: "claimed", values: used.claimed_bytes, kind: "r-claimed" }],
      usual: `at most ${size(limiter.peak_bytes)} of ${size(limiter.max_bytes)} existed`,
    }));
  }
  place.append(timeChart({
    title: "Items in flight", times, end, text: count,
    ticks: (from, to, about) => roundValues(from, to, about).filter(Number.isInteger),
    lines: [{ name: "in flight", values: samples.in_flight, kind: "r-area" }],
    usual: `at most ${count(most(samples.in_flight))} were seen at once`,
  }));
}

function showMemory(samples, times, end) {
  byId("memory-charts").append(timeChart({
    title: "Resident memory", times, end, text: size, ticks: roundSizes,
    lines: [{ name: "resident", values: samples.rss, kind: "r-area" }],
    usual: `at most ${size(report.peak.rss_bytes)}, ${size(report.rss_start_bytes)} before the first item`,
  }));
}

function showOverTime() {
  const places = ["throughput-charts", "in-flight-charts", "memory-charts"].map(byId);
  if (!history || history.samples.ns.length < 2) {
    places.forEach(noHistory);
    return;
  }
  const times = history.samples.ns.map((ns) => ns * 1e-9);
  const end = Math.max(times[times.length - 1], 1e-6);
  showThroughput(history.samples, times, end);
  showInFlight(history.samples, times, end);
  showMemory(history.samples, times, end);
}

function showLatencies() {
  const place = byId("latency-charts");
  for (const { name, latencies } of data.nodes) {
    if (latencies.length === 0) continue;
    const { p50_ms: p50, p99_ms: p99 } = report.nodes[name];
    const calls = latencies.reduce((sum, bucket) => sum + bucket[2], 0);
    place.append(latencyChart({
      title: shown(name), buckets: latencies, marks: [[p50, "p50"], [p99, "p99"]],
      usual: `${counted(calls, "call", "calls")}, p50 ${duration(p50 / 1e3)}, p99 ${duration(p99 / 1e3)}`,
    }));
  }
  if (!place.hasChildNodes()) place.append(element("p", { class: "r-note" }, "No node was called."));
}
