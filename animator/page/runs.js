"use strict";
// Panels over the runs, with a cursor at the frame's run.

class RunsPanel extends Panel {
  constructor(...panel) {
    super(...panel);
    this.cursor = draw(this.moving, "path", { class: "cursor" });
    this.box.addEventListener("pointerdown", (event) => this.press(event));
  }

  show(frame) {
    const x = this.x(this.log.frameRuns[frame]);
    const { left, right, top, bottom } = this.place;
    this.cursor.setAttribute("d", x >= left - 1 && x <= right + 1 ? `M${x} ${top}V${bottom}` : "");
  }

  runAt(x) {
    const { left, right } = this.place;
    return this.xs[0] + ((x - left) / (right - left)) * (this.xs[1] - this.xs[0]);
  }

  /** Go to where the pointer is pressed and dragged. */
  press(down) {
    const go = ({ offsetX }) => this.page.goToRun(this.runAt(offsetX));
    go(down);
    this.drag(down, go);
  }
}

/** D* = m / |W|² of each snapshot as a line, and the number of represented features as steps. */
class GeometryPanel extends RunsPanel {
  constructor(page, index, own) {
    super("geometry", page, index, own, "geometry");
  }

  drawAxes() {
    const { first, last, most, headroom, colour, fractions } = this.own;
    this.place.right = this.width - 4.2 * this.em;
    const { left, right, top, bottom } = this.place;
    this.setRanges([first, last], [0, headroom * most]);
    this.drawX(roundNumbers(first, last, this.room(right - left, 5), true), "run", false);
    for (const number of roundNumbers(0, most, this.room(bottom - top, 2.5), true)) {
      const at = { x: right + 0.4 * this.em, y: this.y(number) + 0.28 * this.em };
      draw(this.axes, "text", at, number).style.fill = colour;
    }
    this.drawTurned(this.width - 0.6 * this.em, "represented features, steps").style.fill = colour;
    const at = { x: left - 0.4 * this.em, "text-anchor": "end" };
    const level = this.drawFractions(fractions, at);
    this.drawTurned(0.9 * this.em, "dimensions per feature D*, line");
    this.drawFrame();
    this.drawLines(level, colour);
  }

  drawLines(level, colour) {
    const context = this.emptyCanvas();
    context.lineWidth = 2;
    for (const isSteps of [true, false]) {
      context.strokeStyle = isSteps ? colour : themeColour("ink");
      context.beginPath();
      let before = NaN;
      this.log.frameRuns.forEach((run, frame) => {
        const { count, share } = this.valuesAt(frame);
        const [x, y] = [this.x(run), isSteps ? this.y(count) : level(share)];
        if (Number.isNaN(before)) context.moveTo(x, y);
        else if (isSteps) context.lineTo(x, before);
        if (Number.isFinite(y)) context.lineTo(x, y);
        before = Number.isFinite(y) ? y : NaN;
      });
      context.stroke();
    }
  }

  /** Return the number of represented features and D*; NaN where a weight is not finite. */
  valuesAt(frame) {
    const W = this.log.block("W", frame);
    if (!W.every(Number.isFinite)) return { count: NaN, share: NaN };
    const [m, n] = this.log.shapes.W;
    const isRepresented = (_, i) => this.log.strength(frame, i) === 1;
    return { count: Array.from({ length: n }).filter(isRepresented).length, share: m / dot(W, W) };
  }

  describe(x) {
    const frame = lastUpTo(this.log.frameRuns, this.runAt(x));
    const { count, share } = this.valuesAt(frame);
    return `run ${this.log.frameRuns[frame]}\nrepresented features ${count}\nD* ${text(share, 3)}`;
  }
}
