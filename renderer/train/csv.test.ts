import { describe, expect, it } from 'vitest';
import { csvField, curveCsv } from './csv.ts';

describe('the table of the curves', () => {
  it('has a row a batch, and the numbers of an epoch at its last', () => {
    const epochs = [
      {
        epoch: 1,
        epochs: 1,
        loss: 0.75,
        metrics: { accuracy: 0.5 },
        validation: { loss: 0.8, metrics: { accuracy: 0.25 } },
        learningRate: 0.001,
        samplesPerSecond: 9,
        best: true,
      },
    ];
    expect(curveCsv([1, 2], [1, 0.5], epochs, 2)).toBe(
      [
        'step,epoch,batch_loss,loss,val_loss,accuracy,val_accuracy,learning_rate',
        '1,1,1,,,,,',
        '2,1,0.5,0.75,0.8,0.5,0.25,0.001',
        '',
      ].join('\r\n'),
    );
  });
  it('keeps an epoch whose last batch was not told', () => {
    const text = curveCsv(
      [1],
      [1],
      [
        {
          epoch: 1,
          epochs: 1,
          loss: 0.5,
          metrics: {},
          learningRate: 0.1,
          samplesPerSecond: 1,
          best: true,
        },
      ],
      4,
    );
    expect(text.trimEnd().split('\r\n').at(-1)).toBe('4,1,,0.5,,0.1');
  });
  it('quotes where it must', () => {
    expect(csvField('plain')).toBe('plain');
    expect(csvField('a,b')).toBe('"a,b"');
    expect(csvField('say "x"')).toBe('"say ""x"""');
  });
});
