/** docs/web.md against the routes and the metrics that are served. */
import { test } from 'node:test';
import { createMetrics } from '../../../src/management/metrics/exposition.ts';
import { assertGenerated, markdownTable } from '../../support/generated.ts';
import { manyLines } from '../../support/many-lines.ts';
import { serveFace } from './serve.ts';

const document = new URL('../../../docs/web.md', import.meta.url);

interface Operation {
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly 'x-role'?: string;
}

function queryOf({ parameters }: Operation): string {
  return parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }) => `\`${name}\``)
    .join(' ');
}

void test('docs/web.md lists every route with its role, and nothing else', async () => {
  await using face = await serveFace(undefined, { lives: { charts: () => [], of: () => [] } });
  const { json } = await face.ask('GET', '/api/v1/openapi.json');
  const paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> = json.paths;
  const rows = Object.entries(paths)
    .toSorted(([one], [other]) => one.localeCompare(other, 'en'))
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => [
        `\`${method.toUpperCase()} ${path.replace('/api/v1/', '')}\``,
        operation['x-role'] ?? 'anyone',
        queryOf(operation),
        operation.summary,
      ]),
    );
  const table = markdownTable(['below `/api/v1/`', 'role', 'query', 'what'], rows);
  assertGenerated(document, 'routes', table);
});

void test('docs/web.md lists every metric with its labels, and nothing else', async () => {
  const gateway = manyLines(2);
  gateway.statistics.count('sip_requests', 'INVITE', 'in');
  gateway.statistics.count('sip_responses', 'INVITE', '200', 'in');
  gateway.statistics.count('sip_retransmissions', 'INVITE');
  gateway.statistics.count('sip_parse_errors', 'udp');
  gateway.statistics.count('actor_restarts', 'line');
  const { body } = await createMetrics(gateway.context).expose(undefined);
  const rows = body.split('\n\n').flatMap((block) => {
    const [, name = '', help = ''] = /^# HELP (offhook_\w+) (.*)$/m.exec(block) ?? [];
    if (name === '') return [];
    const [, type = ''] = /^# TYPE \S+ (\w+)$/m.exec(block) ?? [];
    const [, labels = ''] = /^\w+\{([^}]*)\}/m.exec(block) ?? [];
    const names = [...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label);
    const own = names.filter((label) => label !== 'le').map((label) => `\`${label}\``);
    return [[`\`${name}\``, type, own.join(' '), help]];
  });
  assertGenerated(document, 'metrics', markdownTable(['metric', 'type', 'labels', 'what'], rows));
});
