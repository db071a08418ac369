import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A registry on loopback, which Docker trusts without TLS, that holds one image. */
export interface SampleRegistry {
  /** What to pull. */
  readonly image: string;
  /** When set, what the image is made of is promised and never sent. */
  isStalled: boolean;
  /** How many were promised so. */
  readonly stalled: number;
  close(): Promise<void>;
}

/** The image is `base`, whose shell is busybox, with a `bash` on top that is the same shell. */
export async function openSampleRegistry(base: string): Promise<SampleRegistry> {
  const { manifest, blobs } = describeImage(base);
  const registry = { isStalled: false, stalled: 0 };
  const server = createServer((request, response) => {
    const [, digest] = /\/(?:blobs|manifests)\/([^/]+)$/.exec(request.url ?? "") ?? [];
    const isManifest = request.url?.includes("/manifests/") ?? false;
    const body = isManifest ? manifest.bytes : blobs.get(digest ?? "");
    if (request.url === "/v2/") {
      response.end("{}");
    } else if (body === undefined || (isManifest && digest?.startsWith("missing"))) {
      response
        .writeHead(404)
        .end(JSON.stringify({ errors: [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }] }));
    } else {
      if (isManifest) response.setHeader("Content-Type", "application/vnd.docker.distribution.manifest.v2+json");
      response.setHeader("Docker-Content-Digest", isManifest ? manifest.digest : (digest ?? ""));
      response.setHeader("Content-Length", body.length);
      if (request.method === "HEAD") response.end();
      else if (registry.isStalled && !isManifest) {
        response.flushHeaders();
        registry.stalled += 1;
      } else response.end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(registry, {
    image: `127.0.0.1:${String(port)}/sample/busybox:1`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  });
}

function describeImage(base: string) {
  const directory = mkdtempSync(join(tmpdir(), "cronium-registry-"));
  try {
    execFileSync("sh", ["-c", 'docker save "$1" | tar -x -C "$2"', "sh", base, directory]);
    const [saved] = JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")) as [
      { Config: string; Layers: string[] },
    ];
    mkdirSync(join(directory, "top", "bin"), { recursive: true });
    writeFileSync(join(directory, "top", "bin", "bash"), '#!/bin/sh\nexec /bin/sh "$@"\n', { mode: 0o755 });
    const top = execFileSync("tar", ["-c", "-C", join(directory, "top"), "bin"]);
    const layers = [...saved.Layers.map((path) => readFileSync(join(directory, path))), top];
    const inherited = JSON.parse(readFileSync(join(directory, saved.Config), "utf8")) as object;
    const config = Buffer.from(
      JSON.stringify({ ...inherited, history: undefined, rootfs: { type: "layers", diff_ids: layers.map(digestOf) } }),
    );
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: "application/vnd.docker.distribution.manifest.v2+json",
        config: described("application/vnd.docker.container.image.v1+json", config),
        layers: layers.map((layer) => described("application/vnd.docker.image.rootfs.diff.tar", layer)),
      }),
    );
    const blobs = new Map([config, ...layers].map((blob) => [digestOf(blob), blob]));
    return { manifest: { bytes, digest: digestOf(bytes) }, blobs };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function described(mediaType: string, blob: Buffer) {
  return { mediaType, size: blob.length, digest: digestOf(blob) };
}

function digestOf(blob: Buffer): string {
  return `sha256:${createHash("sha256").update(blob).digest("hex")}`;
}
