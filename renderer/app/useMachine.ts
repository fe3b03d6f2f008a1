/** The machine that the engine computes on, asked for once when first wanted. */
import { useEffect, useState } from 'react';
import { engine } from '../store/engine.ts';

export interface Machine {
  readonly cores: number;
  readonly sharedMemory: boolean;
  readonly instructionSet: string;
}
/** Asked for when first wanted; null until it is known. */
export function useMachine(wanted: boolean): Machine | null {
  const [machine, setMachine] = useState<Machine | null>(null);
  useEffect(() => {
    if (!wanted || machine) return;
    void engine.training.host().then((result) => {
      if (result.ok) setMachine(result.value);
    });
  }, [wanted, machine]);
  return machine;
}
