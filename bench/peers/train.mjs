// One peer, one network: `train.mjs PEER WORKLOAD {"backend":…,"threads":…,"budget":…}` times the training step under Node; a JSON line out.
import { timeTraining } from './timeTraining.mjs';

const [, , peer, workload, options] = process.argv;
process.stdout.write(
  `${JSON.stringify(await timeTraining(peer, workload, JSON.parse(options)))}\n`,
);
process.exit(0);
