/** The exposition: what a scrape says, in both formats, with few series and true values. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { CwmpOperations } from '../../../src/management/cwmp-view.ts';
import { createMetrics } from '../../../src/management/metrics/exposition.ts';
import { measures } from '../../../src/management/statistics.ts';
import { findProgram } from '../../support/child.ts';
import { manyLines } from '../../support/many-lines.ts';

const openMetrics = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';

function names(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.startsWith('# TYPE'));
}

async function scrape(gateway = manyLines(3), accept?: string) {
  const { contentType, body } = await createMetrics(gateway.context).expose(accept);
  const values = new Map(
    body
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, number] => {
        const cut = line.lastIndexOf(' ');
        return [line.slice(0, cut), Number(line.slice(cut + 1))];
      }),
  );
  return { contentType, body, values };
}

void test('gauges say what the view says at the moment of the scrape', async () => {
  const gateway = manyLines(3);
  const { values } = await scrape(gateway);
  const expected: readonly (readonly [string, number])[] = [
    ['offhook_build_info{version="1.2.3",commit=""}', 1],
    ['offhook_entries{kind="user"}', 3],
    ['offhook_entries{kind="forward"}', 1],
    ['offhook_entries_limit', 100],
    ['offhook_registrations{state="up"}', 2],
    ['offhook_registrations{state="errorNetwork"}', 1],
    ['offhook_registrations{state="quiescent"}', 0],
    ['offhook_user_registered{user="line1"}', 0],
    ['offhook_user_registered{user="line2"}', 1],
    ['offhook_user_registration_info{user="line2",kind="location",server="l2"}', 1],
    ['offhook_user_registration_expiry_timestamp_seconds{user="line3"}', 1_767_225_600 + 1800],
    ['offhook_user_calls_active{user="line2"}', 1],
    ['offhook_server_up{kind="location",server="l1"}', 0],
    ['offhook_server_up{kind="location",server="l2"}', 1],
    ['offhook_server_master{kind="proxy",server="p1"}', 1],
    ['offhook_calls_active{direction="outgoing"}', 1],
    ['offhook_calls_active{direction="incoming"}', 0],
    ['offhook_config_last_change_timestamp_seconds', 1_767_225_600],
    ['offhook_config_confirm_by_timestamp_seconds', 0],
    ['offhook_actors{machine="line",state="attached+idle"}', 3],
  ];
  for (const [series, value] of expected) assert.equal(values.get(series), value, series);
  gateway.setView({ users: {}, calls: [] });
  const later = (await scrape(gateway)).values;
  assert.equal(later.get('offhook_registrations{state="up"}'), 0);
  assert.ok(!later.has('offhook_user_registration_info{user="line2",kind="location",server="l2"}'));
});

void test('every known label set is there with zero before anything happens', async () => {
  const { values } = await scrape();
  for (const series of [
    'offhook_entries_rejected_total{kind="forward"}',
    'offhook_register_requests_total{server="l3",result="timeout"}',
    'offhook_invite_requests_total{server="p2",result="answered"}',
    'offhook_register_failovers_total{to="l2"}',
    'offhook_calls_total{direction="internal",result="no_route"}',
    'offhook_forward_matches_total{rule="short"}',
    'offhook_call_setup_seconds_bucket{le="+Inf",direction="outgoing"}',
    'offhook_register_duration_seconds_count{server="l1"}',
    'offhook_sip_requests_total{method="INVITE",direction="in"}',
    'offhook_sip_retransmissions_total{method="REGISTER"}',
    'offhook_sip_parse_errors_total{transport="tls"}',
    'offhook_sip_dropped_total{side="wan",transport="udp"}',
    'offhook_snmp_requests_total{version="v3",pdu="getBulk"}',
    'offhook_snmp_rejected_total{reason="time_window"}',
    'offhook_snmp_notifications_total{kind="registration",result="confirmed"}',
  ]) {
    assert.equal(values.get(series), 0, series);
  }
});

void test('counters and histograms say what the statistics counted', async () => {
  const gateway = manyLines(1);
  gateway.statistics.count('register_requests', 'l1', 'ok');
  gateway.statistics.count('register_requests', 'l1', 'ok');
  gateway.statistics.observe('call_setup', 0.3, 'outgoing');
  gateway.statistics.observe('call_setup', 40, 'outgoing');
  const { values } = await scrape(gateway);
  const bucket = (le: string) =>
    values.get(`offhook_call_setup_seconds_bucket{le="${le}",direction="outgoing"}`);
  assert.equal(values.get('offhook_register_requests_total{server="l1",result="ok"}'), 2);
  assert.deepEqual(['0.25', '0.5', '32', '+Inf'].map(bucket), [0, 1, 1, 2]);
  assert.equal(values.get('offhook_call_setup_seconds_sum{direction="outgoing"}'), 40.3);
  assert.equal(values.get('offhook_call_setup_seconds_count{direction="outgoing"}'), 2);
});

void test('labels hold configured names and closed lists: anything else is one series, other', async () => {
  const gateway = manyLines(1);
  for (let at = 0; at < 500; at += 1) {
    gateway.statistics.count('sip_requests', `X${at}`, 'in');
    gateway.statistics.count('sip_responses', 'INVITE', `${1000 + at}`, 'in');
    gateway.statistics.count('register_requests', `gone${at}`, 'ok');
  }
  const { values, body } = await scrape(gateway);
  assert.equal(values.get('offhook_sip_requests_total{method="other",direction="in"}'), 500);
  assert.equal(
    values.get('offhook_sip_responses_total{method="INVITE",code="other",direction="in"}'),
    500,
  );
  assert.equal(values.get('offhook_register_requests_total{server="other",result="ok"}'), 500);
  assert.doesNotMatch(body, /X7|gone7|1007"/);
});

void test('what a master agent asks, and each kind of notification, are series of their own', async () => {
  const gateway = manyLines(1);
  gateway.statistics.count('snmp_requests', 'agentx', 'testSet');
  gateway.statistics.count('snmp_notifications', 'capacity', 'sent');
  const { values } = await scrape(gateway);
  assert.equal(values.get('offhook_snmp_requests_total{version="agentx",pdu="testSet"}'), 1);
  assert.equal(values.get('offhook_snmp_notifications_total{kind="capacity",result="sent"}'), 1);
});

void test('every measure of the catalogue is exported, counters as _total, durations in seconds', async () => {
  const { body } = await scrape();
  for (const [name, { kind }] of Object.entries(measures)) {
    const line =
      kind === 'counter'
        ? `# TYPE offhook_${name}_total counter`
        : `# TYPE offhook_${name}_seconds histogram`;
    assert.ok(body.includes(`${line}\n`), line);
  }
});

void test('TR-069 sessions are there from the start, the last Inform once one was taken', async () => {
  const gateway = manyLines(1);
  const cwmp = (lastInformAt: string | null) => ({
    ...gateway.context,
    view: { ...gateway.view, cwmp: { lastInformAt: () => lastInformAt } as CwmpOperations },
  });
  gateway.statistics.count('cwmp_sessions', 'failed');
  const none = (await createMetrics(cwmp(null)).expose(undefined)).body;
  assert.match(none, /offhook_cwmp_sessions_total{result="completed"} 0\n/);
  assert.match(none, /offhook_cwmp_sessions_total{result="failed"} 1\n/);
  assert.doesNotMatch(none, /\noffhook_cwmp_last_inform/);
  const { body } = await createMetrics(cwmp('2026-01-01T00:00:07.000Z')).expose(undefined);
  assert.match(body, /\noffhook_cwmp_last_inform_timestamp_seconds 1767225607\n/);
});

void test('a name with quotes and backslashes is escaped', async () => {
  const gateway = manyLines(1);
  gateway.setView({ status: { version: 'a"b\\c\nd' } });
  assert.match((await scrape(gateway)).body, /version="a\\"b\\\\c\\nd"/);
});

void test('OpenMetrics when asked, text otherwise, and the one does not spoil the other', async () => {
  const metrics = createMetrics(manyLines(2).context);
  const before = await metrics.expose('text/plain');
  const open = await metrics.expose(openMetrics);
  const after = await metrics.expose(undefined);
  assert.match(open.contentType, /^application\/openmetrics-text; version=1\.0\.0/);
  assert.ok(open.body.endsWith('# EOF\n'));
  assert.match(open.body, /# TYPE offhook_calls counter\noffhook_calls_total\{/);
  assert.match(after.contentType, /^text\/plain; version=0\.0\.4/);
  assert.deepEqual(names(after.body), names(before.body));
});

const promtool = findProgram('promtool');

void test('promtool finds nothing to complain of', {
  skip: promtool === undefined && 'promtool is not installed',
}, async () => {
  const gateway = manyLines(99);
  gateway.statistics.count('sip_requests', 'INVITE', 'in');
  const { body } = await scrape(gateway);
  const { status, stdout, stderr } = spawnSync(promtool ?? '', ['check', 'metrics'], {
    input: body,
    encoding: 'utf8',
  });
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
});

void test('a hundred lines make fewer than a thousand series of ours', async () => {
  const { values } = await scrape(manyLines(99));
  const ours = [...values.keys()].filter((series) => series.startsWith('offhook_'));
  assert.ok(ours.length < 1000, String(ours.length));
});
