import { holdsThrough } from './delivery/holds-through.ts';

holdsThrough(1, 50);
