/** Every issue by its code: how grave it is, and the English sentence with the values that it names in braces. */
export type Severity = 'error' | 'warning' | 'hint';
interface Entry {
  readonly severity: Severity;
  readonly blocksTraining: boolean;
  readonly sentence: string;
}
const error = (sentence: string): Entry => ({ severity: 'error', blocksTraining: true, sentence });
const warning = (sentence: string): Entry => ({
  severity: 'warning',
  blocksTraining: false,
  sentence,
});
/** Not wrong yet, but nothing can be trained before it is done. */
const unfinished = (sentence: string): Entry => ({
  severity: 'hint',
  blocksTraining: true,
  sentence,
});

export type IssueCode = keyof typeof entries;

const entries = {
  // The file.
  'json-broken': error(
    'The file is not readable at line {line}, column {column}: expected {expected}, found {found}.',
  ),
  'json-too-deep': error(
    'The file nests more than {depth} levels deep at line {line}, column {column}.',
  ),
  'json-unsafe-key': error(
    'The name "{key}" at line {line}, column {column} is not allowed in a project.',
  ),
  'json-duplicate-key': error(
    'The name "{key}" appears twice in one place, the second time at line {line}, column {column}.',
  ),
  'file-too-large': error('The file has {length} characters; a project may have at most {limit}.'),
  'not-a-project': error('The file is not a Netloom project.'),
  'newer-version': error(
    'The project was written by a newer Netloom (document version {version}); this one reads up to version {newest}. ' +
      'Update Netloom to open it.',
  ),
  'document-invalid': error('The project cannot be read at {path}: {reason}.'),

  // The graph.
  'duplicate-id': error('Two nodes have the same id "{id}"; one of them must be removed.'),
  'duplicate-edge-id': error('Two wires have the same id "{id}"; one of them must be removed.'),
  'duplicate-label': error(
    'Two nodes are called "{label}"; weights are saved by name, so give one of them another.',
  ),
  'label-invalid': error(
    'The name "{label}" cannot be used for saved weights; names have no "/" and no control characters.',
  ),
  'unknown-layer': error(
    '"{layer}" is of the type "{type}", which this Netloom does not know; update Netloom or remove the node.',
  ),
  'newer-layer': error(
    '"{layer}" was saved by a newer Netloom (version {version} of its type; this one knows {newest}). Update Netloom.',
  ),
  'parameter-invalid': error('"{layer}": the setting {parameter} cannot be used: {reason}.'),
  'initializer-unknown': error(
    '"{layer}": {parameter} names the initializer "{type}", which does not exist.',
  ),
  cycle: error('{layers} feed each other in a circle; remove one of the wires between them.'),
  'edge-node-missing': error('A wire leads {direction} a node "{id}" that does not exist.'),
  'edge-port-missing': error('"{layer}" has no {side} "{port}" for a wire; it has {ports}.'),
  'port-taken-twice': error(
    'Two wires end at "{port}" of "{layer}", which takes one; remove one of them.',
  ),
  'port-unconnected': unfinished('Nothing is wired to "{port}" of "{layer}" yet.'),
  'unused-node': warning(
    'Nothing uses what "{layer}" gives; wire it to a loss or an output, or remove it.',
  ),
  'no-loss': unfinished(
    'The network has no loss, so nothing says what it should learn; add one behind its last layer.',
  ),
  'empty-network': unfinished('The network is empty; add an Input and some layers.'),
  'nothing-to-learn': unfinished(
    'Nothing can learn: no layer in front of the losses that are trained has weights that may change.',
  ),
  'shares-with-missing': error(
    '"{layer}" shares the weights of a node "{id}" that does not exist or is switched off.',
  ),
  'shares-with-other-type': error(
    '"{layer}" cannot share the weights of "{other}": they are different types of layer.',
  ),
  'shares-with-other-shape': error(
    '"{layer}" cannot share the weights of "{other}": {weight} would be {wanted} here and is {found} there.',
  ),
  'shares-with-circle': error('"{layer}" shares its weights with itself in a circle.'),

  // Layers and what comes into them.
  'class-numbers-not-values': error(
    '"{layer}" calculates with measurements, but what comes in are class numbers.',
  ),
  'needs-picture': error(
    '"{layer}" works on pictures (height × width × channels), but {shape} comes in; use Reshape, or another layer.',
  ),
  'needs-channels': error('"{layer}" needs values with channels, but a single number comes in.'),
  'dense-needs-vector': error(
    '"{layer}" takes a row of numbers, but {shape} comes in; put Flatten in front of it.',
  ),
  'groups-do-not-divide': error(
    '"{layer}" splits {channels} channels and {filters} filters into {groups} groups, which does not come out even.',
  ),
  'window-larger-than-picture': error(
    '"{layer}" slides a window of {window} pixels over a picture of only {picture}; make the window smaller or pad.',
  ),
  'padding-hides-picture': error(
    '"{layer}" pads by {padding} pixels, so some windows of {window} would see padding alone; pad less.',
  ),
  'reshape-does-not-fit': error(
    '"{layer}" gets {from}, {size} values in all, which cannot be arranged as {to}.',
  ),
  'add-shapes-differ': error(
    '"{layer}" adds values of one shape, but {first} and {second} come in; make them equal first.',
  ),
  'concat-shapes-differ': error(
    '"{layer}" joins values along axis {axis}, but {first} and {second} differ elsewhere too.',
  ),
  'axis-missing': error('"{layer}" works along axis {axis}, which {shape} does not have.'),
  'permute-axes-differ': error(
    '"{layer}" puts axes in the order {order}, but {shape} comes in; the order must name each of its axes once.',
  ),
  'bounds-reversed': error(
    '"{layer}" keeps values between {minimum} and {maximum}, but the minimum must not be the larger one.',
  ),
  'placeholder-operator': error(
    '"{layer}" stands for the operator {operator}, for which Netloom has no layer; put layers in its place or remove it.',
  ),
  'placeholder-setting': error(
    '"{layer}" stands for the operator {operator} with {setting}, which Netloom’s layers cannot do; put layers in its ' +
      'place or remove it.',
  ),
  'residual-identity-differs': error(
    '"{layer}" adds {skip} to {main} without a projection, which needs equal shapes; use a 1×1 projection.',
  ),
  'residual-cannot-project': error(
    '"{layer}" cannot turn {skip} into {main} with a 1×1 convolution: height and width may only shrink by whole steps.',
  ),
  'too-large': error(
    '"{layer}" would give {size} values for a single sample, more than can be held; make it smaller.',
  ),

  // Losses and data.
  'target-is-classes': error(
    '"{layer}" compares numbers, but its target holds class numbers; use a crossentropy.',
  ),
  'target-is-class-numbers': error(
    '"{layer}" needs one number for each class as target, but the data hold the number of the class; use Crossentropy.',
  ),
  'target-is-values': error(
    '"{layer}" needs class numbers as target, but the data hold measurements; use Mean squared error or another loss.',
  ),
  'target-shape-differs': error(
    '"{layer}" compares {prediction} from the network with {target} from the data; make the last layer give {target}.',
  ),
  'class-positions-differ': error(
    '"{layer}" takes scores of {prediction} and class numbers of {target}; all sizes but the scores’ last must be equal.',
  ),
  'prediction-needs-classes': error(
    '"{layer}" needs a score for each class, but a single number comes in.',
  ),
  'sample-weight-shape': error(
    '"{layer}" takes one weight a sample, but {shape} comes in at sampleWeight.',
  ),
  'class-count-differs': error(
    '"{layer}" gets {outputs} scores for {classes} classes; the layer "{source}" must give {classes}.',
  ),
  'binary-needs-two-classes': error(
    '"{layer}" is for two classes, but the field "{field}" has {classes}; use Crossentropy.',
  ),
  'softmax-before-logits': warning(
    '"{source}" already turns scores into probabilities, but "{layer}" expects scores and would do it again, which ' +
      'slows learning; remove the first.',
  ),
  'no-data': unfinished('"{layer}" takes its shape from the data; choose data, or enter a shape.'),
  'data-not-chosen': unfinished('No data are chosen yet; choose some under Training.'),
  'field-role-missing': error(
    '"{layer}" needs {role}, but the data have only {fields}; choose other data or other options for them.',
  ),
  'field-missing': error(
    '"{layer}" uses the field "{field}", which the data do not have; they have {fields}.',
  ),
  'field-ambiguous': error('"{layer}" must say which field it uses; the data have {fields}.'),
  'data-does-not-fit': error(
    '"{layer}" expects {wanted}, but the data give {found}; change the shape of the input or choose other data.',
  ),

  // Training.
  'training-node-missing': error(
    'Training names {what} "{id}", but there is no such node in use; change it under Training.',
  ),
  'optimizer-unknown': error('Training names the optimizer "{type}", which does not exist.'),
  'schedule-unknown': error('Training names the schedule "{type}", which does not exist.'),
  'metric-unknown': error('Training names the metric "{type}", which does not exist.'),
  'metric-field-missing': error(
    'The metric "{type}" compares with the field "{field}", which the data do not have.',
  ),
  'metric-does-not-fit': error(
    'The metric "{type}" cannot compare {prediction} with {target}; choose another metric.',
  ),
  'setting-invalid': error('Training: {path} cannot be used: {reason}.'),
  'kfold-not-yet': error(
    'K-fold validation is not available yet; hold out a fraction of the data instead.',
  ),
} as const satisfies Readonly<Record<string, Entry>>;

export const catalogue: Readonly<Record<IssueCode, Entry>> = entries;
