// Draws Netloom's mark, three nodes woven into three, into every picture that packages need, and its SVG for the window.
// Usage: icon.mjs. Writes assets/icons and renderer/public/icon.svg; the same bytes each time.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'fast-png';

const root = fileURLToPath(new URL('..', import.meta.url));

/** In units of a square of 64. */
const mark = {
  background: '#0f1216',
  corner: 14,
  wire: '#5ab0ff',
  wireWidth: 4,
  wires: [
    [16, 20, 32, 20, 32, 44, 48, 44],
    [16, 44, 32, 44, 32, 20, 48, 20],
    [16, 32, 28, 32, 36, 32, 48, 32],
  ],
  radius: 5,
  nodes: [
    {
      color: '#e7ecf2',
      centers: [
        [16, 20],
        [16, 32],
        [16, 44],
      ],
    },
    {
      color: '#f2b84b',
      centers: [
        [48, 20],
        [48, 32],
        [48, 44],
      ],
    },
  ],
};

export function svg() {
  const curves = mark.wires.map(([x0, y0, x1, y1, x2, y2, x3, y3]) =>
    y0 === y3 ? `M${x0} ${y0}H${x3}` : `M${x0} ${y0}C${x1} ${y1} ${x2} ${y2} ${x3} ${y3}`,
  );
  const groups = mark.nodes.map(({ color, centers }) => {
    const circles = centers.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="${mark.radius}" />`);
    return `  <g fill="${color}">${circles.join('')}</g>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <title>Netloom</title>
  <rect width="64" height="64" rx="${mark.corner}" fill="${mark.background}" />
  <path d="${curves.join('')}" fill="none" stroke="${mark.wire}" stroke-width="${mark.wireWidth}" stroke-linecap="round" />
${groups.join('')}</svg>
`;
}

// Shapes as signed distances in units: negative inside. Their edges are then smooth at any size.
const roundedBox = (left, top, right, bottom, corner) => (x, y) => {
  const dx = Math.abs(x - (left + right) / 2) - (right - left) / 2 + corner;
  const dy = Math.abs(y - (top + bottom) / 2) - (bottom - top) / 2 + corner;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner;
};
const disc =
  ([cx, cy], radius) =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius;
const segment = (ax, ay, bx, by, width) => (x, y) => {
  const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)) - width / 2;
};
const union = (shapes) => (x, y) => Math.min(...shapes.map((shape) => shape(x, y)));
const polygon = (points) => (x, y) => {
  // Convex and clockwise on the screen: the largest distance to an edge's line.
  const lines = points.map(([ax, ay], i) => {
    const [bx, by] = points[(i + 1) % points.length];
    return ((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / Math.hypot(bx - ax, by - ay);
  });
  return Math.max(...lines);
};
function curve([x0, y0, x1, y1, x2, y2, x3, y3], width) {
  const pieces = 16;
  const at = (t, a, b, c, d) =>
    (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
  const points = Array.from({ length: pieces + 1 }, (_, i) => [
    at(i / pieces, x0, x1, x2, x3),
    at(i / pieces, y0, y1, y2, y3),
  ]);
  const line = union(points.slice(1).map(([x, y], i) => segment(...points[i], x, y, width)));
  const box = roundedBox(
    Math.min(x0, x3),
    Math.min(y0, y3) - 1,
    Math.max(x0, x3),
    Math.max(y0, y3) + 1,
    0,
  );
  // Far from the curve its box is near enough to the truth, and much quicker.
  return (x, y) => {
    const far = box(x, y) - width / 2;
    return far > 4 ? far : line(x, y);
  };
}
/** The shape seen smaller, around a centre. */
const scaled = (shape, factor, cx, cy) => (x, y) =>
  shape((x - cx) / factor + 32, (y - cy) / factor + 32) * factor;

/** Layers of the mark itself, lowest first; in few pixels its lines must be bolder. */
function markLayers(pixels) {
  const bold = pixels <= 24 ? 1.5 : pixels <= 48 ? 1.2 : 1;
  const wires = mark.wires.map((points) => curve(points, mark.wireWidth * bold));
  const nodes = mark.nodes.map(({ color, centers }) => ({
    color,
    shape: union(centers.map((center) => disc(center, mark.radius * Math.min(bold, 1.2)))),
  }));
  return [{ color: mark.wire, shape: union(wires) }, ...nodes];
}

/** The app. `margin` in units: macOS wants air around its icons. */
function appLayers(pixels, margin = 0) {
  const factor = (64 - 2 * margin) / 64;
  const square = { color: mark.background, shape: roundedBox(0, 0, 64, 64, mark.corner) };
  return [square, ...markLayers(pixels)].map(({ color, shape }) => ({
    color,
    shape: scaled(shape, factor, 32, 32),
  }));
}

/** A project file: a sheet with a folded corner and the mark on it. */
function projectLayers(pixels) {
  const sheet = roundedBox(10, 3, 54, 61, 4);
  const cut = polygon([
    [40, 3],
    [54, 3],
    [54, 17],
  ]);
  const fold = polygon([
    [40, 3],
    [54, 17],
    [40, 17],
  ]);
  const small = appLayers(pixels).map(({ color, shape }) => ({
    color,
    shape: scaled(shape, 0.48, 32, 38),
  }));
  return [
    { color: '#8793a1', shape: (x, y) => Math.max(sheet(x, y), -cut(x, y)) },
    { color: '#f4f6f8', shape: (x, y) => Math.max(sheet(x, y) + 1, -(cut(x, y) - 0.7)) },
    { color: '#c3ccd6', shape: fold },
    ...small,
  ];
}

/** PNG of the layers, transparent around them. */
function png(layers, pixels) {
  const data = new Uint8Array(pixels * pixels * 4);
  const units = 64 / pixels;
  const painted = layers.map(({ color, shape }) => ({
    rgb: [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)),
    shape,
  }));
  for (let row = 0; row < pixels; row++)
    for (let column = 0; column < pixels; column++) {
      const at = (row * pixels + column) * 4;
      let alpha = 0;
      const rgb = [0, 0, 0];
      for (const { rgb: ink, shape } of painted) {
        const distance = shape((column + 0.5) * units, (row + 0.5) * units) / units;
        const cover = Math.min(1, Math.max(0, 0.5 - distance));
        if (cover === 0) continue;
        const above = cover + alpha * (1 - cover);
        for (let i = 0; i < 3; i++)
          rgb[i] = (ink[i] * cover + rgb[i] * alpha * (1 - cover)) / above;
        alpha = above;
      }
      for (let i = 0; i < 3; i++) data[at + i] = Math.round(rgb[i]);
      data[at + 3] = Math.round(alpha * 255);
    }
  return encode({ width: pixels, height: pixels, data, channels: 4, depth: 8 });
}

/** Windows' container: a directory of PNGs. */
function ico(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [i, { pixels, bytes }] of pictures.entries()) {
    const at = 6 + 16 * i;
    // 0 stands for 256.
    header.writeUInt8(pixels % 256, at);
    header.writeUInt8(pixels % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(bytes.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += bytes.length;
  }
  return Buffer.concat([header, ...pictures.map(({ bytes }) => bytes)]);
}

/** macOS' container: chunks of a type, a length and a PNG. */
function icns(pictureOf) {
  const types = {
    ic11: 32,
    ic12: 64,
    ic07: 128,
    ic13: 256,
    ic08: 256,
    ic14: 512,
    ic09: 512,
    ic10: 1024,
  };
  const chunks = Object.entries(types).map(([type, pixels]) => {
    const bytes = pictureOf(pixels);
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  });
  const body = Buffer.concat(chunks);
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

/** How to draw every file, by its path below the project. */
export function icons() {
  const drawn = new Map();
  const once = (name, draw) => (pixels) => {
    const key = `${name} ${pixels}`;
    if (!drawn.has(key)) drawn.set(key, png(draw(pixels), pixels));
    return drawn.get(key);
  };
  const app = once('app', appLayers);
  const project = once('project', projectLayers);
  const mac = once('mac', (pixels) => appLayers(pixels, 6));
  const forWindows = (picture) =>
    ico([16, 24, 32, 48, 64, 128, 256].map((pixels) => ({ pixels, bytes: picture(pixels) })));
  const linux = [16, 24, 32, 48, 64, 128, 256, 512].map((pixels) => [
    `assets/icons/linux/${pixels}x${pixels}.png`,
    () => app(pixels),
  ]);
  return new Map([
    ['renderer/public/icon.svg', svg],
    ['assets/icons/icon.svg', svg],
    ['assets/icons/icon.ico', () => forWindows(app)],
    ['assets/icons/project.ico', () => forWindows(project)],
    ['assets/icons/icon.icns', () => icns(mac)],
    ['assets/icons/project.icns', () => icns(project)],
    ...linux,
  ]);
}

if (process.argv[1] === import.meta.filename) {
  for (const [path, draw] of icons()) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), draw());
  }
}
