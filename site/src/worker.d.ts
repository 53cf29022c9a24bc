// Scripts of workers, bundled beforehand by build.mjs and held as text.

declare module "worker:engine_worker" {
  const text: string;
  export default text;
}

// Source: https://tc39.es/proposal-arraybuffer-base64/
interface Uint8ArrayConstructor { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }
