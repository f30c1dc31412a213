// SPDX-License-Identifier: Apache-2.0
// The timeline as one uses it: pointer, wheel, keyboard, buttons, and the search for items.
class Timeline {
  constructor(slices) {
    this.slices = slices;
    this.canvas = byId("timeline-canvas");
    this.view = new TimelineView(this.canvas, slices);
    this.pointers = new Map(); // that are down: where they were last
    this.moved = 0;
    this.isPainting = false;
    this.addPointer();
    this.addButtons();
    this.addSearch();
    this.addLegend();
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    for (const name of ["focus", "blur"]) this.canvas.addEventListener(name, () => this.paint());
    new ResizeObserver(() => this.paint()).observe(this.canvas.parentElement);
    for (const query of ["(prefers-color-scheme: dark)", "print"])
      window.matchMedia(query).addEventListener("change", () => this.paintNow());
    window.addEventListener("beforeprint", () => this.paintNow());
    this.paint();
  }

  paint() {
    if (this.isPainting) return;
    this.isPainting = true;
    requestAnimationFrame(() => this.paintNow());
  }

  paintNow() {
    this.isPainting = false;
    this.view.paint();
    const { from, to } = this.view;
    byId("timeline-range").textContent = this.view.isAll ? `all: ${duration(to - from)}`
      : `${from.toFixed(6)} s to ${to.toFixed(6)} s: ${duration(to - from)}`;
  }

  zoom(factor, around = (this.view.from + this.view.to) / 2) {
    this.view.zoom(factor, around);
    this.hideTip();
    this.paint();
  }

  pan(share) {
    this.view.pan(share * (this.view.to - this.view.from));
    this.hideTip();
    this.paint();
  }

  reset() {
    this.view.show(this.slices.from, this.slices.to);
    this.hold(-1);
  }

  hold(i) {
    this.view.held = i;
    const lines = i < 0 ? [] : this.slices.lines(i);
    byId("timeline-detail").replaceChildren(...lines.map((line, at) => element("div", {}, at === 0 ? element("strong", {}, line) : line)));
    if (i >= 0) {
      this.view.row = this.slices.columns.thread[i];
      const width = this.view.to - this.view.from;
      const [begin, end] = [this.slices.begin[i], this.slices.end[i]];
      if (end < this.view.from || begin > this.view.to) this.view.show((begin + end - width) / 2, (begin + end + width) / 2);
    }
    this.paint();
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  addPointer() {
    const { canvas, view } = this;
    // A page that is scrolled down over it goes on: there is nothing to zoom out of then.
    canvas.addEventListener("wheel", (event) => {
      const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const pixels = (isSideways && event.deltaX !== 0 ? event.deltaX : event.deltaY) * (event.deltaMode === 1 ? 16 : 1);
      if (isSideways ? view.isAll : pixels > 0 && view.isAll) return;
      event.preventDefault();
      if (isSideways) this.pan(pixels / Math.max(canvas.clientWidth, 1));
      else this.zoom(Math.exp(Math.min(Math.max(pixels, -300), 300) * 0.002), view.time(this.place(event).x));
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, this.place(event));
      if (this.pointers.size === 1) this.moved = 0;
      canvas.classList.add("r-dragging");
    });
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"])
      canvas.addEventListener(name, (event) => {
        const wasDown = this.pointers.delete(event.pointerId);
        canvas.classList.toggle("r-dragging", this.pointers.size > 0);
        if (!wasDown || name === "pointercancel" || this.moved > 5 || this.pointers.size > 0) return;
        const { x, y } = this.place(event);
        this.hideTip();
        this.hold(view.slicesAt(x, y));
      });
    canvas.addEventListener("pointerleave", () => this.hideTip());
    canvas.addEventListener("dblclick", (event) => this.zoom(1 / 3, view.time(this.place(event).x)));
  }

  move(event) {
    const { view } = this;
    const now = this.place(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") this.tip(now);
      return;
    }
    this.hideTip();
    this.moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId);
    if (other) {
      const [was, is] = [Math.abs(before.x - other[1].x), Math.abs(now.x - other[1].x)];
      if (was > 8 && is > 8) view.zoom(was / is, view.time((now.x + other[1].x) / 2));
    } else if (this.moved > 5) {
      view.pan((before.x - now.x) * view.secondsPerPixel);
    }
    this.pointers.set(event.pointerId, now);
    this.paint();
  }

  tip({ x, y }) {
    const found = this.view.slicesAt(x, y);
    const tip = byId("tooltip");
    tip.hidden = found < 0;
    if (found < 0) return;
    tip.replaceChildren(...this.slices.lines(found).map((line) => element("p", {}, line)));
    const box = this.canvas.parentElement;
    tip.style.left = `${Math.min(Math.max(x + 12, 4), Math.max(box.clientWidth - tip.offsetWidth - 4, 4))}px`;
    tip.style.top = `${y + 16}px`;
  }

  hideTip() {
    byId("tooltip").hidden = true;
  }

  addButtons() {
    const buttons = { "zoom-in": () => this.zoom(1 / 2), "zoom-out": () => this.zoom(2), "pan-left": () => this.pan(-0.5),
      "pan-right": () => this.pan(0.5), "zoom-reset": () => this.reset() };
    for (const [id, press] of Object.entries(buttons)) byId(id).addEventListener("click", press);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { view, slices } = this;
    const step = (by) => {
      const middle = (view.from + view.to) / 2;
      let next = view.held >= 0 && slices.columns.thread[view.held] === view.row ? view.held + by : slices.firstAfter(view.row, middle);
      next = Math.min(Math.max(next, slices.first[view.row]), slices.first[view.row + 1] - 1);
      if (next >= slices.first[view.row]) this.hold(next);
    };
    const row = (by) => {
      view.row = Math.min(Math.max(view.row + by, 0), slices.threads.length - 1);
      this.paint();
    };
    const keys = { "+": () => this.zoom(1 / 2), "=": () => this.zoom(1 / 2), "-": () => this.zoom(2), "0": () => this.reset(),
      Home: () => this.reset(), ArrowLeft: () => this.pan(-0.2), ArrowRight: () => this.pan(0.2), ArrowUp: () => row(-1),
      ArrowDown: () => row(1), ",": () => step(-1), ".": () => step(1), Escape: () => this.hold(-1) };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }

  addSearch() {
    const input = byId("timeline-find");
    const { slices, view } = this;
    const matches = () => {
      const found = [];
      for (let i = 0; view.isFound && i < slices.count; ++i) if (view.isFound[slices.columns.item[i]]) found.push(i);
      return found;
    };
    input.addEventListener("input", () => {
      const wanted = input.value.toLowerCase();
      view.held = -1;
      view.isFound = wanted === "" ? null : slices.columns.names.map((name) => name.toLowerCase().includes(wanted));
      const number = view.isFound ? view.isFound.filter(Boolean).length : 0;
      byId("timeline-found").textContent = view.isFound
        ? `${counted(number, "name", "names")}, ${counted(matches().length, "slice", "slices")}${number > 0 ? "; Enter goes to the next" : ""}` : "";
      this.paint();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const found = matches().sort((a, b) => slices.begin[a] - slices.begin[b]);
      if (found.length > 0) this.hold(found[(found.indexOf(view.held) + 1) % found.length]);
    });
  }

  addLegend() {
    const chip = (colour) => {
      const made = element("span", { class: "r-chip", "aria-hidden": "true" });
      if (colour !== undefined) made.style.background = `var(--n${colour})`;
      return made;
    };
    const failed = chip();
    failed.classList.add("r-chip-failed");
    byId("timeline-legend").append(
      ...[...this.view.colourOf].map(([node, colour]) => element("li", {}, chip(colour), shown(this.slices.nodes[node]))),
      element("li", {}, failed, "failed"), element("li", {}, "faint: no call, such as reading a file"));
  }
}

function showTimeline() {
  const note = byId("timeline-note");
  if (!history || history.slices.thread.length === 0) {
    note.textContent = history ? "No thread has done anything." : "This run kept no history.";
    return;
  }
  const { slices } = history;
  const left = slices.left_out;
  note.textContent = `${counted(slices.thread.length, "slice", "slices")}: each is what one thread did with one item.`
    + (left > 0 ? ` ${counted(left, "further slice is", "further slices are")} not shown.` : "")
    + (slices.from_ns > 0 ? ` The timeline begins at ${duration(slices.from_ns * 1e-9)}.` : "");
  byId("timeline-box").hidden = false;
  new Timeline(new Slices(history, data.graph.nodes, report.wall_seconds));
}
