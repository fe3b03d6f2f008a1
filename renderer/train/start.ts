/** Connects the engine's stream to the run and live stores. */
export function startTraining(): void {}
