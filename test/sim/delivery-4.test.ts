import { holdsThrough } from './delivery/holds-through.ts';

holdsThrough(151, 50);
