"use strict";
// Panels over the runs, with a cursor at the frame's run: the loss or other scalars, and the geometry.

const FAINT = 0.35; // the opacity of dots whose line has the same colour
const DASHES = [[], [6, 3], [2, 3]]; // of lines, where there are more scalars than colours
const CLOSEST = 10; // runs that the axis shows at least

class RunsPanel extends Panel {
  constructor(...panel) {
    super(...panel);
    if (!this.own.right) this.place.right -= 10; // which the last number needs
    this.cursor = draw(this.moving, "path", { class: "cursor" });
  }

  show(frame) {
    const x = this.x(this.log.frameRuns[frame]);
    const { left, right, top, bottom } = this.place;
    this.cursor.setAttribute("d", x >= left - 1 && x <= right + 1 ? `M${x} ${top}V${bottom}` : "");
  }

  runAt(x) {
    const [first, last] = (this.zoomed ?? this.own).x.limits;
    return first + ((x - this.place.left) / (this.place.right - this.place.left)) * (last - first);
  }

  /** Go to the run where the pointer is pressed and dragged. */
  press(place) {
    this.drag(place);
    return true;
  }

  drag({ x }) {
    this.page.goToRun(this.runAt(x));
  }

  click() {}

  /** Draw a line through points, with a gap where y is not finite; isSteps: level up to the next point. */
  drawLine(context, colour, points, isSteps = false) {
    Object.assign(context, { strokeStyle: colour, lineWidth: 1.6, lineJoin: "round" });
    context.beginPath();
    let before = NaN;
    for (const [x, y] of points) {
      if (isSteps && Number.isFinite(before)) context.lineTo(x, before);
      if (Number.isFinite(y)) context[Number.isFinite(before) ? "lineTo" : "moveTo"](x, y);
      before = y;
    }
    context.stroke();
  }
}

/** The number of represented features as steps, and D* = m / |W|² as a line. */
class GeometryPanel extends RunsPanel {
  drawAxes() {
    super.drawAxes();
    const context = this.emptyCanvas();
    const { frameRuns, series } = this.log;
    const points = (values, y) => Array.from(values, (value, i) => [this.x(frameRuns[i]), y(value)]);
    this.drawLine(context, this.own.right.colour, points(series.represented, this.right), true);
    this.drawLine(context, `rgb(${this.page.ink})`, points(series["D*"], this.y));
  }

  describe({ x }) {
    const { frameRuns, series } = this.log;
    const frame = lastUpTo(frameRuns, this.runAt(x));
    const share = text(series["D*"][frame], 3);
    return `run ${frameRuns[frame]}\nrepresented features ${series.represented[frame]}\nD* ${share}`;
  }
}

/** Scalars as dots, and their moving averages as lines; a part of the runs can be shown larger. */
class LossPanel extends RunsPanel {
  constructor(...panel) {
    super(...panel);
    for (const button of this.figure.querySelectorAll("[data-zoom]")) {
      button.onclick = () => this.zoom(Number(button.dataset.zoom));
    }
    this.box.onwheel = (event) => {
      if (!event.ctrlKey) return; // which is also what two fingers on a touchpad give
      event.preventDefault();
      this.zoom(2 ** (event.deltaY / 100), this.placeOf(event).x);
    };
  }

  drawAxes() {
    const isLog = this.own.y.scale === "log";
    const drawable = (value) => (Number.isFinite(value) && (!isLog || value > 0) ? value : NaN);
    this.curves = this.log.curves.map((curve) => ({ ...curve, drawn: curve.values.map(drawable) }));
    if (this.zoomed) this.zoomed.y.limits = this.limitsOf(...this.zoomed.x.limits);
    super.drawAxes(this.zoomed ?? this.own);
    this.drawCurves();
  }

  /** Return limits that hold the values of these runs as far as the whole panel shows them. */
  limitsOf(first, last) {
    const { limits, scale } = this.own.y;
    let [low, high] = [Infinity, -Infinity];
    for (const { runs, drawn } of this.curves) {
      for (const value of drawn.subarray(lastUpTo(runs, first), lastUpTo(runs, last) + 1)) {
        if (value < low) low = value;
        if (value > high && value <= limits[1]) high = value;
      }
    }
    if (!(low < high)) return limits;
    const margin = 0.05 * (high - low);
    return scale === "log" ? [low / 1.1, high * 1.1] : [low - margin, high + margin];
  }

  /** Draw a single scalar in grey and black, several in colours, with a legend. */
  drawCurves() {
    const context = this.emptyCanvas();
    const { names, colours } = this.own;
    const isOnly = names.length === 1;
    const colourOf = (i) => colours[i % colours.length];
    context.globalAlpha = isOnly ? 1 : FAINT;
    this.curves.forEach((curve, i) => this.drawDots(context, curve, isOnly ? "#808080" : colourOf(i)));
    context.globalAlpha = 1;
    this.curves.forEach(({ runs, drawn, window }, i) => {
      context.setLineDash(DASHES[Math.floor(i / colours.length) % DASHES.length]);
      const means = movingAverage(drawn, window, this.own.average);
      const points = means.map(([place, mean]) => [this.x(runs[place]), this.y(mean)]);
      this.drawLine(context, isOnly ? `rgb(${this.page.ink})` : colourOf(i), points);
      const at = { class: "y", x: this.place.right - 6, y: this.place.top + (i + 1) * LINE };
      if (!isOnly) draw(this.axes, "text", at, names[i]).style.fill = colourOf(i);
    });
  }

  drawDots(context, { runs, drawn }, colour) {
    const { left, right } = this.place;
    const [start, end] = [lastUpTo(runs, this.runAt(left)), lastUpTo(runs, this.runAt(right)) + 1];
    const radius = Math.max(0.6, Math.min(3.5, 60 / Math.sqrt(end - start)));
    const isTaken = new Uint8Array((SIDE + 1) ** 2); // a dot for each unit across and up
    context.fillStyle = colour;
    for (let i = start; i < end; i++) {
      const [x, y] = [this.x(runs[i]), this.y(drawn[i])];
      const isInside = y >= 0 && y <= SIDE && x >= 0 && x <= SIDE;
      if (!isInside || isTaken[Math.round(y) * (SIDE + 1) + Math.round(x)]++) continue;
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.fill();
    }
  }

  describe({ x }) {
    const run = Math.round(this.runAt(x));
    const values = this.curves.flatMap(({ runs, values }, i) => {
      const place = lastUpTo(runs, run);
      return runs.length ? [`run ${runs[place]}`, `${this.own.names[i]} ${text(values[place])}`] : [];
    });
    return [...new Set(values)].join("\n");
  }

  /** Show so many times as many runs, around the one at x, or around the frame's. */
  zoom(factor, x = this.x(this.log.frameRuns[this.page.frame])) {
    const [lowest, highest] = this.own.x.limits;
    const [first, last] = (this.zoomed ?? this.own).x.limits;
    const width = Math.min(Math.max((last - first) * factor, CLOSEST), highest - lowest);
    const share = Math.min(Math.max((this.runAt(x) - first) / (last - first), 0), 1);
    const middle = first + share * (last - first);
    const start = Math.min(Math.max(middle - share * width, lowest), highest - width);
    const limits = [start, start + width];
    this.zoomed = width < highest - lowest ? { x: { ...this.own.x, limits }, y: { ...this.own.y } } : null;
    this.refresh();
  }
}

/** Return places and the means around or before them, as averages.py has them; NaN leaves a gap. */
function movingAverage(values, window, kind) {
  const means = [];
  const last = values.length - 1;
  for (let i = 0, step = 1; i <= last; i = step ? Math.min(i + step, last) : last + 1) {
    const reach = Math.floor(i / 10);
    const [before, after] =
      kind === "centred"
        ? [Math.min(window >> 1, reach), Math.min((window - 1) >> 1, reach)]
        : [window - 1, 0];
    let [sum, count] = [0, 0];
    for (let j = Math.max(0, i - before); j <= Math.min(i + after, last); j++) {
      if (values[j] !== values[j]) continue;
      sum += values[j];
      count += 1;
    }
    means.push([i, Number.isNaN(values[i]) ? NaN : sum / count]);
    step = i < last && Math.max(1, (before + after) >> 4); // a mean changes little from run to run
  }
  return means;
}
