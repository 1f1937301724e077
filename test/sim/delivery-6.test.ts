import { holdsThrough } from './delivery/holds-through.ts';

holdsThrough(251, 50);
