import { Session, type Runtime } from 'node:inspector';

/** Fields that lead out of what is counted: the simulator itself, and what is bounded by other means. */
const outside = new Set(['#ports', '#store', '#world', '#network', '#net', '#clock', '#tree', '#events', '#audit']);
/** Objects inside objects inside a part. */
const maxDepth = 3;

/**
 * Counts what objects hold on to, private fields included: the engine's own debugger is asked, so nothing has to
 * be opened up for it.
 */
export class Census implements Disposable {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
  }

  /** Elements in each map, set and array below `root`, by the path of its field. */
  sizes(root: Readonly<Record<string, unknown>>): ReadonlyMap<string, number> {
    const sizes = new Map<string, number>();
    Object.assign(globalThis, { [handle]: root });
    try {
      this.#session.post('Runtime.evaluate', { expression: `globalThis.${handle}` }, (_, answer) => {
        if (answer.result.objectId !== undefined) this.#count(answer.result.objectId, '', sizes);
      });
    } finally {
      Reflect.deleteProperty(globalThis, handle);
      this.#session.post('Runtime.releaseObjectGroup', { objectGroup: '' });
    }
    return sizes;
  }

  #count(objectId: string, path: string, sizes: Map<string, number>): void {
    this.#session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_, answer) => {
      for (const { name, value } of [...(answer.result ?? []), ...privates(answer)])
        if (value !== undefined && !outside.has(name))
          this.#look(value, `${path}${path === '' ? '' : '.'}${name}`, sizes);
    });
  }

  #look(value: Runtime.RemoteObject, path: string, sizes: Map<string, number>): void {
    const { subtype, description = '', objectId } = value;
    const count = /\((\d+)\)$/.exec(description)?.[1];
    if (subtype === 'map' || subtype === 'set' || subtype === 'array') sizes.set(path, Number(count ?? 0));
    else if (subtype === undefined && value.type === 'object' && objectId !== undefined)
      if (path.split('.').length < maxDepth) this.#count(objectId, path, sizes);
  }

  [Symbol.dispose](): void {
    this.#session.disconnect();
  }
}

const handle = '__parleyCensus';

/** The engine gives them; its types leave them out. */
function privates(answer: Runtime.GetPropertiesReturnType): readonly Runtime.PropertyDescriptor[] {
  return 'privateProperties' in answer && Array.isArray(answer.privateProperties) ? answer.privateProperties : [];
}
