// The part of an address behind "#", which on some pages carries what is chosen there.

/** Whether the address leads to a place of the page, as a link of its contents does, and tells nothing that is chosen. */
export function isAnchor(): boolean {
  return location.hash.length > 1 && !location.hash.includes("=");
}
