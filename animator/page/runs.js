"use strict";
// Panels over the runs, with a cursor at the frame's run: the loss or other scalars, and the geometry.

const LINE_WIDTH = 1.6; // units
const CLOSEST = 10; // runs that the axis shows at least
const FEW = 100; // values in view; among fewer, one that the whole panel leaves out is no rare spike
const LEAD = 12; // units across, from the plot to the name of a level
const MOST_ROOM = 96; // units for such a name
const START = 6; // units across, from which on a drag is one, and not a finger that begins to scroll

class RunsPanel extends Panel {
  constructor(...panel) {
    super(...panel);
    this.cursor = draw(this.moving, "path", { class: "cursor" });
  }

  show(frame) {
    const x = this.x(this.log.frameRuns[frame]);
    const { left, right, top, bottom } = this.place;
    this.cursor.setAttribute("d", x === clamp(x, left - 1, right + 1) ? `M${x} ${top}V${bottom}` : "");
  }

  runAt(x) {
    return (x - this.x(0)) / (this.x(1) - this.x(0));
  }

  /** Go to the run to which the pointer is dragged, unless upwards or downwards. */
  drag(place, from) {
    const [across, along] = [place.x - from.x, place.y - from.y].map(Math.abs);
    if (across > along + START) this.click(place);
  }

  click({ x }) {
    this.page.goTo(lastUpTo(this.page.steps, this.runAt(x)));
  }

  /** Draw values y over the runs as a line with gaps; isSteps: level up to the next run. */
  drawLine(colour, runs, values, y, isSteps = false) {
    Object.assign(this.context, { strokeStyle: colour, lineWidth: LINE_WIDTH, lineJoin: "round" });
    this.context.beginPath();
    let before = NaN;
    values.forEach((value, i) => {
      const [x, here] = [this.x(runs[i]), y(value)];
      if (isSteps && Number.isFinite(before)) this.context.lineTo(x, before);
      if (Number.isFinite(here)) this.context[Number.isFinite(before) ? "lineTo" : "moveTo"](x, here);
      before = here;
    });
    this.context.stroke();
  }
}

/** The number of represented features as steps, and their mean dimensionality as a line. */
class GeometryPanel extends RunsPanel {
  drawAxes() {
    super.drawAxes();
    this.emptyCanvas();
    const { frameRuns, series } = this.log;
    this.drawLine(this.own.right.colour, frameRuns, series.represented, this.right, true);
    this.drawLine(`rgb(${this.page.ink})`, frameRuns, series.dimensionality, this.y);
  }

  describe({ x }) {
    const { frameRuns, series } = this.log;
    const frame = lastUpTo(frameRuns, this.runAt(x));
    const facts = [`run ${frameRuns[frame]}`, `represented features ${series.represented[frame]}`];
    const share = series.dimensionality[frame]; // NaN if nothing is represented
    if (Number.isFinite(share)) facts.push(`mean dimensionality ${text(share, 3)}`);
    return facts.join("\n");
  }
}

/** Scalars as dots, and their moving averages as lines; a part of the runs can be shown larger. */
class LossPanel extends RunsPanel {
  constructor(...panel) {
    super(...panel);
    for (const button of this.figure.querySelectorAll("[data-zoom]")) {
      button.onclick = () => this.zoom(Number(button.dataset.zoom));
    }
    const longest = Math.max(0, ...this.own.levels.map(([name]) => name.length));
    if (longest) this.place.right -= LEAD + Math.min(longest * DIGIT, MOST_ROOM);
    this.box.onwheel = (event) => {
      if (!event.ctrlKey) return; // which is also what two fingers on a touchpad give
      event.preventDefault();
      this.zoom(2 ** (event.deltaY / 100), this.placeOf(event).x);
    };
  }

  /** Draw the axes; this.zoomed is from which to which run, if it is not all of them. */
  drawAxes() {
    const { x, y } = this.own;
    const limits = this.zoomed ? this.limitsOf(...this.zoomed) : y.limits;
    super.drawAxes({ x: { ...x, limits: this.zoomed ?? x.limits }, y: { ...y, limits } });
    this.drawCurves();
    this.drawLevels();
  }

  /** Draw a line for each level in view, and its name beside the plot, apart from the others. */
  drawLevels() {
    const { left, right, top, bottom } = this.place;
    const inView = this.own.levels.filter(([, value]) => this.y(value) >= top && this.y(value) <= bottom);
    const step = Math.min(LINE, (bottom - top) / inView.length);
    const places = apart(inView.map(([, value]) => -this.y(value)), step, -bottom, -top);
    inView.forEach(([name, value], i) => {
      const [y, beside] = [this.y(value), -places[i]];
      draw(this.axes, "path", { class: "level", d: `M${left} ${y}H${right}` });
      draw(this.axes, "path", { class: "lead", d: `M${right} ${y}L${right + LEAD - 3} ${beside}` });
      const at = { x: right + LEAD, y: beside + step / 4, "font-size": Math.min(12, step) };
      const room = Math.floor((SIDE - at.x) / DIGIT);
      const text = draw(this.axes, "text", at, name.length > room ? `${name.slice(0, room - 1)}…` : name);
      draw(text, "title", {}, `${name} = ${label(value)}`);
    });
  }

  /** Return limits that hold the values of these runs, but rare spikes only if the whole panel does. */
  limitsOf(first, last) {
    const { limits, scale, margin } = this.own.y;
    const least = scale === "log" ? 0 : -Infinity;
    const curves = this.log.curves.map(({ runs, values }) => values.subarray(...between(runs, first, last)));
    const inView = curves.reduce(joined).filter((value) => value > least && value < Infinity);
    const shown = inView.filter((value) => value <= limits[1] || inView.length < FEW);
    const [low, high] = [Math.min, Math.max].map((best) => shown.reduce((a, b) => best(a, b), shown[0]));
    if (!(low < high)) return limits;
    const room = (margin - 1) * (high - low);
    return scale === "log" ? [low / margin, high * margin] : [low - room, high + room];
  }

  /** Draw a single scalar in grey and black, several in colours, with a legend. */
  drawCurves() {
    const context = this.emptyCanvas();
    const { names, colours, dashes, faint } = this.own;
    const isOnly = names.length === 1;
    const colourOf = (i) => colours[i % colours.length];
    context.globalAlpha = isOnly ? 1 : faint;
    this.log.curves.forEach((curve, i) => this.drawDots(curve, isOnly ? "#808080" : colourOf(i)));
    context.globalAlpha = 1;
    this.log.curves.forEach(({ average }, i) => {
      const dash = dashes[Math.floor(i / colours.length) % dashes.length];
      context.setLineDash(dash.map((length) => length * LINE_WIDTH));
      const colour = isOnly ? `rgb(${this.page.ink})` : colourOf(i);
      this.drawLine(colour, decode(average.runs), decode(average.means), this.y);
      const at = { class: "y", x: this.place.right - 6, y: this.place.top + (i + 1) * LINE };
      if (!isOnly) draw(this.axes, "text", at, names[i]).style.fill = colour;
    });
  }

  drawDots({ runs, values }, colour) {
    const [start, end] = between(runs, ...[this.place.left, this.place.right].map((x) => this.runAt(x)));
    const radius = (interpolated(end - start, this.own.dots) * POINT) / 2;
    const isTaken = new Uint8Array((SIDE + 1) ** 2); // a dot for each unit across and up
    this.context.fillStyle = colour;
    for (let i = start; i < end; i++) {
      const [x, y] = [this.x(runs[i]), this.y(values[i])];
      const isInside = y >= 0 && y <= SIDE && x >= 0 && x <= SIDE;
      if (!isInside || isTaken[Math.round(y) * (SIDE + 1) + Math.round(x)]++) continue;
      this.context.beginPath();
      this.context.arc(x, y, radius, 0, 7);
      this.context.fill();
    }
  }

  describe({ x }) {
    const values = this.log.curves.flatMap(({ runs, values }, i) => {
      const place = lastUpTo(runs, Math.round(this.runAt(x)));
      return runs.length ? [`run ${runs[place]}`, `${this.own.names[i]} ${text(values[place])}`] : [];
    });
    return [...new Set(values)].join("\n");
  }

  /** Show so many times as many runs, around the one at x, or around the frame's. */
  zoom(factor, x = this.x(this.log.frameRuns[this.page.frame])) {
    const [lowest, highest] = this.own.x.limits;
    const [first, last] = this.zoomed ?? this.own.x.limits;
    const width = clamp((last - first) * factor, CLOSEST, highest - lowest);
    const middle = clamp(this.runAt(x), first, last);
    const start = clamp(middle - ((middle - first) / (last - first)) * width, lowest, highest - width);
    this.zoomed = width < highest - lowest ? [start, start + width] : null;
    this.refresh();
    this.page.showTip();
  }
}
