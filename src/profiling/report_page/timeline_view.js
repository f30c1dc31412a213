// SPDX-License-Identifier: Apache-2.0
// Paints slices on a canvas, a row for each thread, from one moment to another.
const nodeColours = 10;

class TimelineView {
  constructor(canvas, slices) {
    this.canvas = canvas;
    this.slices = slices;
    this.from = slices.from;
    this.to = slices.to;
    this.held = -1; // a slice
    this.row = 0; // that the keyboard is at
    this.isFound = null; // by name, for which the rest is faint
    this.rowHeight = slices.threads.length > 24 ? 15 : 26;
    this.axisHeight = 24;
    this.colourOf = new Map(); // by node, in the order in which they come in the graph
    for (const node of [...new Set(slices.columns.node)].sort((a, b) => a - b))
      this.colourOf.set(node, this.colourOf.size % nodeColours);
  }

  get gutter() {
    return this.canvas.clientWidth < 500 ? 70 : 96;
  }

  get height() {
    return this.axisHeight + this.rowHeight * Math.max(this.slices.threads.length, 1) + 4;
  }

  get secondsPerPixel() {
    return (this.to - this.from) / Math.max(this.canvas.clientWidth - this.gutter, 1);
  }

  x(time) {
    return this.gutter + (time - this.from) / this.secondsPerPixel;
  }

  time(x) {
    return this.from + (x - this.gutter) * this.secondsPerPixel;
  }

  rowAt(y) {
    const row = Math.floor((y - this.axisHeight) / this.rowHeight);
    return row >= 0 && row < this.slices.threads.length ? row : -1;
  }

  // The range, kept within what there is.
  show(from, to) {
    const all = this.slices.to - this.slices.from;
    const width = Math.min(Math.max(to - from, Math.min(1e-6, all)), all);
    if (width >= all * (1 - 1e-9)) { // to the last bit
      [this.from, this.to] = [this.slices.from, this.slices.to];
      return;
    }
    this.from = Math.min(Math.max((from + to - width) / 2, this.slices.from), this.slices.to - width);
    this.to = this.from + width;
  }

  get isAll() {
    return this.to - this.from >= (this.slices.to - this.slices.from) * 0.999999;
  }

  zoom(factor, around) {
    const part = (around - this.from) / (this.to - this.from);
    const width = Math.min((this.to - this.from) * factor, this.slices.to - this.slices.from);
    this.show(around - part * width, around + (1 - part) * width);
  }

  pan(seconds) {
    const width = this.to - this.from;
    const from = Math.min(Math.max(this.from + seconds, this.slices.from), this.slices.to - width);
    this.show(from, from + width);
  }

  slicesAt(x, y) {
    const row = this.rowAt(y);
    return row < 0 || x < this.gutter ? -1 : this.slices.near(row, this.time(x), 3 * this.secondsPerPixel);
  }

  paint() {
    const width = this.canvas.clientWidth;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.style.height = `${this.height}px`;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    const style = getComputedStyle(document.documentElement);
    const named = (name) => style.getPropertyValue(`--${name}`).trim();
    const pen = this.canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = named("page");
    pen.fillRect(0, 0, width, this.height);
    pen.font = '12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
    pen.textBaseline = "middle";
    this.paintAxis(pen, width, named);
    const colours = Array.from({ length: nodeColours }, (_, i) => named(`n${i}`));
    const inks = { text: named("page"), bad: named("bad"), hold: named("hold") };
    for (let row = 0; row < this.slices.threads.length; ++row) {
      const top = this.axisHeight + row * this.rowHeight;
      pen.fillStyle = row % 2 === 0 ? named("panel") : named("page");
      pen.fillRect(0, top, width, this.rowHeight);
      pen.save();
      pen.beginPath();
      pen.rect(this.gutter, top, width - this.gutter, this.rowHeight);
      pen.clip();
      this.paintRow(pen, row, top, width, colours, inks);
      pen.restore();
      pen.fillStyle = row === this.row && document.activeElement === this.canvas ? named("accent") : named("ink");
      pen.fillText(shown(this.slices.threads[row]), 6, top + this.rowHeight / 2, this.gutter - 10);
    }
    this.canvas.dataset.from = this.from;
    this.canvas.dataset.to = this.to;
  }

  paintAxis(pen, width, named) {
    pen.fillStyle = named("soft");
    pen.strokeStyle = named("grid");
    pen.textAlign = "center";
    const places = roundValues(this.from, this.to, (width - this.gutter) / 110);
    const step = places.length > 1 ? places[1] - places[0] : this.to - this.from;
    const unit = this.to < 1e-3 ? [1e6, "\u00b5s"] : this.to < 1 ? [1e3, "ms"] : [1, "s"];
    const decimals = Math.min(Math.max(0, Math.ceil(-Math.log10(step * unit[0]) - 1e-9)), 9);
    for (const time of places) {
      const x = this.x(time);
      pen.beginPath();
      pen.moveTo(x, this.axisHeight - 4);
      pen.lineTo(x, this.height);
      pen.stroke();
      if (x > this.gutter + 10 && x < width - 30) pen.fillText(`${(time * unit[0]).toFixed(decimals)} ${unit[1]}`, x, this.axisHeight / 2);
    }
    pen.textAlign = "left";
  }

  isFaint(i) {
    if (this.held >= 0) return !this.slices.isOfSameItem(i, this.held);
    return this.isFound !== null && !this.isFound[this.slices.columns.item[i]];
  }

  // Slices of less than a pixel that would lie in one pixel are painted once, but for those that stand out.
  paintRow(pen, row, top, width, colours, inks) {
    const { slices } = this;
    const perSecond = 1 / this.secondsPerPixel;
    const [y, height] = [top + 2, this.rowHeight - 4];
    let last = -1;
    for (let i = slices.firstAfter(row, this.from); i < slices.first[row + 1] && slices.begin[i] <= this.to; ++i) {
      const left = this.gutter + (slices.begin[i] - this.from) * perSecond;
      const wide = (slices.end[i] - slices.begin[i]) * perSecond;
      const end = slices.columns.end[i];
      const isFailed = slices.words.ends[end] === "failed";
      const isFaint = this.isFaint(i);
      const pixel = Math.floor(left);
      const standsOut = isFailed || i === this.held || (!isFaint && (this.held >= 0 || this.isFound !== null));
      if (wide < 1 && pixel === last && !standsOut) continue;
      last = pixel;
      const x0 = Math.max(left, this.gutter - 2);
      const x1 = Math.min(Math.max(left + wide, left + 1), width + 2);
      const isCall = slices.kind(i) === "call";
      pen.globalAlpha = isFaint ? 0.18 : isCall ? 1 : 0.55;
      pen.fillStyle = colours[this.colourOf.get(slices.node(i))];
      pen.fillRect(x0, y, x1 - x0, height);
      if (wide > 3) { // where one ends and the next begins
        pen.fillStyle = inks.text;
        pen.fillRect(x1 - 0.6, y, 0.6, height);
      }
      if (isFailed) {
        pen.fillStyle = inks.bad;
        pen.fillRect(x0, y, Math.max(x1 - x0, 2), 4);
        pen.fillRect(x0, y + height - 4, Math.max(x1 - x0, 2), 4);
      }
      if (i === this.held) {
        pen.strokeStyle = inks.hold;
        pen.lineWidth = 2;
        pen.strokeRect(x0, y - 1, Math.max(x1 - x0, 2), height + 2);
      }
      if (x1 - x0 > 46 && this.rowHeight > 20) this.paintName(pen, i, x0, x1, top, isCall ? inks.text : null);
      pen.globalAlpha = 1;
    }
  }

  paintName(pen, i, x0, x1, top, ink) {
    pen.save();
    pen.beginPath();
    pen.rect(x0, top, x1 - x0 - 3, this.rowHeight);
    pen.clip();
    pen.fillStyle = ink || getComputedStyle(this.canvas).color;
    if (!ink) pen.globalAlpha = Math.min(pen.globalAlpha * 2, 1);
    const name = this.slices.name(i);
    pen.fillText(`${this.slices.title(i)} ${shown(name).slice(-60)}`, x0 + 4, top + this.rowHeight / 2 + 0.5);
    pen.restore();
  }
}
