"use strict";
// The curves of many trainings: a picture, and on it the curve at the pointer. A training is a frame.

const NEAR = 8; // units from the pointer to its curve

class CurvesPanel extends MapPanel {
  hint = "point at a curve, or use the arrow keys";

  constructor(...panel) {
    super(...panel);
    const [left, bottom, right, top] = this.own.plot.map((share) => share * SIDE);
    Object.assign(this.place, { left, right, top: SIDE - top, bottom: SIDE - bottom });
    this.x = this.placeOn(this.own.x, left, right);
    this.y = this.placeOn(this.own.y, this.place.bottom, this.place.top);
    const all = [this.own.runs, this.own.means].map(decode);
    let end = 0;
    this.curves = this.own.counts.map((count) => {
      end += count;
      const [runs, means] = all.map((numbers) => numbers.subarray(end - count, end));
      return { runs, means, x: runs.map(this.x), y: means.map(this.y) };
    });
    this.mark.remove();
    const [y, width, height] = [this.place.top, right - left, this.place.bottom - this.place.top];
    const box = { x: left, y, width, height, viewBox: `${left} ${y} ${width} ${height}` };
    const plot = draw(this.moving, "svg", box);
    this.marks = ["halo", "curve"].map((name) => draw(plot, "path", { class: name }));
  }

  show(frame) {
    const { x, y } = this.curves[frame];
    const line = `M${Array.from(x, (_, i) => `${x[i].toFixed(1)} ${y[i].toFixed(1)}`).join("L")}`;
    for (const mark of this.marks) mark.setAttribute("d", line);
  }

  describe(place) {
    const training = this.trainingAt(place);
    if (training === null) return "";
    const { runs, means, x } = this.curves[training];
    const at = lastUpTo(x, place.x);
    const [settings] = this.page.labels[training].split(" – ");
    return `${settings.replaceAll(", ", "\n")}\nrun ${runs[at]}\n${this.own.y.name} ${text(means[at])}`;
  }

  /** Return the training whose curve is the nearest at a place, or null. */
  trainingAt(place) {
    return this.nearest((_, training) => {
      const { x, y } = this.curves[training];
      const [start, end] = between(x, place.x - NEAR, place.x + NEAR);
      let least = Infinity; // of the distances to the pieces of the curve around the place
      for (let i = Math.max(start, 1); i <= Math.min(end, x.length - 1); i++) {
        const [across, down] = [x[i] - x[i - 1], y[i] - y[i - 1]];
        const along = (place.x - x[i - 1]) * across + (place.y - y[i - 1]) * down;
        const share = clamp(along / (across ** 2 + down ** 2), 0, 1);
        const nearest = { x: x[i - 1] + share * across, y: y[i - 1] + share * down };
        least = Math.min(least, distance(place, nearest));
      }
      return least <= NEAR ? least : NaN;
    });
  }
}
