"use strict";
// The map of a sweep: a picture on which each training has a cell or a dot. A training is a frame.

const REACH = 5; // pixels around the middle of a training that belong to it at least
const TURN = 4; // times as far a training counts that is aside of the way to it

class MapPanel extends Panel {
  constructor(page, index, own) {
    super("map", page, index, own, page.data.title);
    this.heading.textContent = "point at a training, or use the arrow keys"; // the picture has the title
    this.corners = decodeNumbers(own.corners);
    this.mark = draw(this.moving, "rect", { class: "cell" });
    this.isHeld = false; // so that the pointer can leave a training for its weights
    this.box.addEventListener("pointermove", ({ offsetX, offsetY }) => {
      if (!this.isHeld) this.page.show(this.trainingAt(offsetX, offsetY) ?? this.page.frame);
    });
    this.box.addEventListener("click", ({ offsetX, offsetY }) => {
      this.hold(this.trainingAt(offsetX, offsetY));
    });
  }

  drawAxes() {
    const side = Math.min(this.width, this.height);
    const [left, top] = [(this.width - side) / 2, (this.height - side) / 2];
    const href = this.own.pictures[this.page.theme];
    draw(this.axes, "image", { href, x: left, y: top, width: side, height: side });
    this.cells = Array.from({ length: this.corners.length / 4 }, (_, i) => {
      const [low, bottom, high, above] = this.corners.subarray(4 * i, 4 * i + 4);
      const reach = [high - low, above - bottom].map((width) => Math.max((width * side) / 2, REACH));
      return { x: left + ((low + high) / 2) * side, y: top + (1 - (bottom + above) / 2) * side, reach };
    });
  }

  show(frame) {
    const { x, y, reach } = this.cells[frame];
    this.mark.style.display = Number.isNaN(x + y) ? "none" : "";
    if (Number.isNaN(x + y)) return; // the training has no value
    set(this.mark, { x: x - reach[0], y: y - reach[1], width: 2 * reach[0], height: 2 * reach[1] });
  }

  /** Show a training until another one is clicked, or this one again. */
  hold(frame) {
    this.isHeld = frame !== null && !(this.isHeld && frame === this.page.frame);
    if (frame !== null) this.page.show(frame);
  }

  /** Return the training at a point of the box, the nearest if there are several, or null. */
  trainingAt(x, y) {
    return this.nearest((cell) => {
      const distance = Math.max(Math.abs(cell.x - x) / cell.reach[0], Math.abs(cell.y - y) / cell.reach[1]);
      return distance <= 1 ? distance : NaN;
    });
  }

  /** Return the next training to the right and upwards by the signs of two numbers, or null. */
  next(right, up) {
    const here = this.cells[this.page.frame];
    return this.nearest(({ x, y }) => {
      const along = (x - here.x) * right + (here.y - y) * up;
      const aside = Math.abs((x - here.x) * up) + Math.abs((y - here.y) * right);
      return along > 0 ? along + TURN * aside : NaN;
    });
  }

  /** Return the training whose cell has the least distance as a function tells it; null if all are NaN. */
  nearest(distanceOf) {
    let [best, least] = [null, Infinity];
    this.cells.forEach((cell, i) => {
      const distance = distanceOf(cell);
      if (distance < least) [best, least] = [i, distance];
    });
    return best;
  }

  describe(x, y) {
    return this.page.data.labels[this.trainingAt(x, y)] ?? "";
  }
}
