/** How small a file gets by a general-purpose compressor, which tells how much structure its bytes have left. */

/** Bytes after gzip; null where the browser has none. */
export async function gzipBytes(file: Uint8Array<ArrayBuffer>): Promise<number | null> {
  if (typeof CompressionStream === 'undefined') return null;
  const stream = new Blob([file]).stream().pipeThrough(new CompressionStream('gzip'));
  return (await new Response(stream).arrayBuffer()).byteLength;
}
