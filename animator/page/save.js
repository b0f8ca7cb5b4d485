"use strict";
// Save the picture: all panels in one SVG, which stands alone, or the same as a PNG.

/** Return the picture as SVG: what the canvases show as images, and the rest as it is. */
function pictureOf(page) {
  const [state, logs] = [byId("state"), byId("logs")].map((part) => part.getBoundingClientRect());
  const [width, height] = [logs.width, logs.bottom - state.y].map(Math.ceil);
  const picture = document.createElementNS(SVG, "svg");
  set(picture, { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, "data-theme": page.theme });
  draw(picture, "style", {}, document.querySelector("style").textContent);
  draw(picture, "rect", { width, height, fill: `rgb(${page.paper})` });
  const placeOf = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x - logs.x, y: y - state.y, width, height };
  };
  for (const title of document.querySelectorAll("h1, h2, figcaption span")) {
    const { x, y, width, height } = placeOf(title);
    const { fontSize, fontWeight } = getComputedStyle(title);
    const at = { x: x + width / 2, y: y + 0.75 * height, class: "x" };
    draw(picture, "text", { ...at, "font-size": fontSize, "font-weight": fontWeight }, title.textContent);
  }
  for (const { box, axes, canvas, moving } of page.panels) {
    const part = draw(picture, "svg", { ...placeOf(box), viewBox: `0 0 ${SIDE} ${SIDE}`, "font-size": 12 });
    part.append(...axes.cloneNode(true).childNodes);
    draw(part, "image", { href: canvas.toDataURL(), width: SIDE, height: SIDE });
    part.append(...moving.cloneNode(true).childNodes);
  }
  return { source: new XMLSerializer().serializeToString(picture), width, height };
}

/** Save the picture as what the suffix stands for, svg or png. */
async function save(page, suffix) {
  const { source, width, height } = pictureOf(page);
  let file = new Blob([source], { type: "image/svg+xml" });
  if (suffix === "png") {
    const image = new Image(2 * width, 2 * height);
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0, image.width, image.height);
    file = await new Promise((done) => canvas.toBlob(done));
  }
  const link = document.createElement("a");
  const name = `${document.title}-${page.steps[page.frame]}`.replace(/[^\p{L}\p{N}._-]+/gu, "-");
  Object.assign(link, { href: URL.createObjectURL(file), download: `${name}.${suffix}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
