"use strict";
// The Gram matrix WᵀW as a heat map in which zero has the colour of the paper.

class GramPanel extends Panel {
  constructor(...panel) {
    super(...panel);
    this.place = { left: 58, top: 8, right: 338, bottom: 288 };
    this.count = this.own.x.limits[1] + 0.5;
    this.cells = document.createElement("canvas");
    this.cells.width = this.cells.height = this.count;
    this.mark = draw(this.moving, "path", { class: "mark" });
  }

  drawAxes() {
    super.drawAxes();
    const { right, top, bottom } = this.place;
    const { limit, colours } = this.own;
    const id = `scale-${this.figure.dataset.log}`;
    const gradient = draw(this.axes, "linearGradient", { id, x2: 0, y2: 1 });
    [colours[1], this.page.paper, colours[0]].forEach((colour, i) => {
      draw(gradient, "stop", { offset: i / 2, "stop-color": `rgb(${colour})` });
      const y = top + ((bottom - top) * i) / 2 + 4;
      draw(this.axes, "text", { x: right + 26, y }, label(limit * (1 - i), 3));
    });
    const at = { class: "frame", x: right + 8, y: top, width: 12, height: bottom - top };
    draw(this.axes, "rect", at).style.fill = `url(#${id})`;
  }

  /** Return the product W_i·W_j of a frame, for i of each row and j of each column, in their order. */
  values(frame) {
    const { order, tag } = this.own;
    const printed = this.log.shapes[tag] && this.log.block(tag, frame);
    if (printed) return order.flatMap((i) => order.map((j) => printed[i * this.count + j]));
    const columns = order.map((i) => this.log.column(frame, i));
    return columns.flatMap((one) => columns.map((other) => dot(one, other)));
  }

  show(frame) {
    const [{ limit, unknown }, [below, above]] = [this.own, this.own.colours];
    const chosen = this.own.order.indexOf(this.page.chosen);
    const colourOf = (value) => {
      if (!Number.isFinite(value)) return unknown;
      return mix(value < 0 ? below : above, this.page.paper, Math.min(Math.abs(value) / limit, 1));
    };
    const image = new ImageData(this.count, this.count);
    this.values(frame).forEach((value, cell) => image.data.set([...colourOf(value), 255], 4 * cell));
    this.cells.getContext("2d").putImageData(image, 0, 0);
    const { left, right, top, bottom } = this.place;
    this.emptyCanvas().imageSmoothingEnabled = false;
    this.context.drawImage(this.cells, left, top, right - left, bottom - top);
    const [x, y, width] = [this.x(chosen - 0.5), this.y(chosen - 0.5), this.x(0.5) - this.x(-0.5)];
    const cross = `M${left} ${y}H${right}v${width}H${left}zM${x} ${top}V${bottom}h${width}V${top}z`;
    const edge = `M${left} ${top}H${right}V${bottom}H${left}z`; // which the cells cover
    this.mark.setAttribute("d", edge + (chosen < 0 ? "" : cross));
  }

  cellAt({ x, y }) {
    const cell = [y - this.y(-0.5), x - this.x(-0.5)].map((d) => Math.floor(d / (this.x(1) - this.x(0))));
    return cell.every((i) => i >= 0 && i < this.count) ? cell : [];
  }

  describe(place) {
    const [row, column] = this.cellAt(place);
    if (row === undefined) return "";
    const value = this.values(this.page.frame)[row * this.count + column];
    const [one, other] = [row, column].map((place) => subscript(this.own.order[place]));
    return `W${one}·W${other} = ${text(value, 3)}`;
  }

  featureAt(place) {
    return this.own.order[this.cellAt(place)[1]] ?? null;
  }
}
