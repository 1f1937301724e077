import { holdsThrough } from './delivery/holds-through.ts';

holdsThrough(101, 50);
