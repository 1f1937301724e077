/** An object with some of its members replaced. */
export function overlaid<T extends object>(below: T, own: Partial<T>): T {
  return new Proxy(below, {
    get: (_, name) => {
      const from = name in own ? own : below;
      const value: unknown = Reflect.get(from, name);
      return typeof value === 'function' ? value.bind(from) : value;
    },
  });
}
