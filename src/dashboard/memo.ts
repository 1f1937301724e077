import { Component, createElement, type ComponentChildren, type ComponentType } from 'preact';

/** A component that is drawn anew only when one of its properties is another one: for large drawings. */
export function memo<P extends object>(inner: ComponentType<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const before = new Map<string, unknown>(Object.entries(this.props));
      const after = Object.entries(next);
      return after.length !== before.size || after.some(([key, value]) => before.get(key) !== value);
    }

    override render(): ComponentChildren {
      return createElement(inner, this.props);
    }
  };
}
