"use strict";
// The map of a sweep: a picture on which each training has a cell or a dot. A training is a frame.

const REACH = 4; // units around the middle of a training that belong to it at least
const ASIDE = 4; // times as far away a training counts for each unit that it is aside

class MapPanel extends Panel {
  hint = "point at a training, or use the arrow keys";

  constructor(...panel) {
    super(...panel);
    this.mark = draw(this.moving, "rect", { class: "cell" });
    this.isHeld = false; // so that the pointer can leave a training for its weights
  }

  drawAxes() {
    const cells = decode(this.own.cells).map((share) => share * SIDE);
    this.cells = Array.from({ length: cells.length / 4 }, (_, i) => {
      const [x, y, ...reach] = cells.subarray(4 * i, 4 * i + 4);
      return { x, y, reach: reach.map((width) => Math.max(width, REACH)) };
    });
    this.place.right = this.own.edge * SIDE;
    this.heading.textContent = this.hint; // the picture has the title
    draw(this.axes, "image", { href: this.own.pictures[this.page.theme], width: SIDE, height: SIDE });
  }

  show(frame) {
    const { x, y, reach } = this.cells[frame];
    this.mark.style.display = Number.isNaN(x + y) ? "none" : ""; // it may have no value
    if (Number.isNaN(x + y)) return;
    set(this.mark, { x: x - reach[0], y: y - reach[1], width: 2 * reach[0], height: 2 * reach[1] });
  }

  describe(place) {
    return this.page.labels[this.trainingAt(place)]?.replaceAll(/ – |, /g, "\n") ?? "";
  }

  /** Show the training at a place unless another one is held. */
  hover(place) {
    const training = this.trainingAt(place);
    if (!this.isHeld && training !== null) this.page.goTo(training);
  }

  /** Hold a training until another one is clicked, or this one again. */
  click(place) {
    const training = this.trainingAt(place);
    this.isHeld = training !== null && !(this.isHeld && training === this.page.frame);
    if (training !== null) this.page.goTo(training);
  }

  /** Return the training at a place, the nearest if there are several, or null. */
  trainingAt({ x, y }) {
    return this.nearest((cell) => {
      const distance = Math.max(Math.abs(cell.x - x) / cell.reach[0], Math.abs(cell.y - y) / cell.reach[1]);
      return distance <= 1 ? distance : NaN;
    });
  }

  /** Return the next training in a direction, such as [1, 0] for right, or null. */
  neighbour([right, down]) {
    const here = this.cells[this.page.frame];
    return this.nearest(({ x, y }) => {
      const along = (x - here.x) * right + (y - here.y) * down;
      return along > 0 ? along + ASIDE * Math.abs((x - here.x) * down + (y - here.y) * right) : NaN;
    });
  }

  /** Return the training with the least distance, as a function of its cell tells it; null if all are NaN. */
  nearest(distanceOf) {
    const distances = this.cells.map(distanceOf);
    return distances.reduce((best, one, i) => (one < (distances[best] ?? Infinity) ? i : best), null);
  }
}
