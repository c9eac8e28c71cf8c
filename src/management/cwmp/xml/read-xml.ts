/** XML as a tree of elements, read under guards against hostile documents. Threat T14 */
import { SaxesParser } from 'saxes';
import { limits } from '../limits.ts';
import type { Pause } from '../pause.ts';

interface XmlAttribute {
  readonly uri: string;
  readonly name: string;
  readonly value: string;
}

export interface XmlElement {
  readonly uri: string;
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** The element's own text. */
  readonly text: string;
}

export class XmlError extends Error {
  override readonly name = 'XmlError';
}

interface OpenElement {
  readonly uri: string;
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: OpenElement[];
  text: string;
}

const noAttributes: readonly XmlAttribute[] = [];

export interface Guards {
  readonly bodyBytesMax: number;
  readonly depthMax: number;
  readonly elementsMax: number;
}

/** Throws an XmlError for what is not well-formed or breaks a guard. */
export function readXml(text: string, guards: Guards = limits): XmlElement {
  refuseUnread(text, guards);
  const reader = createReader(guards);
  reader.write(text);
  return reader.end();
}

/** Characters read before other work gets its turn. */
const pieceLength = 65_536;

/** The same for long documents, with pauses. */
export async function readXmlInTurns(
  text: string,
  pause: Pause,
  guards: Guards = limits,
): Promise<XmlElement> {
  refuseUnread(text, guards);
  const reader = createReader(guards);
  for (let at = 0; at < text.length; at += pieceLength) {
    if (at > 0) await pause();
    reader.write(text.slice(at, at + pieceLength));
  }
  return reader.end();
}

/** Refused before anything is parsed: without a DTD there are no entities to expand. */
function refuseUnread(text: string, { bodyBytesMax }: Guards): void {
  if (text.length > bodyBytesMax) throw new XmlError('more than a message may hold');
  if (/<!DOCTYPE/i.test(text)) throw new XmlError('a document type is not allowed');
}

interface XmlReader {
  write(piece: string): void;
  end(): XmlElement;
}

function createReader(guards: Guards): XmlReader {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  let elements = 0;

  parser.on('error', (error) => {
    throw new XmlError(error.message);
  });
  parser.on('doctype', () => {
    throw new XmlError('a document type is not allowed');
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    elements += 1;
    if (elements > guards.elementsMax) throw new XmlError('too many elements');
    if (open.length >= guards.depthMax) throw new XmlError('nested too deeply');
    const given = Object.values(attributes);
    const element: OpenElement = {
      uri,
      name: local,
      attributes: given.length === 0 ? noAttributes : given.map(attributeOf),
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const addText = (piece: string) => {
    const last = open.at(-1);
    if (last) last.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => void open.pop());
  return {
    write: (piece) => void parser.write(piece),
    end() {
      parser.close();
      if (!root) throw new XmlError('no element');
      return root;
    },
  };
}

function attributeOf(given: { uri: string; local: string; value: string }): XmlAttribute {
  return { uri: given.uri, name: given.local, value: given.value };
}

export function childNamed(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

export function attributeNamed(element: XmlElement, uri: string, name: string): string | undefined {
  return element.attributes.find((one) => one.uri === uri && one.name === name)?.value;
}
