import { holdsThrough } from './delivery/holds-through.ts';

holdsThrough(201, 50);
