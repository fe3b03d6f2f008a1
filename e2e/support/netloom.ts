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
  /** Announces changes of state and epochs. */
  readonly status: Locator;
  /** State of the run, or how ready the drawing is, as the top bar shows it. */
  readonly state: Locator;

  constructor(page: Page, site: Site) {
    this.page = page;
    this.site = site;
    const region = (name: string | RegExp) => page.getByRole('region', { name, exact: true });
    // By what does not change with the language; names.spec.ts holds the names.
    this.canvas = page.locator('[data-region="canvas"]');
    this.inspector = page.locator('[data-region="inspector"]');
    this.outline = region('Outline');
    this.issues = region('Issues');
    this.loss = region('Loss');
    this.maps = region('Feature maps');
    this.palette = page.getByRole('list', { name: 'Layers', exact: true });
    this.status = page.getByRole('status', { name: 'Training status' });
    this.state = page.getByRole('banner').locator('[data-status]:not([data-status="pending"])');
  }

  /** Opens the window and waits until it can be used. */
  async open(): Promise<void> {
    await this.page.goto(this.site.address);
    await this.ready();
  }
  /** The drawing is there, and inference has answered. */
  async ready(): Promise<void> {
    await expect(this.page.locator('.react-flow')).toBeVisible();
    await expect(this.state.first()).not.toHaveAttribute('data-status', 'waiting');
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
  tab(name: string | RegExp): Locator {
    return this.page.getByRole('tab', { name });
  }
  /** A passing message. */
  message(text: string | RegExp): Locator {
    return this.page.locator('[data-toast]').filter({ hasText: text });
  }

  /** The node of that label. */
  node(label: string): Locator {
    return this.canvas.getByRole('group', { name: new RegExp(`^\\S.* ${escaped(label)}$`) });
  }
  /** All nodes, by type and label. */
  get nodes(): Locator {
    return this.page.locator('[data-node][role="group"]');
  }
  /** Where a node is taken hold of without hitting its picture or ports. */
  title(label: string): Locator {
    return this.node(label).getByText(label, { exact: true }).last();
  }
  port(label: string, port: string): Locator {
    return this.node(label).locator(`[data-port="${port}"]`);
  }
  /** Where a node lies on the drawing, whatever is seen of it. */
  async place(label: string): Promise<string> {
    return this.node(label).evaluate(
      (node) => node.closest<HTMLElement>('.react-flow__node')?.style.transform ?? '',
    );
  }
  /** The picture of a channel in the dock. */
  map(channel: number, sample = 0): Locator {
    return this.page.locator(`canvas[data-channel="${channel}"][data-sample="${sample}"]`);
  }
  /** The small picture in a node. */
  thumbnail(label: string): Locator {
    return this.node(label).locator('canvas[data-thumbnail]');
  }
  wire(from: string, to: string): Locator {
    return this.canvas.getByRole('img', { name: `Wire from ${from} to ${to}`, exact: true });
  }
  /** An item of the palette. */
  layer(name: string): Locator {
    return this.palette.getByRole('listitem', { name, exact: true }).getByRole('button');
  }

  /** Middle of what is there, in page pixels. */
  async middle(locator: Locator): Promise<Point> {
    const box = await locator.boundingBox();
    if (!box) throw new Error('Nothing there to point at.');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
  /** A place of the canvas, counted from its upper left corner, in page pixels. */
  async onCanvas({ x, y }: Point): Promise<Point> {
    const box = await this.canvas.boundingBox();
    if (!box) throw new Error('The canvas is not to be seen.');
    return { x: box.x + x, y: box.y + y };
  }
  /** A place on a wire, half way. */
  async onWire(wire: Locator): Promise<Point> {
    return wire.locator('path.wire').evaluate((path) => {
      const curve = path as unknown as SVGPathElement;
      const middle = curve.getPointAtLength(curve.getTotalLength() / 2);
      const { x, y } = middle.matrixTransform(curve.getScreenCTM() ?? new DOMMatrix());
      return { x, y };
    });
  }
  /** Presses at one place and lets go at another, on a way a hand would take. */
  async drag(from: Point, to: Point): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 6, from.y + 6);
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await mouse.move(to.x, to.y, { steps: 4 });
    await mouse.up();
  }
  /** Drags a layer of the palette to a place in page pixels. */
  async dragLayer(name: string, to: Point): Promise<void> {
    const item = this.layer(name);
    await item.scrollIntoViewIfNeeded();
    await this.drag(await this.middle(item), to);
  }
  /** Drags a wire from an output to an input. */
  async connect(from: string, to: string, input = 'input', output = 'output'): Promise<void> {
    await this.drag(
      await this.middle(this.port(from, output)),
      await this.middle(this.port(to, input)),
    );
    await expect(this.wire(from, to)).toBeAttached();
  }

  /** A new project from a template of the New dialog; `empty` is a blank canvas. */
  async openTemplate(id: string): Promise<void> {
    await this.page.keyboard.press('Control+Alt+n');
    await this.page.locator(`[data-template="${id}"]`).click();
    await this.action('create-project').click();
    await expect(this.dialog()).toHaveCount(0);
    await this.ready();
  }
  /** Puts a file into the folder of projects and opens it from there. */
  async openProject(name: string, text: string): Promise<void> {
    await put(this.site.folder, `${name}.netloom`, text);
    await this.chooseProject(name);
    await expect(this.dialog()).toHaveCount(0);
    await this.ready();
  }
  /** Chooses a project in the Open dialog. */
  async chooseProject(name: string): Promise<void> {
    await this.page.keyboard.press('Control+o');
    await this.page.locator(`[data-project="${name}.netloom"]`).click();
  }

  /** Runs a command by the command palette, as its words say. */
  async runCommand(words: string): Promise<void> {
    await this.page.keyboard.press('Control+Shift+p');
    await this.page.keyboard.type(words);
    await this.page.keyboard.press('Enter');
    await expect(this.dialog()).toHaveCount(0);
  }

  async train(): Promise<void> {
    await this.action('train').click();
  }
  /** Waits for a state of the run: starting, running, paused, stopped, finished, failed. */
  async reaches(state: string, timeout = 30_000): Promise<void> {
    await expect(this.state.first()).toHaveAttribute('data-status', state, { timeout });
  }
  /** The epoch under way, as the top bar says. */
  async epoch(): Promise<number> {
    const text = await this.page.getByRole('banner').innerText();
    return Number(/epoch\s+(\d+)\//.exec(text)?.[1]);
  }
  /** Steps done, as the top bar says while paused. */
  async step(): Promise<number> {
    const text = await this.state.filter({ hasText: 'Paused at step' }).innerText();
    return Number((/step\s*([\d,]+)/.exec(text)?.[1] ?? 'NaN').replaceAll(',', ''));
  }
  /** Chooses a built-in data set in the inspector of the training. */
  async chooseData(name: string): Promise<void> {
    await this.page.locator('[data-action="data-source"]').click();
    await this.page.getByRole('option', { name }).click();
  }
  /** Goes to a control with Tab alone, as someone without a mouse does. */
  async tabTo(control: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    for (let presses = 0; presses < 120; presses++) {
      if (await control.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press(key);
    }
    throw new Error('Tab never came there.');
  }
}
