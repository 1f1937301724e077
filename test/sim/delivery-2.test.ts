import { holdsThrough } from './delivery/holds-through.ts';

holdsThrough(51, 50);
