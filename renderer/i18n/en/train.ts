/** Sentences of training: its controls, curves, live pictures and the dock. */

export const train = {
  // Controls
  controls: 'Training controls',
  ways: 'More ways to begin',
  begin: {
    fresh: 'Begin afresh',
    continue: 'Continue with the weights of this run',
    interrupted: 'Interrupted runs',
    resume:
      'Resume “{{name}}” at {{step}} steps ({{date, datetime(dateStyle: short; timeStyle: short)}})',
  },
  restart: {
    title: 'Begin a new run?',
    sentence:
      'A run is under way. It is stopped where it is; its weights can still be continued from or exported.',
    keep: 'Keep training',
    restart: 'Begin a new run',
  },
  pace: {
    title: 'Speed and learning rate',
    speed: 'Speed',
    speedHelp: 'Slow enough to watch each batch, or as fast as the machine can.',
    full: 'full speed',
    batches: '{{rate}} batches/s',
    learningRate: 'Learning rate',
    learningRateExact: 'Learning rate, exactly',
    learningRateHelp:
      'From the next batch on, for this run only; the project keeps {{own}}. With the schedule it is {{rate}} now.',
    learningRateIdle:
      'It can be changed while a run is under way; before, it is set in the inspector.',
  },
  notStarted: 'Training did not begin: {{sentence}}',
  blocked: {
    issue_one: 'Training waits for one issue to be mended: {{sentence}}',
    issue_other: 'Training waits for {{count}} issues to be mended. The first: {{sentence}}',
    empty: 'Nothing is drawn yet.',
    waiting: 'Checking the network…',
    'no-data': 'Choose the data to train on.',
    'data-loading': 'Opening the data…',
  },

  // Status
  statusLabel: 'Training status',
  status: {
    ready: 'Ready',
    issues_one: '1 issue',
    issues_other: '{{count}} issues',
    starting: 'Preparing the run…',
    running: 'Training.',
    paused: 'Training is paused.',
    pausedAt: 'Paused at step',
    stopped: 'Training was stopped.',
    stoppedShort: 'Stopped',
    finished: 'Training is finished.',
    finishedShort: 'Finished',
    stoppedEarly: 'Training ended early, after epoch {{epoch}}: it no longer got better.',
    earlyShort: 'Ended early after epoch {{epoch}}',
    failed: 'Training failed.',
    epoch: 'Epoch {{epoch}} of {{epochs}}: loss {{loss}}.',
    epochMetric: 'Epoch {{epoch}} of {{epochs}}: loss {{loss}}, {{name}} {{value}}.',
  },
  nonFinite: {
    output:
      'At step {{step}}, “{{node}}” gave a number that is not finite, so training stopped. A smaller learning rate or clipped gradients help.',
    gradient:
      'At step {{step}}, a gradient of “{{node}}” was not finite, so training stopped. A smaller learning rate or clipped gradients help.',
    weight:
      'At step {{step}}, the weight “{{name}}” of “{{node}}” was not finite, so training stopped. A smaller learning rate or clipped gradients help.',
  },
  progress: 'Progress of training',
  epoch: 'epoch',
  loss: 'Loss',
  lossShort: 'loss',
  left: 'left',
  took: 'took',
  perSecond: 'samples/s',
  pending: 'Edits apply to the next run',
  pendingHelp: 'The network was edited since this run began. The edits apply to the next run.',
  validationOf: 'validation {{name}}',
  validationShortOf: 'val {{name}}',
  notification: {
    finished: '“{{name}}” is trained',
    stopped: '“{{name}}”: training was stopped',
    failed: '“{{name}}”: training failed',
    offer: 'This run takes a while. A notification can tell when it ends.',
    allow: 'Notify me',
  },
  crash: {
    resumed:
      '{{reason}} The run goes on from its last checkpoint, step {{step}} (it had done {{done}}).',
    broughtBack: '{{reason}} The ended run is back, at its last checkpoint, step {{step}}.',
    lost: '{{reason}} The ended run had no checkpoint and is gone.',
    restarted: 'The engine was started again.',
    restart: 'Start the engine again',
  },
  resume: {
    sentence:
      'A run was interrupted {{date, datetime(dateStyle: medium; timeStyle: short)}}, at step {{step}} of {{steps}}.',
    resume: 'Resume at step {{step}}',
    discard: 'Discard it',
    later: 'Not now',
  },

  // Dock
  dock: 'Dock',
  hideDock: 'Hide the dock',
  resizeLoss: 'Width of the loss chart',
  tab: { training: 'Training', weights: 'Weights', issues: 'Issues' },

  // Loss
  training: 'training',
  validation: 'validation',
  trainingShort: 'train',
  validationShort: 'val',
  epochMark: 'epoch {{epoch}}',
  chart: {
    label:
      'Chart of the curves. Left and right arrows read its values, plus and minus zoom, zero shows all.',
    empty: 'The curves of loss and metrics appear here while the network trains.',
    quantity: 'Curve',
    options: 'Curve settings',
    smoothing: 'Smoothing',
    logarithmic: 'Logarithmic scale',
    hint: 'Drag over the chart to zoom, double-click to see all.',
    reset: 'Show the whole curve',
    save: 'Save the curves',
    savePng: 'Picture (PNG)…',
    saveCsv: 'Table (CSV)…',
    csvKind: 'Table (CSV)',
  },
  tip: { step: 'step {{step}} · epoch {{epoch}}', batch: 'batch' },
  table: { caption: 'Loss and metrics of each epoch' },

  // Feature maps
  maps: {
    title: 'Feature maps',
    of: 'Feature maps of',
    valuesOf: 'Values of',
    grid: 'Channels of {{node}}: {{count}}',
    keys: 'Arrows move over the pixels of a map, Page Up and Page Down over the channels, Escape leaves.',
    channel: 'Channel {{channel}}',
    input: 'The watched sample',
    pinnedInput: 'The pinned sample',
    bars: 'The answer of the network, a bar a class',
    predicted: '{{answer}} · {{share}}',
    value: '{{answer}}',
    target: 'is {{target}}',
    rate: '{{rate}}/s · watching {{share}}',
    zoom: 'Size of the maps',
    fit: 'Fit the maps',
    colors: 'Colour map',
    scaleHelp:
      'One scale for all channels. Within a run it only grows, so colours can be compared.',
    histogram: 'Histogram of the values',
    kernels: 'Kernels',
    weights: 'Weights',
    empty: 'No layers yet',
    emptySentence:
      'Drag layers from the left onto the canvas: what they do to a sample shows here.',
    noneYet: 'Nothing to show yet',
    noneYetSentence:
      'Connect the layers to an input and mend what does not fit: what they do to a sample shows here.',
    noData: 'No data yet',
    noDataSentence: 'Choose data in the inspector, and a sample flows through the network.',
    unknown: 'Nothing flows through {{node}} yet',
    unknownSentence: 'Its shape is not known: connect it, or mend the issue before it.',
  },
  origin: {
    initial: 'initial weights',
    initialHelp: 'What the network does before any training.',
    notInRun: 'not in this run',
    notInRunHelp:
      'This node was added or changed since the run began: it is shown with its initial weights.',
  },
  color: {
    viridis: 'Viridis',
    magma: 'Magma',
    inferno: 'Inferno',
    cividis: 'Cividis',
    turbo: 'Turbo',
    greys: 'Greys',
  },
  sample: {
    part: 'Part of the data',
    train: 'Training',
    validation: 'Validation',
    index: 'Number of the sample',
    previous: 'Previous sample',
    next: 'Next sample',
    random: 'Any sample',
    pin: 'Pin this sample for comparison',
    unpin: 'Unpin the second sample',
  },
  pixel: {
    place: 'Channel {{channel}}, row {{row}}, column {{column}}:',
    patch: 'patch',
    kernel: 'kernel',
    product: 'product',
    ofChannels: 'input channel {{channel}}, the one of {{channels}} that adds most',
    sum: 'Σ {{sum}} {{sign}} bias {{bias}} = {{total}}',
  },
  draw: {
    start: 'Draw one',
    pad: 'Drawing pad',
    hint: 'Draw here',
    keys: 'Arrows move the pen, Space lowers and lifts it, Delete takes the last stroke away, Escape ends.',
    undo: 'Undo the last stroke',
    clear: 'Clear the drawing',
    done: 'Done',
    seen: 'what the network sees',
  },

  // Weights
  weights: {
    of: 'Weights of',
    none: '{{node}} has no weights',
    nothing: 'No weights yet',
    noneSentence: 'Select a layer with weights, such as a convolution or a dense layer.',
    count: '{{number}} numbers',
    picture: 'Picture of {{name}}',
    histogram: 'Histogram of {{name}}',
    mean: 'mean',
    deviation: 'std. dev.',
    minimum: 'min',
    maximum: 'max',
  },

  // Small pictures
  before: 'before',
  after: 'after',
  thumbnail: {
    none: 'Nothing to show yet',
    picture: 'The watched sample',
    planes: 'Three channels of the feature map',
    strip: 'The values as colours',
    bars: 'The answer, a bar a class',
    histograms: 'Histograms before and after normalization',
    curve: 'The loss so far',
    number: 'One number',
  },
};
