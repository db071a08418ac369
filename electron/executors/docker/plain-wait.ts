import type Docker from "dockerode";
import type { IncomingMessage } from "node:http";

/**
 * Waits until a container does not run. The client's own `wait` never settles when the connection is cut between the
 * head of the answer, which the engine sends at once, and its body; here the body is a stream that tells.
 * @throws what the client throws
 */
export async function plainWait(docker: Docker, container: string, signal: AbortSignal): Promise<void> {
  const modem = docker.modem as Modem;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = {
      path: `/containers/${container}/wait?`,
      method: "POST",
      isStream: true,
      abortSignal: signal,
      statusCodes: { 200: true, 404: "no such container", 500: "server error" },
      options: {},
    };
    modem.dial(request, (error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
  await answer.toArray();
}

/** The part of the client's connection that is used here. */
interface Modem {
  dial(request: object, callback: (error: Error | null, result: IncomingMessage) => void): void;
}
