import { millis, type Millis, type Random } from './base/base.ts';
import { backoffMs, type Clock } from './clock.ts';

const bounds = { firstMs: 250, maxMs: 10_000 };

/** Time that a peer asked for: longer each time, until a message reaches its end. */
export class LanePause {
  readonly #ports: { readonly clock: Clock; readonly random: Random };
  readonly #over: () => void;
  #count = 0;
  #until: Millis | undefined;

  constructor(ports: { readonly clock: Clock; readonly random: Random }, over: () => void) {
    this.#ports = ports;
    this.#over = over;
  }

  /** Until when; undefined when there is no pause. */
  get until(): Millis | undefined {
    return this.#until;
  }

  /** Begins one, unless one lasts. */
  begin(): void {
    if (this.#until !== undefined) return;
    const { clock, random } = this.#ports;
    const spread = (random(1)[0] ?? 0) / 255;
    const waitMs = backoffMs(this.#count++, bounds, spread);
    this.#until = millis(clock.now() + waitMs);
    clock.after(waitMs, () => {
      this.#until = undefined;
      this.#over();
    });
  }

  /** The next one is short again. */
  reset(): void {
    this.#count = 0;
  }
}
