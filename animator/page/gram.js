"use strict";
// The Gram matrix WᵀW as a heat map in which zero has the colour of the paper.

const UNKNOWN = "#808080"; // a grey that the scale never passes through

class GramPanel extends Panel {
  constructor(page, index, own) {
    super("gram", page, index, own, "WᵀW");
    const { shapes } = this.log;
    this.isPrinted = own.tag in shapes;
    this.count = (this.isPrinted ? shapes[own.tag] : shapes.W)[1];
    this.cells = document.createElement("canvas");
    this.cells.width = this.cells.height = this.count;
    this.mark = draw(this.moving, "path", { class: "mark" });
  }

  drawAxes() {
    const { left, top, bottom } = this.place;
    const right = this.width - 5 * this.em;
    const side = Math.min(right - left, bottom - top);
    const start = left + (right - left - side) / 2;
    Object.assign(this.place, { left: start, right: start + side, bottom: top + side });
    const ends = [-0.5, this.count - 0.5];
    this.setRanges(ends, [ends[1], ends[0]]);
    const numbers = this.featureNumbers(this.count, side);
    this.drawX(numbers, "feature", false);
    this.drawY(numbers, "", false);
    this.drawScale();
    Object.assign(this.place, { left });
  }

  drawScale() {
    const { right, top, bottom } = this.place;
    const { limit, negative, positive } = this.own;
    const [x, width, id] = [right + 0.8 * this.em, 0.8 * this.em, `scale-${this.index}`];
    const gradient = draw(this.axes, "linearGradient", { id, x1: 0, x2: 0, y1: 0, y2: 1 });
    [positive, themeColour("paper"), negative].forEach((colour, i) => {
      draw(gradient, "stop", { offset: i / 2, "stop-color": colour });
    });
    const at = { class: "frame", x, y: top, width, height: bottom - top };
    draw(this.axes, "rect", at).style.fill = `url(#${id})`;
    [limit, 0, -limit].forEach((value, i) => {
      const y = top + ((bottom - top) * i) / 2 + 0.28 * this.em;
      draw(this.axes, "text", { x: x + 1.2 * this.em, y }, label(Number(value.toPrecision(3))));
    });
  }

  values(frame) {
    if (this.isPrinted) return this.log.block(this.own.tag, frame);
    return gram(this.log.block("W", frame), ...this.log.shapes.W);
  }

  show(frame) {
    const { limit, negative, positive } = this.own;
    const [paper, below, above, unknown] = [themeColour("paper"), negative, positive, UNKNOWN].map(rgb);
    const context = this.cells.getContext("2d");
    const image = context.createImageData(this.count, this.count);
    this.values(frame).forEach((value, cell) => {
      const share = Math.min(Math.abs(value) / limit, 1);
      const end = value < 0 ? below : above;
      const mixed = paper.map((level, c) => level + (end[c] - level) * share);
      image.data.set([...(Number.isFinite(value) ? mixed : unknown), 255], 4 * cell);
    });
    context.putImageData(image, 0, 0);
    const [left, right] = this.xs.map(this.x);
    const [bottom, top] = this.ys.map(this.y);
    const plot = this.canvas.getContext("2d");
    plot.setTransform(this.dense, 0, 0, this.dense, 0, 0);
    plot.imageSmoothingEnabled = false;
    plot.drawImage(this.cells, left, top, right - left, bottom - top);
    this.showChosen();
  }

  /** Frame the matrix, and the row and the column of the chosen feature. */
  showChosen() {
    const { chosen } = this.page;
    const last = this.count - 1;
    const frame = (top, bottom, left, right) =>
      `M${this.x(left - 0.5)} ${this.y(top - 0.5)}H${this.x(right + 0.5)}` +
      `V${this.y(bottom + 0.5)}H${this.x(left - 0.5)}Z`;
    const marks = chosen === null ? "" : frame(chosen, chosen, 0, last) + frame(0, last, chosen, chosen);
    this.mark.setAttribute("d", frame(0, last, 0, last) + marks);
  }

  cellAt(x, y) {
    const cell = [y - this.y(-0.5), x - this.x(-0.5)].map((d) => Math.floor(d / (this.x(1) - this.x(0))));
    return cell.every((i) => i >= 0 && i < this.count) ? cell : null;
  }

  describe(x, y) {
    const [row, column] = this.cellAt(x, y) ?? [];
    if (row === undefined) return "";
    const value = this.values(this.page.frame)[row * this.count + column];
    return `W${subscript(row)}·W${subscript(column)} = ${text(value, 3)}`;
  }

  featureAt(x, y) {
    const [row, column] = this.cellAt(x, y) ?? [];
    return row === column ? (row ?? null) : column;
  }
}
