// SPDX-License-Identifier: Apache-2.0
// What threads have done, as it is asked for by the timeline. Slices stand by thread and by their beginning.
class Slices {
  constructor({ slices, threads, kinds, ends, classes }, nodes, wallSeconds) {
    this.count = slices.thread.length;
    this.begin = Float64Array.from(slices.begin_ns, (ns) => ns * 1e-9);
    this.end = Float64Array.from(slices.ns, (ns, i) => this.begin[i] + ns * 1e-9);
    this.columns = slices;
    this.threads = threads;
    this.words = { kinds, ends, classes };
    this.nodes = nodes;
    this.first = new Array(threads.length + 1).fill(this.count); // of each thread; behind the last
    for (let i = this.count - 1; i >= 0; --i) this.first[slices.thread[i]] = i;
    for (let thread = threads.length - 1; thread >= 0; --thread) // one that did nothing
      this.first[thread] = Math.min(this.first[thread], this.first[thread + 1]);
    this.from = slices.from_ns * 1e-9; // before it, threads would look idle that were not
    this.to = this.end.reduce((last, end) => Math.max(last, end), wallSeconds);
    if (!(this.to > this.from)) this.to = this.from + 1e-6;
  }

  // Of a thread, the first slice that ends after a moment; behind its last where none does.
  firstAfter(thread, time) {
    let low = this.first[thread];
    for (let high = this.first[thread + 1]; low < high;) {
      const middle = (low + high) >> 1;
      if (this.end[middle] < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // Of a thread, the slice at a moment, or the nearest within some time of it; -1 where there is none.
  near(thread, time, within) {
    let best = -1;
    let least = Infinity;
    for (let i = this.firstAfter(thread, time - within); i < this.first[thread + 1] && this.begin[i] <= time + within; ++i) {
      const distance = Math.max(this.begin[i] - time, time - this.end[i], 0);
      if (distance < least) [best, least] = [i, distance];
      if (distance === 0) break;
    }
    return best;
  }

  node(i) {
    return this.columns.node[i];
  }

  kind(i) {
    return this.words.kinds[this.columns.kind[i]];
  }

  outcome(i) {
    return this.words.ends[this.columns.end[i]];
  }

  name(i) {
    return this.columns.names[this.columns.item[i]];
  }

  isOfSameItem(i, other) {
    return this.columns.seq[i] === this.columns.seq[other] && this.columns.item[i] === this.columns.item[other];
  }

  title(i) {
    const kind = this.kind(i);
    const node = shown(this.nodes[this.node(i)]);
    return kind === "read" || kind === "measure" ? `${node}/${kind}` : node;
  }

  // What there is to say of it, in lines.
  lines(i) {
    const { columns } = this;
    const kind = this.kind(i);
    const isOfNothing = kind === "source" && this.name(i) === "";
    const first = `${this.title(i)}: ${isOfNothing ? "no further item" : shown(this.name(i))}`;
    const facts = [];
    if (!isOfNothing) facts.push(`item ${count(columns.seq[i])}`);
    if (kind === "call" || kind === "read") facts.push(size(columns.bytes[i]));
    const failedAs = this.outcome(i) === "failed" ? ` (${this.words.classes[columns.class[i]]})` : "";
    facts.push(`${this.outcome(i)}${failedAs}`);
    if (columns.tries[i] > 1) facts.push(`try ${columns.tries[i]}`);
    if (kind === "source" || kind === "refusal" || kind === "passing") facts.push(`a ${kind}, not a call`);
    const took = this.end[i] - this.begin[i];
    return [first, facts.join(", "),
      `took ${duration(took)}, from ${this.begin[i].toFixed(6)} s on ${shown(this.threads[columns.thread[i]])}`];
  }
}
