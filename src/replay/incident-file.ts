/** An incident as one zip: recordings to run again, and what people look at beside them. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { Refusal } from '../domain/refusal.ts';
import type { Recording } from './recording.ts';
import { isRecording } from './well-formed.ts';

export interface Manifest {
  /** Of Offhook. */
  readonly version: string;
  /** `user alice`, `call 1a2b`. */
  readonly subject: string;
  /** ISO 8601 UTC. */
  readonly writtenAt: string;
  /** The monotonic clock at that instant. */
  readonly writtenAtMs: number;
}

export interface Incident {
  readonly manifest: Manifest;
  readonly recordings: readonly Recording[];
}

const format = 'offhook-incident-1';
const manifestName = 'manifest.json';
const recordingsName = 'recordings.json';

/** A whole file, and each thing in it. */
const fileBytesMax = 33_554_432;
const entryBytesMax = 67_108_864;
const entriesMax = 32;

/** `beside`: files for people, by name. */
export function packIncident(
  { manifest, recordings }: Incident,
  beside: Readonly<Record<string, string | Uint8Array>>,
): Uint8Array {
  const others = Object.entries(beside).map(([name, content]) => [
    name,
    typeof content === 'string' ? strToU8(content) : content,
  ]);
  return zipSync({
    [manifestName]: strToU8(JSON.stringify({ format, ...manifest }, undefined, 2)),
    [recordingsName]: strToU8(JSON.stringify(recordings)),
    ...Object.fromEntries(others),
  });
}

/** Throws `E-INCIDENT` for whatever is no incident: too large, damaged, of another format. */
export function unpackIncident(bytes: Uint8Array): Incident {
  checkFileSize(bytes.length);
  const files = unzipped(bytes);
  const manifest = parsed(files, manifestName);
  if (!isManifest(manifest)) throw refused(`its ${manifestName} is not of ${format}`);
  const recordings = parsed(files, recordingsName);
  if (!Array.isArray(recordings) || !recordings.every(isRecording)) {
    throw refused(`its ${recordingsName} is not as it was written`);
  }
  return { manifest, recordings };
}

/** Throws `E-INCIDENT` for more bytes than an incident ever has. */
export function checkFileSize(bytes: number): void {
  if (bytes > fileBytesMax) throw refused(`it has more than ${fileBytesMax} bytes`);
}

function refused(why: string): Refusal {
  return new Refusal('E-INCIDENT', `this file cannot be run again: ${why}`);
}

/** Only the two files that are needed are unpacked, and never more than they say they are. */
function unzipped(bytes: Uint8Array): Readonly<Record<string, Uint8Array>> {
  let entries = 0;
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        entries += 1;
        if (entries > entriesMax) throw refused('it holds too many files');
        const isNeeded = name === manifestName || name === recordingsName;
        if (isNeeded && originalSize > entryBytesMax) throw refused(`its ${name} is too large`);
        return isNeeded;
      },
    });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refused('it is no zip, or a damaged one');
  }
}

function parsed(files: Readonly<Record<string, Uint8Array>>, name: string): unknown {
  const bytes = Object.hasOwn(files, name) ? files[name] : undefined;
  if (!bytes) throw refused(`it holds no ${name}`);
  try {
    const value: unknown = JSON.parse(strFromU8(bytes));
    return value;
  } catch {
    throw refused(`its ${name} is no JSON`);
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { format: found, ...rest } = { format: undefined, ...value };
  const texts = ['version', 'subject', 'writtenAt'].map((name): unknown => Reflect.get(rest, name));
  const ms: unknown = Reflect.get(rest, 'writtenAtMs');
  return found === format && texts.every((text) => typeof text === 'string') && Number.isFinite(ms);
}
