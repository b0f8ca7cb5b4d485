"use strict";
// Panels with a bar for each feature: the biases, and the norms with the dimensionalities as dots.

const BAR_WIDTH = 0.8; // of the distance between features
const MOST_WITH_GAPS = 40; // features

class BarsPanel extends Panel {
  constructor(...panel) {
    super(...panel);
    const count = this.own.x.limits[1] + 0.5;
    const mark = (name) => (_, i) => draw(this.moving, name, { "data-feature": i });
    this.bars = Array.from({ length: count }, mark("rect"));
    this.dots = this.own.right ? this.bars.map(mark("circle")) : [];
    for (const dot of this.dots) dot.classList.add("dot");
  }

  show(frame) {
    const share = this.bars.length <= MOST_WITH_GAPS ? BAR_WIDTH : 1;
    const width = (this.x(1) - this.x(0)) * share;
    const [low, high] = this.own.y.limits;
    this.bars.forEach((bar, i) => {
      const height = this.height(frame, i);
      const end = Number.isFinite(height) ? Math.min(Math.max(height, low), high) : 0;
      const [top, bottom] = [this.y(Math.max(end, 0)), this.y(Math.min(end, 0))];
      const fill = `rgb(${this.page.colour(this.log, i)})`;
      set(bar, { x: this.x(i) - width / 2, y: top, width, height: bottom - top, fill });
    });
    const r = Math.min(Math.max(width / 4, 1.2), 4);
    this.dots.forEach((dot, i) => {
      const value = this.log.dimensionality(frame, i);
      dot.style.display = Number.isNaN(value) ? "none" : "";
      set(dot, { cx: this.x(i), cy: Number.isNaN(value) ? 0 : this.right(value), r });
    });
  }
}

class BiasPanel extends BarsPanel {
  height(frame, i) {
    return this.log.block("b", frame)[i];
  }
}

class NormsPanel extends BarsPanel {
  height(frame, i) {
    return this.log.norm(frame, i);
  }
}
