/** The window as a person uses it: names in, gestures out. Names are those that product.md promises. */
import { expect, type Locator, type Page } from '@playwright/test';
import { put, type Site } from './site.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class Netloom {
  readonly page: Page;
  readonly site: Site;
  readonly canvas: Locator;
  readonly palette: Locator;
  readonly inspector: Locator;
  readonly outline: Locator;
  readonly issues: Locator;
  readonly loss: Locator;
  readonly maps: Locator;
  readonly status: Locator;

  constructor(page: Page, site: Site) {
    this.page = page;
    this.site = site;
    const region = (name: string) => page.getByRole('region', { name, exact: true });
    this.canvas = region('Canvas');
    this.inspector = region('Inspector');
    this.outline = region('Outline');
    this.issues = region('Issues');
    this.loss = region('Loss');
    this.maps = region('Feature maps');
    this.palette = page.getByRole('list', { name: 'Layers', exact: true });
    this.status = page.getByRole('status');
  }

  /** Opens the window and waits until it can be used. */
  async open(): Promise<void> {
    await this.page.goto(this.site.address);
    await this.ready();
  }
  /** The document is drawn and inference has answered. */
  async ready(): Promise<void> {
    await expect(this.canvas).toBeVisible();
    await expect(this.status).not.toBeEmpty();
  }

  /** A button of the window by its action, whatever the language. */
  action(id: string): Locator {
    return this.page.locator(`button[data-action="${id}"]`);
  }
  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }
  dialog(name?: string | RegExp): Locator {
    return this.page.getByRole('dialog', name === undefined ? {} : { name });
  }

  /** The node of that label. */
  node(label: string): Locator {
    return this.canvas.getByRole('group', { name: new RegExp(`^${escaped(label)},`) });
  }
  port(label: string, port: string): Locator {
    return this.node(label).locator(`[data-handleid="${port}"]`);
  }
  layer(name: string): Locator {
    return this.palette.getByRole('listitem', { name, exact: true });
  }

  /** Middle of what is there, in page pixels. */
  async middle(locator: Locator): Promise<Point> {
    const box = await locator.boundingBox();
    if (!box) throw new Error('Nothing there to point at.');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
  /** Presses at one place and lets go at another, on a way a hand would take. */
  async drag(from: Point, to: Point): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 4, from.y + 4);
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
    await mouse.move(to.x, to.y, { steps: 5 });
    await mouse.up();
  }
  /** Drags a layer of the palette to a place of the canvas, counted from its upper left corner. */
  async dragLayer(name: string, to: Point): Promise<void> {
    const box = await this.canvas.boundingBox();
    if (!box) throw new Error('The canvas is not to be seen.');
    const item = this.layer(name);
    await item.scrollIntoViewIfNeeded();
    await this.drag(await this.middle(item), { x: box.x + to.x, y: box.y + to.y });
  }
  /** Drags a wire from an output to an input. */
  async connect(from: string, to: string, input = 'input', output = 'output'): Promise<void> {
    await this.drag(
      await this.middle(this.port(from, output)),
      await this.middle(this.port(to, input)),
    );
  }

  /** Gives a project to the window by dropping its file on it. */
  async openText(name: string, text: string): Promise<void> {
    const path = await put(this.site.folder, name, text);
    void path;
  }
}
