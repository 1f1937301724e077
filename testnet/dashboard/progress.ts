import type { StepReport, Watcher } from '../play.ts';
import type { Step } from '../stage.ts';
import type { NetworkStep } from './network.ts';

/** How far a story is, for those who look at it while it is played. */
export class Progress implements Watcher {
  #steps: NetworkStep[];
  #isOver = false;

  constructor(steps: readonly Step[]) {
    this.#steps = steps.map(({ name }) => ({ name, state: 'waiting' }));
  }

  /** The steps in their order. */
  get steps(): readonly NetworkStep[] {
    return this.#steps;
  }

  /** Whether no step is to come. */
  get isOver(): boolean {
    return this.#isOver;
  }

  begun(name: string): void {
    this.#set({ name, state: 'running' });
  }

  ended({ name, ok, ms, detail }: StepReport): void {
    this.#set({ name, state: ok ? 'passed' : 'failed', ms, detail });
  }

  /** No step comes any more. */
  over(): void {
    this.#isOver = true;
  }

  #set(step: NetworkStep): void {
    this.#steps = this.#steps.map((each) => (each.name === step.name ? step : each));
  }
}
