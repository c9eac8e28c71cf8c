/** Templates of the page: htm on Preact. Text is always text: nothing here makes markup of it. */
export { html } from 'htm/preact';
