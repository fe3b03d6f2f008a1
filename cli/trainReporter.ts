/** Shows a training run: a progress bar and epochs on a terminal, or one JSON object a line. */
import type { ExportedWeights, TrainEvent, TrainingPlan, TrainOutcome } from '../engine/index.ts';
import { bar, count, duration, number } from './format.ts';
import { lossCurve } from './lossCurve.ts';
import { ProgressLine } from './progressLine.ts';

export class Reporter {
  private readonly json: boolean;
  private readonly line = new ProgressLine(process.stdout);
  private readonly plan: TrainingPlan;

  constructor(json: boolean, plan: TrainingPlan) {
    this.json = json;
    this.plan = plan;
  }

  begin(description: readonly string[]): void {
    if (!this.json) for (const text of description) this.line.print(text);
  }

  /** A sentence beside the results: to stderr when stdout is for machines. */
  note(text: string): void {
    if (this.json) process.stderr.write(`${text}\n`);
    else this.line.print(text);
  }

  resumed(step: number | null): void {
    this.note(
      step === null
        ? 'There is no checkpoint yet: training starts from the beginning.'
        : `Resuming after step ${count(step)}.`,
    );
  }

  event(event: TrainEvent): void {
    if (event.kind === 'epoch') this.epoch(event);
    else if (event.kind === 'note') this.note(event.text);
    else if (event.kind === 'early-stop') {
      this.note(`Stopped early: ${event.monitor} has not improved on ${number(event.best)}.`);
    } else if (this.json) return;
    else if (event.kind === 'progress') this.progress(event);
    else if (event.kind === 'validating')
      this.line.show(`Validating ${bar(event.done / event.of, 20)}`);
  }

  done(outcome: TrainOutcome, weights: ExportedWeights, path: string | undefined): void {
    const last = outcome.history.at(-1);
    if (this.json) {
      this.write({
        event: 'done',
        state: outcome.state,
        epochs: outcome.history.length,
        steps: outcome.steps,
        ...(last && flatten(last)),
        weights: weights.which,
        weights_sha256: weights.sha256,
        ...(path !== undefined && { out: path }),
        seconds: Number(outcome.seconds.toFixed(3)),
      });
      return;
    }
    this.line.clear();
    this.curve(outcome);
    const kept =
      weights.which === 'best'
        ? `the weights of epoch ${weights.epoch} (best ${this.plan.monitor.name})`
        : 'the last weights';
    this.line.print(
      `${state(outcome)} after ${count(outcome.steps)} steps in ${duration(outcome.seconds)}.`,
    );
    this.line.print(
      path === undefined ? `Not saved (--out FILE saves ${kept}).` : `Saved ${kept} to ${path}.`,
    );
    this.line.print(`SHA-256 of the weights: ${weights.sha256}`);
  }

  end(): void {
    this.line.clear();
  }

  private epoch(event: Extract<TrainEvent, { kind: 'epoch' }>): void {
    if (this.json) {
      this.write({ event: 'epoch', ...flatten(event) });
      return;
    }
    const training = [`loss ${number(event.loss)}`, ...named(event.metrics)];
    const validation = event.validation
      ? [`val_loss ${number(event.validation.loss)}`, ...named(event.validation.metrics, 'val_')]
      : [];
    const epoch = `Epoch ${String(event.epoch).padStart(String(event.epochs).length)}/${event.epochs}`;
    this.line.print(
      `${epoch}  ${[...training, ...validation].join('  ')}  ${count(event.samplesPerSecond)} samples/s${event.best ? '  ★' : ''}`,
    );
  }

  private progress(event: Extract<TrainEvent, { kind: 'progress' }>): void {
    const text = [
      `Epoch ${event.epoch}/${event.epochs}`,
      bar(event.step / event.steps, 20),
      `loss ${number(event.loss)}`,
      ...named(event.metrics),
      `${count(event.samplesPerSecond)} samples/s`,
      `${duration(event.secondsLeft)} left`,
    ];
    this.line.show(text.join('  '));
  }

  private curve({ history }: TrainOutcome): void {
    const validation = history.map((epoch) => epoch.validation?.loss ?? Number.NaN);
    const lines = lossCurve(
      [
        { name: 'loss', values: history.map(({ loss }) => loss) },
        { name: 'val_loss', values: validation },
      ],
      Math.min(60, this.line.width - 14),
    );
    if (lines.length === 0) return;
    const legend = validation.some(Number.isFinite)
      ? 'loss by epoch (solid: training, dotted: validation)'
      : 'loss by epoch';
    for (const text of ['', ...lines, `  ${legend}`, '']) this.line.print(text);
  }

  private write(value: Readonly<Record<string, unknown>>): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  }
}

function state(outcome: TrainOutcome): string {
  return { finished: 'Finished', stopped: 'Stopped', failed: 'Failed' }[outcome.state];
}

function named(metrics: Readonly<Record<string, number>>, prefix = ''): string[] {
  return Object.entries(metrics).map(([name, value]) => `${prefix}${name} ${number(value)}`);
}

/** The keys of an `epoch` line. */
function flatten(
  event: Omit<Extract<TrainEvent, { kind: 'epoch' }>, 'kind'>,
): Record<string, unknown> {
  const validation = event.validation;
  return {
    epoch: event.epoch,
    loss: event.loss,
    ...event.metrics,
    ...(validation && { val_loss: validation.loss }),
    ...Object.fromEntries(
      Object.entries(validation?.metrics ?? {}).map(([name, value]) => [`val_${name}`, value]),
    ),
    learning_rate: event.learningRate,
    samples_per_s: Number(event.samplesPerSecond.toFixed(1)),
  };
}
