"use strict";
// Save the picture: all panels in one SVG, which stands alone, or the same as a PNG.

const HEAD = 30; // pixels above the panels

/** Return the picture as SVG: what the canvases show as images, and the rest as it is. */
function pictureOf(page) {
  const frame = byId("logs").getBoundingClientRect();
  const [width, height] = [frame.width, frame.height + HEAD].map(Math.ceil);
  const picture = document.createElementNS(SVG, "svg");
  set(picture, { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, "data-theme": page.theme });
  draw(picture, "style", {}, document.querySelector("style").textContent);
  draw(picture, "rect", { width, height, fill: `rgb(${page.paper})` });
  const placeOf = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x - frame.x, y: y - frame.y + HEAD, width, height };
  };
  const fontSize = parseFloat(getComputedStyle(document.body).fontSize);
  const write = (x, y, { textContent }) => {
    draw(picture, "text", { x, y, class: "x", "font-size": fontSize }, textContent);
  };
  write(width / 2, 20, byId("state"));
  for (const title of byId("logs").querySelectorAll("h2, figcaption span")) {
    const { x, y, width, height } = placeOf(title);
    write(x + width / 2, y + 0.75 * height, title);
  }
  for (const { box, axes, canvas, moving } of page.panels) {
    const part = draw(picture, "svg", { ...placeOf(box), viewBox: `0 0 ${SIDE} ${SIDE}`, "font-size": 12 });
    part.append(...axes.cloneNode(true).childNodes);
    draw(part, "image", { href: canvas.toDataURL(), width: SIDE, height: SIDE });
    part.append(...moving.cloneNode(true).childNodes);
  }
  return { source: new XMLSerializer().serializeToString(picture), width, height };
}

function save(page, blob, suffix) {
  const link = document.createElement("a");
  const name = `${document.title}-${page.steps[page.frame]}`.replace(/[^\p{L}\p{N}._-]+/gu, "-");
  Object.assign(link, { href: URL.createObjectURL(blob), download: `${name}.${suffix}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function saveSvg(page) {
  save(page, new Blob([pictureOf(page).source], { type: "image/svg+xml" }), "svg");
}

function savePng(page) {
  const { source, width, height } = pictureOf(page);
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(page, blob, "png"), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
}
