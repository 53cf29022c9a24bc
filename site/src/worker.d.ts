// Scripts of workers, bundled beforehand by build.mjs and held as text.

declare module "worker:engine_worker" {
  const text: string;
  export default text;
}
