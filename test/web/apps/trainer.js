import { serveFits } from '@inkgrad/nn/worker';

serveFits();
