"use strict";
// Panels with a bar for each feature: the biases, and the norms with the dimensionalities.

const BAR_WIDTH = 0.8; // of the distance between features
const MOST_WITH_GAPS = 40; // features

class BarsPanel extends Panel {
  constructor(kind, page, index, own, count) {
    super(kind, page, index, own, kind);
    this.count = count;
    this.bars = Array.from({ length: count }, (_, i) => draw(this.moving, "rect", { "data-feature": i }));
  }

  drawBarAxes(limits, name) {
    const { left, right, top, bottom } = this.place;
    this.setRanges([-0.5, this.count - 0.5], limits);
    this.drawX(this.featureNumbers(this.count, right - left), "feature", false);
    this.drawY(roundNumbers(...limits, this.room(bottom - top, 2.5)), name);
    draw(this.axes, "path", { class: "axis", d: `M${left} ${this.y(0)}H${right}` });
    this.drawFrame();
  }

  showBars(heights) {
    const width = this.count <= MOST_WITH_GAPS ? BAR_WIDTH : 1;
    const [low, high] = this.ys;
    this.bars.forEach((bar, i) => {
      const end = Number.isFinite(heights[i]) ? Math.min(Math.max(heights[i], low), high) : 0;
      const [from, to] = [this.y(Math.max(end, 0)), this.y(Math.min(end, 0))];
      const [x, wide] = [this.x(i - width / 2), this.x(width) - this.x(0)];
      set(bar, { x, y: from, width: wide, height: to - from, fill: this.colour(i) });
      bar.classList.toggle("pale", this.isPale(i));
    });
  }
}

class BiasPanel extends BarsPanel {
  constructor(page, index, own) {
    super("bias", page, index, own, page.logs[index].shapes.b[1]);
  }

  drawAxes() {
    this.drawBarAxes(this.own.limits, "b");
  }

  show(frame) {
    this.showBars(this.log.block("b", frame));
  }
}

class NormsPanel extends BarsPanel {
  constructor(page, index, own) {
    super("norms", page, index, own, page.logs[index].shapes.W[1]);
    this.marks = this.bars.map((_, i) => draw(this.moving, "circle", { "data-feature": i }));
  }

  drawAxes() {
    const { limit, headroom, fractions } = this.own;
    this.place.right = this.width - 3.6 * this.em;
    this.drawBarAxes([0, headroom * limit], "norm |Wᵢ|, bars");
    const { right, top, bottom } = this.place;
    this.right = this.drawFractions(fractions, { x: right + 0.3 * this.em });
    const name = bottom - top > 13 * this.em ? "dimensionality Dᵢ, dots" : "Dᵢ, dots";
    this.drawTurned(this.width - 0.5 * this.em, name);
  }

  show(frame) {
    const [m, n] = this.log.shapes.W;
    this.showBars(Array.from({ length: n }, (_, i) => this.log.norm(frame, i)));
    const shares = dimensionality(this.log.block("W", frame), m, n);
    const r = Math.min(Math.max((this.place.right - this.place.left) / n / 5, 1.5), 0.3 * this.em);
    const [paper, ink] = [themeColour("paper"), themeColour("ink")];
    this.marks.forEach((mark, i) => {
      const isKnown = !Number.isNaN(shares[i]);
      mark.style.display = isKnown ? "" : "none";
      set(mark, { cx: this.x(i), cy: isKnown ? this.right(shares[i]) : 0, r, fill: paper, stroke: ink });
      mark.classList.toggle("pale", this.isPale(i));
    });
  }
}
