"use strict";
// The loss or other scalars of each run as dots, moving averages, and a cursor at the frame's run.

const FAINT = 0.35; // the opacity of dots whose line has the same colour
const DASHES = [[], [6, 3], [2, 3]]; // of lines, where there are more scalars than colours
const CLOSEST = 10; // runs that the axis shows at least

class LossPanel extends RunsPanel {
  constructor(page, index, own) {
    super("loss", page, index, own, own.titles[index]);
    this.zoomed = null; // the first and the last run, while they are not all
    for (const [name, title, zoom] of [
      ["+", "zoom in", () => this.zoom(1 / 2)],
      ["−", "zoom out", () => this.zoom(2)],
      ["all", "show all runs", () => this.zoom(Infinity)],
    ]) {
      const button = this.caption.appendChild(document.createElement("button"));
      Object.assign(button, { type: "button", textContent: name, title, onclick: zoom });
    }
    this.box.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  drawAxes() {
    const { first, last, limits, scale, labels, titles } = this.own;
    const { left, right, top, bottom } = this.place;
    this.heading.textContent = titles[this.index];
    const isLog = scale === "log";
    const drawable = (value) => (Number.isFinite(value) && (!isLog || value > 0) ? value : NaN);
    this.curves = this.log.curves.map((curve) => ({ ...curve, drawn: curve.values.map(drawable) }));
    const xs = this.zoomed ?? [first, last];
    this.setRanges(xs, this.zoomed ? this.limitsOf(xs) : limits, isLog);
    this.drawX(roundNumbers(...xs, this.room(right - left, 5), true), "run");
    const count = this.room(bottom - top, 2.5);
    this.drawY(isLog ? roundLogNumbers(...this.ys) : roundNumbers(...this.ys, count), labels[this.index]);
    this.drawFrame();
    this.drawCurves();
  }

  /** Return limits that hold the values of these runs as far as the whole panel shows them. */
  limitsOf([first, last]) {
    const [lowest, highest] = this.own.limits;
    let [low, high] = [Infinity, -Infinity];
    for (const { runs, drawn } of this.curves) {
      for (let i = lastUpTo(runs, first); i <= lastUpTo(runs, last); i++) {
        if (drawn[i] < low) low = drawn[i];
        if (drawn[i] > high && drawn[i] <= highest) high = drawn[i];
      }
    }
    if (!(low < high)) return [lowest, highest];
    if (this.own.scale === "log") return [low / 1.1, high * 1.1];
    return [low - 0.05 * (high - low), high + 0.05 * (high - low)];
  }

  /** Draw a single scalar in grey and black, several in colours, with a legend. */
  drawCurves() {
    const context = this.emptyCanvas();
    const { names, colours } = this.own;
    const isOnly = names.length === 1;
    const colourOf = (i) => colours[i % colours.length];
    this.curves.forEach((curve, i) => {
      context.globalAlpha = isOnly ? 1 : FAINT;
      this.drawDots(context, curve, isOnly ? themeColour("grey") : colourOf(i));
    });
    context.globalAlpha = 1;
    this.curves.forEach((curve, i) => {
      context.setLineDash(DASHES[Math.floor(i / colours.length) % DASHES.length]);
      this.drawAverage(context, curve, isOnly ? themeColour("ink") : colourOf(i));
      const [x, y] = [this.place.right - 0.5 * this.em, this.place.top + (i + 1.2) * this.em];
      const at = { "text-anchor": "end", x, y };
      if (!isOnly) draw(this.axes, "text", at, names[i]).style.fill = colourOf(i);
    });
  }

  drawDots(context, { runs, drawn }, colour) {
    const [start, end] = [lastUpTo(runs, this.xs[0]), lastUpTo(runs, this.xs[1]) + 1];
    const radius = Math.max(0.8, Math.min(2.5, 100 / Math.sqrt(end - start)));
    const columns = Math.ceil(this.width) + 1;
    const isTaken = new Uint8Array(columns * (Math.ceil(this.height) + 1)); // a dot for each pixel
    context.fillStyle = colour;
    for (let i = start; i < end; i++) {
      const [x, y] = [this.x(runs[i]), this.y(drawn[i])];
      const isInside = y >= 0 && y <= this.height && x >= 0 && x <= this.width;
      if (!isInside || isTaken[Math.round(y) * columns + Math.round(x)]++) continue;
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.fill();
    }
  }

  drawAverage(context, { runs, drawn, window }, colour) {
    Object.assign(context, { strokeStyle: colour, lineWidth: 2, lineJoin: "round" });
    context.beginPath();
    let isDown = false;
    for (const [run, mean] of movingAverage(runs, drawn, window, this.page.data.average)) {
      if (!Number.isNaN(mean)) context[isDown ? "lineTo" : "moveTo"](this.x(run), this.y(mean));
      isDown = !Number.isNaN(mean);
    }
    context.stroke();
  }

  describe(x) {
    const run = Math.round(this.runAt(x));
    const values = this.curves.flatMap(({ runs, values }, i) => {
      const place = lastUpTo(runs, run);
      return runs.length ? [`run ${runs[place]}`, `${this.own.names[i]} ${text(values[place])}`] : [];
    });
    return [...new Set(values)].join("\n");
  }

  /** Zoom with the wheel while Ctrl is held, or with two fingers on a touchpad. */
  wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoom(2 ** (event.deltaY / 100), this.runAt(event.offsetX));
  }

  /** Show so many times as many runs, around one. */
  zoom(factor, middle = this.log.frameRuns[this.page.frame]) {
    const { first: lowest, last: highest } = this.own;
    const [first, last] = this.zoomed ?? [lowest, highest];
    const width = Math.min(Math.max((last - first) * factor, CLOSEST), highest - lowest);
    const share = Math.min(Math.max((middle - first) / (last - first), 0), 1);
    const start = Math.min(Math.max(middle - share * width, lowest), highest - width);
    this.zoomed = width < highest - lowest ? [start, start + width] : null;
    this.refresh();
  }
}
