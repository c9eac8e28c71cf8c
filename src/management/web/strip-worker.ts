/** The worker that turns the page's TypeScript into JavaScript by taking the types out. */
import { stripTypeScriptTypes } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const sources: readonly string[] = workerData;
parentPort?.postMessage(sources.map((source) => stripTypeScriptTypes(source)));
