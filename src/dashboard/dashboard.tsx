/** The door of `dashboard`: the page that the control API serves. It knows of the node what that API tells. */
import './style.css';
import { render } from 'preact';
import { App } from './app.tsx';

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
